namespace Drover.Server.Endpoints;

/// <summary>One record of a log: what one read from the run returned.</summary>
/// <param name="Seq">Its number; of a gap, the first that is missing.</param>
/// <param name="Ts">When it was read from the run.</param>
/// <param name="Stream">"stdout", "stderr", "terminal" or "gap".</param>
/// <param name="Text">Its text; of a gap, why there is none.</param>
/// <param name="Partial">Whether it ends in the middle of a line.</param>
internal sealed record LogItem(long Seq, DateTimeOffset Ts, string Stream, string Text, bool Partial);

namespace Drover.Server.Endpoints;

/// <summary>A line in which something was found, as it reads without escape sequences.</summary>
/// <param name="Seq">The record in which it begins.</param>
/// <param name="Ts">When that was read from the run.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Text">The line.</param>
/// <param name="Start">Where the first match in it begins, in UTF-16 units.</param>
/// <param name="Length">How long that match is.</param>
/// <param name="Before">The lines before it.</param>
/// <param name="After">The lines after it, as far as they were looked at.</param>
internal sealed record SearchMatch(long Seq, DateTimeOffset Ts, string Stream, string Text, int Start, int Length, IReadOnlyList<string> Before, IReadOnlyList<string> After);

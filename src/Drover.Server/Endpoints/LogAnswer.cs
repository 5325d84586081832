namespace Drover.Server.Endpoints;

/// <summary>What the log of a run holds.</summary>
/// <param name="FirstSeq">The number of its first record; 0 when it has none.</param>
/// <param name="LastSeq">The number of its last record; 0 when it has none.</param>
/// <param name="Bytes">Bytes of output that are kept.</param>
/// <param name="Truncated">Whether a cap has dropped some.</param>
internal sealed record LogAnswer(long FirstSeq, long LastSeq, long Bytes, bool Truncated);

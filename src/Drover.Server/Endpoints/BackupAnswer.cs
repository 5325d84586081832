namespace Drover.Server.Endpoints;

/// <summary>A copy of the board's database.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BackupAnswer(string Path, long Bytes);

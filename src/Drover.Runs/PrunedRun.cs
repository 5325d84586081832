namespace Drover.Runs;

/// <summary>A run that a prune removed, or would remove.</summary>
/// <param name="Status">Its last status.</param>
/// <param name="Bytes">The size of its files, its log above all.</param>
public sealed record PrunedRun(RunStatus Status, long Bytes);

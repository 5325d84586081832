namespace Drover.Server.Runs;

/// <summary>What a starting server found and did.</summary>
/// <param name="At">When.</param>
/// <param name="TookMs">How long it took until all of that was done and every live run was followed, in milliseconds.</param>
/// <param name="Reattached">Runs that went on and are followed again.</param>
/// <param name="Settled">Runs that had ended meanwhile, and whose end was recorded.</param>
/// <param name="Lost">Runs of which nobody knows how they ended.</param>
/// <param name="NeverStarted">Runs that held a slot and whose command was never started.</param>
/// <param name="Orphans">Durable runs of this board that no live run of it belongs to; they were stopped.</param>
internal sealed record RecoveryReport(
    DateTimeOffset At,
    long TookMs,
    IReadOnlyList<string> Reattached,
    IReadOnlyList<string> Settled,
    IReadOnlyList<string> Lost,
    IReadOnlyList<string> NeverStarted,
    IReadOnlyList<string> Orphans)
{
    /// <summary>One line for the log; null when there was nothing to do.</summary>
    public string? Text
    {
        get
        {
            List<string> parts = [];
            void Add(string what, IReadOnlyList<string> ids)
            {
                if (ids.Count > 0) parts.Add($"{what} {string.Join(", ", ids)}");
            }
            Add("went on:", Reattached);
            Add("had ended:", Settled);
            Add("lost:", Lost);
            Add("never started:", NeverStarted);
            Add("orphans stopped:", Orphans);
            return parts.Count == 0 ? null : $"recovered runs; {string.Join("; ", parts)}";
        }
    }
}

namespace Drover.Server.Runs;

/// <summary>The words for phases in the database and in JSON.</summary>
internal static class PhaseNames
{
    private static readonly string[] s_names =
    [
        "reserved", "starting", "running", "stopping", "succeeded", "failed", "stopped", "timed_out", "idle_timed_out", "rate_limited", "start_failed", "oom",
        "lost", "orphan_killed",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>"running", …</summary>
    public static string Of(RunPhase phase) => s_names[(int)phase];

    /// <summary>The phase of a word; null when there is none.</summary>
    public static RunPhase? TryParse(string text) => Array.IndexOf(s_names, text) is >= 0 and var i ? (RunPhase)i : null;

    /// <summary>Whether a run in it holds a slot.</summary>
    public static bool IsLive(this RunPhase phase) => phase <= RunPhase.Stopping;
}

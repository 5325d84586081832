namespace Drover.Server.Tasks;

/// <summary>The words for lanes in the database and in JSON.</summary>
internal static class LaneNames
{
    private static readonly string[] s_names = ["todo", "queued", "blocked", "running", "stopping", "review", "done", "failed", "archived"];

    /// <summary>All of them, in the order of the board.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>"todo", …</summary>
    public static string Of(TaskLane lane) => s_names[(int)lane];

    /// <summary>The lane of a word; null when there is none.</summary>
    public static TaskLane? TryParse(string text) => Array.IndexOf(s_names, text) is >= 0 and var i ? (TaskLane)i : null;
}

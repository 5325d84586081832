namespace Drover.Server.Tasks;

/// <summary>The words for intents in the database and in JSON.</summary>
internal static class IntentNames
{
    private static readonly string[] s_names = ["user", "scheduler", "retry", "recovery", "shutdown", "run"];

    /// <summary>"user", …</summary>
    public static string Of(Intent intent) => s_names[(int)intent];

    /// <summary>The intent of a word; null when there is none.</summary>
    public static Intent? TryParse(string text) => Array.IndexOf(s_names, text) is >= 0 and var i ? (Intent)i : null;
}

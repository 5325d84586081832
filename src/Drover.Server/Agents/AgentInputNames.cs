namespace Drover.Server.Agents;

/// <summary>The words for kinds of standard input in the database and in JSON.</summary>
internal static class AgentInputNames
{
    private static readonly string[] s_names = ["none", "prompt", "promptFile", "pipe", "pty"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>"none", "pty", …</summary>
    public static string Of(AgentInput input) => s_names[(int)input];

    /// <summary>The kind of a word; null when there is none.</summary>
    public static AgentInput? TryParse(string text) => Array.IndexOf(s_names, text) is >= 0 and var i ? (AgentInput)i : null;
}

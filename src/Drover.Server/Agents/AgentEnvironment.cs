// Constraints
//   An agent needs keys and paths of whoever started the server, and must not get the server's own settings. Variables that end shells by themselves
//   (TMOUT) have ended whole nights of work. What is secret must be known by name, wherever its value comes from.
// Scheme
//   A policy says what is taken from the server's environment; then what is set is set. Names in Secrets mark values: of both kinds.

using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.Processes;

namespace Drover.Server.Agents;

/// <summary>Where the environment of an agent comes from. Immutable.</summary>
/// <param name="Policy">"inherit": the server's, without its own settings; "allowlist": of that only what is named; "clear": nothing.</param>
/// <param name="Allow">The names that an allowlist lets through; one may end in '*'.</param>
/// <param name="Set">What is set, after the policy.</param>
/// <param name="Secrets">The names of variables whose values are nowhere to be shown, however they are set.</param>
internal sealed record AgentEnvironment(string Policy, ImmutableArray<string> Allow, ImmutableSortedDictionary<string, string> Set, ImmutableArray<string> Secrets)
{
    /// <summary>The policies.</summary>
    public static readonly string[] Policies = ["inherit", "allowlist", "clear"];

    // TMOUT ends the shells of agents; the others are this server's own affairs.
    private static readonly string[] s_ownVariables = ["AGENT_COMMAND", "WORKSPACE_PATH", "MAX_LOG_LINES", "TMOUT"];

    /// <summary>The server's environment and nothing else.</summary>
    public static AgentEnvironment Inherited { get; } = new("inherit", [], ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), []);

    /// <summary>The environment that comes of the server's.</summary>
    public ProcessEnvironment Apply(ProcessEnvironment server)
    {
        ProcessEnvironment environment = ProcessEnvironment.Empty;
        if (Policy != "clear")
        {
            environment = server;
            foreach (ByteString entry in server.Entries)
            {
                string name = NameOf(entry);
                bool isOwn = name.StartsWith("DROVER_", StringComparison.Ordinal) || s_ownVariables.Contains(name);
                if (isOwn || (Policy == "allowlist" && !IsAllowed(name))) environment = environment.Remove(name);
            }
        }
        foreach ((string name, string value) in Set) environment = environment.Set(name, value);
        return environment;
    }

    private static string NameOf(ByteString entry)
    {
        string text = entry.ToString();
        return text[..Math.Max(0, text.IndexOf('=', StringComparison.Ordinal))];
    }

    private bool IsAllowed(string name) =>
        Allow.Any(allowed => allowed.EndsWith('*') ? name.StartsWith(allowed[..^1], StringComparison.Ordinal) : name == allowed);
}

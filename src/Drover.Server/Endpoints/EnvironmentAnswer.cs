using Drover.Server.Agents;

namespace Drover.Server.Endpoints;

/// <summary>The environment of a profile; values that are secret are null.</summary>
internal sealed record EnvironmentAnswer(string Policy, IReadOnlyList<string> Allow, IReadOnlyDictionary<string, string?> Set, IReadOnlyList<string> Secrets)
{
    /// <summary>An environment without the values that are secret.</summary>
    public static EnvironmentAnswer Of(AgentEnvironment environment) => new(
        environment.Policy,
        environment.Allow,
        environment.Set.ToDictionary(entry => entry.Key, entry => environment.Secrets.Contains(entry.Key) ? null : entry.Value),
        environment.Secrets);
}

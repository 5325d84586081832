using Drover.Server.Agents;

namespace Drover.Server.Endpoints;

/// <summary>An agent profile as the API shows it: without the values that are secret.</summary>
internal sealed record ProfileAnswer
{
    public required string Name { get; init; }
    public bool BuiltIn { get; init; }
    public required string Command { get; init; }
    public required IReadOnlyList<string> Args { get; init; }
    public required string Stdin { get; init; }
    public int Columns { get; init; }
    public int Rows { get; init; }
    public required EnvironmentAnswer Environment { get; init; }
    public required AgentLimits Limits { get; init; }
    public required string StopSignal { get; init; }
    public required IReadOnlyList<int> SuccessCodes { get; init; }
    public required RetryAnswer Retry { get; init; }
    public RateLimitRules? RateLimit { get; init; }
    public long Rev { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>A profile without the values that are secret.</summary>
    public static ProfileAnswer Of(AgentProfile profile) => new()
    {
        Name = profile.Name,
        BuiltIn = profile.IsBuiltIn,
        Command = profile.Executable,
        Args = [.. profile.Command.Skip(1)],
        Stdin = AgentInputNames.Of(profile.Input),
        Columns = profile.Columns,
        Rows = profile.Rows,
        Environment = EnvironmentAnswer.Of(profile.Environment),
        Limits = profile.Limits,
        StopSignal = profile.Rules.StopSignal,
        SuccessCodes = profile.Rules.SuccessCodes,
        Retry = new RetryAnswer(profile.Rules.OnFailure, profile.Rules.MaxAttempts, profile.Rules.BackoffMs),
        RateLimit = profile.Rules.RateLimit,
        Rev = profile.Rev,
        UpdatedAt = profile.UpdatedAt,
    };
}

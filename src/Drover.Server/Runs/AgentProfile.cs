using System.Collections.Immutable;

namespace Drover.Server.Runs;

/// <summary>How an agent is called. Immutable.</summary>
internal sealed record AgentProfile
{
    /// <summary>The name of the profile that is there without anybody's doing.</summary>
    public const string DefaultName = "default";

    /// <summary>The agent that is called when nobody has named another.</summary>
    public const string DefaultAgent = "claude";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The command and its arguments; {prompt}, {promptFile}, {docsPath}, {taskId} and {runId} are filled in.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>The executable as it was named, for messages.</summary>
    public string Executable => Command[0];

    /// <summary>The profile of AGENT_COMMAND: its words, then "--print" and the prompt unless it says itself where the prompt goes.</summary>
    /// <param name="agentCommand">The variable's value; null when it is not set.</param>
    public static AgentProfile FromCommand(string? agentCommand)
    {
        ImmutableArray<string> words = agentCommand is null ? [DefaultAgent] : CommandWords.Split(agentCommand);
        if (words.IsEmpty) words = [DefaultAgent];
        bool saysWhere = words.Any(word => word.Contains("{prompt", StringComparison.Ordinal));
        return new AgentProfile { Name = DefaultName, Command = saysWhere ? words : [.. words, "--print", "{prompt}"] };
    }
}

using System.Collections.Immutable;

namespace Drover.Server.Agents;

/// <summary>How an agent is called, what it may take, and how its end is read. Immutable.</summary>
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

    /// <summary>What its standard input is.</summary>
    public AgentInput Input { get; init; }

    /// <summary>The columns of its terminal, with <see cref="AgentInput.Terminal"/>.</summary>
    public int Columns { get; init; } = 120;

    /// <summary>The rows of its terminal, with <see cref="AgentInput.Terminal"/>.</summary>
    public int Rows { get; init; } = 30;

    /// <summary>Its environment.</summary>
    public AgentEnvironment Environment { get; init; } = AgentEnvironment.Inherited;

    /// <summary>What its runs may take.</summary>
    public AgentLimits Limits { get; init; } = AgentLimits.None;

    /// <summary>How its runs are stopped and their ends are read.</summary>
    public RunRules Rules { get; init; } = RunRules.Usual;

    /// <summary>Counts its changes; its ETag. 0 for one that nobody has stored.</summary>
    public long Rev { get; init; }

    /// <summary>When it was last changed; null for one that nobody has stored.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Whether it comes from AGENT_COMMAND and not from the store.</summary>
    public bool IsBuiltIn => Rev == 0;

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

    /// <summary>Whether a text can be the name of a profile: 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= 64 } && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}

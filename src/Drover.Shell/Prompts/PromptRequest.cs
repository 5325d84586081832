using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Prompts;

/// <summary>What an <see cref="ICommandReader"/> is asked for.</summary>
public sealed record PromptRequest
{
    /// <summary>The prompt in bytes, expanded. What stands between SOH (1) and STX (2) takes no columns; these two are not to be shown.</summary>
    public required ReadOnlyMemory<byte> Prompt { get; init; }

    /// <summary>What stands before each further row of a text of several, PS2, in the same form.</summary>
    public ReadOnlyMemory<byte> Continuation { get; init; }

    /// <summary>What stands at the right edge of the first row, RPROMPT, in the same form; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Right { get; init; }

    /// <summary>What the line continues; <see cref="OpenConstruct.None"/> at the start of a command.</summary>
    public OpenConstruct Open { get; init; }

    /// <summary>The lines of this command that have been read so far.</summary>
    public ReadOnlyMemory<byte> TextSoFar { get; init; }
}

namespace Drover.LineEditor.Completions;

/// <summary>One thing that a word can become.</summary>
/// <param name="Text">What is put into the text, quoted as it must be.</param>
public sealed record CompletionCandidate(byte[] Text)
{
    /// <summary>What is shown in the list; the text itself when not given.</summary>
    public byte[]? Display { get; init; }

    /// <summary>What is said of it beside, such as an option's purpose.</summary>
    public string Description { get; init; } = "";

    /// <summary>What it is, which chooses its colour.</summary>
    public CompletionKind Kind { get; init; }

    /// <summary>What is put behind it once it is the one: a blank, or a slash behind a directory.</summary>
    public byte[] Suffix { get; init; } = " "u8.ToArray();
}

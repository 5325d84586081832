namespace Drover.LineEditor.Rendering;

/// <summary>All that a frame is made of: what the editor wants to be seen, before it is laid out.</summary>
internal sealed class View
{
    public required PromptText Prompt { get; init; }

    public required PromptText Continuation { get; init; }

    public PromptText? Right { get; init; }

    /// <summary>Stands in the place of the prompt's last line: a search.</summary>
    public byte[]? Status { get; init; }

    public required ReadOnlyMemory<byte> Text { get; init; }

    public int Cursor { get; init; }

    /// <summary>Shown behind the text, but not part of it.</summary>
    public byte[] Suggestion { get; init; } = [];

    public TextStyle SuggestionStyle { get; init; }

    public IReadOnlyList<StyledSpan> Spans { get; init; } = [];

    /// <summary>Makes the rows below the text, given the columns and the greatest number of rows.</summary>
    public Func<int, int, CellWriter>? Below { get; init; }
}

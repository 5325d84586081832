namespace Drover.Cli.Interactive;

/// <summary>Where a command line stops: what its last word is, as far as it goes.</summary>
internal sealed record ScannedEnd
{
    /// <summary>Where the last word starts; the end of the text when it has not begun.</summary>
    public int WordStart { get; init; }

    /// <summary>What the last word is: a command, an argument, a target, an assignment; a comment, document or text takes no completion.</summary>
    public ScannedKind Role { get; init; }

    /// <summary>The words of the command before it, as they are written.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Where the first of them starts; the end of the text when there is none.</summary>
    public int CommandStart { get; init; }

    /// <summary>The quote that is open, NUL when there is none.</summary>
    public char Quote { get; init; }

    /// <summary>Where it was opened.</summary>
    public int QuoteStart { get; init; } = -1;

    /// <summary>Where the name of a parameter starts that ends at the end; -1 when there is none.</summary>
    public int VariableStart { get; init; } = -1;

    /// <summary>Whether that name stands in braces.</summary>
    public bool IsBraced { get; init; }
}

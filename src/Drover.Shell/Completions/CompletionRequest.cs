namespace Drover.Shell.Completions;

/// <summary>An argument of a command that is to be completed. The chars of all texts are bytes.</summary>
public sealed record CompletionRequest
{
    /// <summary>The command as it was typed, beyond the cursor too.</summary>
    public required string Line { get; init; }

    /// <summary>Where in <see cref="Line"/> the cursor is.</summary>
    public required int Point { get; init; }

    /// <summary>The words of the command as they were typed.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Which of them is completed.</summary>
    public required int Index { get; init; }

    /// <summary>What of that word stands before the cursor, without its quotes.</summary>
    public required string Word { get; init; }

    /// <summary>The name of the command.</summary>
    public string Command => Index > 0 ? Words[0] : "";

    /// <summary>The word before.</summary>
    public string Previous => Index > 0 ? Words[Index - 1] : "";
}

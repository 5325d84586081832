namespace Drover.Shell.Completions;

/// <summary>What is to be completed.</summary>
/// <param name="Words">The words of the command, the last of them being the one that is completed; as they were typed.</param>
/// <param name="Word">The last word without its quotes.</param>
internal sealed record CompletionRequest(IReadOnlyList<string> Words, string Word)
{
    public string Command => Words.Count > 1 ? Words[0] : "";

    public string Previous => Words.Count > 1 ? Words[^2] : "";

    /// <summary>The command up to the cursor.</summary>
    public string Line => string.Join(' ', Words);
}

namespace Drover.Shell.Prompts;

/// <summary>What the shell itself has to say about a word: the result of <c>complete</c>. The chars of all texts are bytes.</summary>
public sealed record ProgrammedCompletion
{
    internal ProgrammedCompletion(IReadOnlyList<string> words) => Words = words;

    /// <summary>What the word can become.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Whether they are names of files, to be quoted, and directories to end with a slash.</summary>
    public bool AreFiles { get; internal init; }

    /// <summary>Whether a blank follows the only one.</summary>
    public bool AddsSpace { get; internal init; }

    /// <summary>Whether names of files are to be tried when there are none.</summary>
    public bool FallsBackToFiles { get; internal init; }

    /// <summary>Whether they come in an order of their own.</summary>
    public bool IsSorted { get; internal init; }
}

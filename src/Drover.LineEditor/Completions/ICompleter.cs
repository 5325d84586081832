namespace Drover.LineEditor.Completions;

/// <summary>Knows what a word can become.</summary>
public interface ICompleter
{
    /// <summary>What the text before <paramref name="cursor"/> can be completed to.</summary>
    /// <param name="text">All of the text, as bytes.</param>
    /// <param name="cursor">The cursor's byte offset.</param>
    CompletionList Complete(ReadOnlySpan<byte> text, int cursor);
}

using System.Text;
using Drover.LineEditor.Completions;

namespace Drover.LineEditor.Tests.TestSupport;

/// <summary>Completes the word before the cursor to one of a list.</summary>
internal sealed class TestCompleter(params CompletionCandidate[] candidates) : ICompleter
{
    public static TestCompleter Of(params string[] words) => new([.. words.Select(word => new CompletionCandidate(Encoding.UTF8.GetBytes(word)))]);

    public CompletionList Complete(ReadOnlySpan<byte> text, int cursor)
    {
        int start = text[..cursor].LastIndexOf((byte)' ') + 1;
        byte[] word = text[start..cursor].ToArray();
        return new CompletionList(start, word.Length, [.. candidates.Where(candidate => candidate.Text.AsSpan().StartsWith(word))]);
    }
}

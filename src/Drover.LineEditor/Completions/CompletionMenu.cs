namespace Drover.LineEditor.Completions;

/// <summary>The candidates that are listed below the line, and the one that is chosen.</summary>
internal sealed class CompletionMenu(CompletionList list, byte[] word)
{
    public IReadOnlyList<CompletionCandidate> Candidates => list.Candidates;

    public int Start => list.Start;

    /// <summary>What the candidates stand in the place of.</summary>
    public byte[] Word => word;

    /// <summary>The bytes that stand there now.</summary>
    public int Length { get; private set; } = word.Length;

    /// <summary>The one chosen; -1 while the list is only shown.</summary>
    public int Selected { get; private set; } = -1;

    /// <summary>Whether the person is still asked if all is to be shown.</summary>
    public bool IsAsking { get; set; }

    /// <summary>The one chosen.</summary>
    public CompletionCandidate Current => list.Candidates[Selected];

    /// <summary>Chooses the next one or, with a negative number, the one before; after the last comes the first.</summary>
    public void Move(int by)
    {
        int count = Candidates.Count;
        Selected = Selected < 0 ? (by > 0 ? 0 : count - 1) : (((Selected + by) % count) + count) % count;
        Length = Current.Text.Length;
    }

    /// <summary>What all candidates begin with, whole characters of it.</summary>
    public byte[] CommonPrefix()
    {
        ReadOnlySpan<byte> prefix = Candidates[0].Text;
        foreach (CompletionCandidate candidate in Candidates) prefix = prefix[..prefix.CommonPrefixLength(candidate.Text)];
        int length = prefix.Length;
        // Not half a character: the next byte of the first candidate must begin one.
        while (length > 0 && length < Candidates[0].Text.Length && (Candidates[0].Text[length] & 0xC0) == 0x80) length--;
        return prefix[..length].ToArray();
    }
}

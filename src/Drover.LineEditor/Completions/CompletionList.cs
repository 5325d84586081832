namespace Drover.LineEditor.Completions;

/// <summary>What part of a text can be completed, and to what.</summary>
/// <param name="Start">The first byte that a candidate stands in the place of.</param>
/// <param name="Length">How many bytes it stands in the place of.</param>
/// <param name="Candidates">The candidates, in the order in which they are listed.</param>
public sealed record CompletionList(int Start, int Length, IReadOnlyList<CompletionCandidate> Candidates)
{
    /// <summary>Nothing can be completed.</summary>
    public static CompletionList Empty { get; } = new(0, 0, []);
}

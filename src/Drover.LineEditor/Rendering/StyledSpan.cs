namespace Drover.LineEditor.Rendering;

/// <summary>A stretch of the text being edited and how it looks.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Style">How they look.</param>
public readonly record struct StyledSpan(int Start, int Length, TextStyle Style);

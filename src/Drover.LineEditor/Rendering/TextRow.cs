namespace Drover.LineEditor.Rendering;

/// <summary>One row of the screen that text takes.</summary>
/// <param name="Start">The byte that it begins with.</param>
/// <param name="Column">Where that stands: behind a prompt, or 0.</param>
/// <param name="IsNewLine">Whether it begins behind a newline, and so with the continuation prompt.</param>
internal readonly record struct TextRow(int Start, int Column, bool IsNewLine);

namespace Drover.LineEditor.Rendering;

/// <summary>What the editor's part of the screen should show.</summary>
/// <param name="Columns">The screen's width.</param>
/// <param name="Rows">The rows, no more than the screen has.</param>
/// <param name="Wraps">For each row, whether its text goes on in the next.</param>
/// <param name="CursorRow">The cursor's row among them.</param>
/// <param name="CursorColumn">Its column.</param>
internal sealed record Frame(int Columns, IReadOnlyList<Cell[]> Rows, IReadOnlyList<bool> Wraps, int CursorRow, int CursorColumn);

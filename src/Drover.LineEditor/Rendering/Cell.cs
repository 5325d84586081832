namespace Drover.LineEditor.Rendering;

/// <summary>One place of the screen.</summary>
/// <param name="Text">The cluster that begins here; empty for the second half of a wide one.</param>
/// <param name="Style">How it looks.</param>
internal readonly record struct Cell(string Text, TextStyle Style)
{
    public static Cell Blank { get; } = new(" ", default);

    public static Cell Continuation(TextStyle style) => new("", style);

    public static Cell[] BlankRow(int columns)
    {
        var row = new Cell[columns];
        Array.Fill(row, Blank);
        return row;
    }
}

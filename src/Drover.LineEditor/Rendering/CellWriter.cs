namespace Drover.LineEditor.Rendering;

/// <summary>Writes clusters into rows of cells, going on in the next row when one is full.</summary>
internal sealed class CellWriter(int columns)
{
    public List<Cell[]> Rows { get; } = [Cell.BlankRow(columns)];

    /// <summary>For each row, whether its text goes on in the next one.</summary>
    public List<bool> Wraps { get; } = [false];

    public int Row => Rows.Count - 1;

    public int Column { get; private set; }

    public void Write(ReadOnlySpan<byte> text, TextStyle style)
    {
        for (int at = 0; at < text.Length;)
        {
            int width = Math.Min(columns, Glyphs.Measure(text, at, Column, out int next, out bool spelled));
            if (Column + width > columns)
            {
                Break(wraps: true);
                width = Math.Min(columns, Glyphs.Measure(text, at, Column, out next, out spelled));
            }
            Write(Glyphs.Show(text[at..next], width, spelled), width, spelled, style);
            at = next;
        }
    }

    private void Write(string shown, int width, bool spelled, TextStyle style)
    {
        Cell[] row = Rows[^1];
        for (int i = 0; i < width; i++)
            row[Column + i] = spelled ? new Cell(Glyphs.Ascii((byte)shown[i]), style) : i == 0 ? new Cell(shown, style) : Cell.Continuation(style);
        Column += width;
        if (Column == columns) Break(wraps: true);
    }

    /// <summary>As much of the text as fits into the row before <paramref name="limit"/>.</summary>
    public void WriteCut(ReadOnlySpan<byte> text, TextStyle style, int limit)
    {
        for (int at = 0; at < text.Length;)
        {
            int width = Glyphs.Measure(text, at, Column, out int next, out bool spelled);
            if (Column + width > limit || Column + width >= columns) return;
            Write(Glyphs.Show(text[at..next], width, spelled), width, spelled, style);
            at = next;
        }
    }

    public void MoveTo(int column) => Column = Math.Clamp(column, 0, columns - 1);

    public void Break(bool wraps)
    {
        Wraps[^1] = wraps;
        Rows.Add(Cell.BlankRow(columns));
        Wraps.Add(false);
        Column = 0;
    }

    /// <summary>The columns that a text takes in one row.</summary>
    public static int Width(ReadOnlySpan<byte> text)
    {
        int width = 0;
        for (int at = 0; at < text.Length;)
        {
            width += Glyphs.Measure(text, at, width, out int next, out _);
            at = next;
        }
        return width;
    }
}

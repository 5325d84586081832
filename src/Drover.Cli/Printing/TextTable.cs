using System.Text;

namespace Drover.Cli.Printing;

/// <summary>A table: coloured and cut to the width on a terminal, plain aligned text in a pipe, where nothing is cut.</summary>
/// <remarks>One line a row always, so that it can be counted and searched: what does not fit is cut from the last columns, but never from <see cref="Uncut"/> ones.</remarks>
internal sealed class TextTable(params string[] headings)
{
    private const int Gap = 2;
    private readonly List<Cell[]> _rows = [];

    /// <summary>Columns whose text stands at their right end.</summary>
    public HashSet<int> RightAligned { get; } = [];

    /// <summary>Columns that are shown whole even where the terminal is narrower than they are: half an id names nothing.</summary>
    public HashSet<int> Uncut { get; } = [];

    /// <summary>Adds a row; as many cells as there are headings.</summary>
    public void Add(params Cell[] row) => _rows.Add(Array.ConvertAll(row, static cell => cell with { Text = StandardError.Printable(cell.Text) }));

    /// <summary>Prints it as standard output wants it.</summary>
    public void Print() => StandardOutput.Write(Text(StandardOutput.Width, StandardOutput.UsesColour));

    /// <summary>The table for a place of that width.</summary>
    internal string Text(int width, bool colour)
    {
        int[] widths = new int[headings.Length];
        for (int i = 0; i < headings.Length; i++)
        {
            widths[i] = headings[i].Length;
            foreach (Cell[] row in _rows) widths[i] = Math.Max(widths[i], row[i].Text.Length);
        }
        var text = new StringBuilder();
        AppendRow(text, Array.ConvertAll(headings, static heading => new Cell(heading, Tone.Heading)), widths, width, colour);
        foreach (Cell[] row in _rows) AppendRow(text, row, widths, width, colour);
        return text.ToString();
    }

    private void AppendRow(StringBuilder text, Cell[] row, int[] widths, int width, bool colour)
    {
        int column = 0;
        for (int i = 0; i < row.Length; i++)
        {
            string cell = RightAligned.Contains(i) ? row[i].Text.PadLeft(widths[i]) : row[i].Text;
            if (!Uncut.Contains(i))
            {
                if (column >= width) break;
                cell = Palette.Cut(cell, width - column);
            }
            text.Append(Palette.Styled(cell, row[i].Tone, colour));
            column += widths[i] + Gap;
            // The last column needs no spaces behind it.
            if (i < row.Length - 1 && (column < width || Uncut.Contains(i + 1))) text.Append(' ', widths[i] + Gap - cell.Length);
        }
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        text.Append('\n');
    }
}

// Constraints
//   A text may be a megabyte, and each key lays it out anew: plain characters must be passed over in runs.
// Scheme
//   A row is a start and a column. A row that is full ends at once, so the place behind its last character is the next row's first: where the cursor can stand.

namespace Drover.LineEditor.Rendering;

/// <summary>Which part of the text stands in which row.</summary>
internal sealed class TextLayout
{
    private readonly List<TextRow> _rows = [];

    private readonly int _columns;

    public TextLayout(ReadOnlySpan<byte> text, int firstColumn, int continuationColumn, int columns)
    {
        _columns = columns;
        int column = firstColumn;
        _rows.Add(new TextRow(0, column, false));
        for (int at = 0; at < text.Length;)
        {
            int plain = text[at..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
            if (plain < 0) plain = text.Length - at;
            // The last one may carry a mark that joins it.
            else if (plain > 0 && text[at + plain] >= 0x80) plain--;
            while (plain > 0)
            {
                int taken = Math.Min(plain, columns - column);
                (at, plain, column) = (at + taken, plain - taken, column + taken);
                if (column == columns) column = Begin(at, 0, false);
            }
            if (at == text.Length) break;
            if (text[at] == '\n')
            {
                column = Begin(++at, continuationColumn, true);
                continue;
            }
            int width = Math.Min(columns, Glyphs.Measure(text, at, column, out int next, out _));
            if (column + width > columns)
            {
                column = Begin(at, 0, false);
                width = Math.Min(columns, Glyphs.Measure(text, at, column, out next, out _));
            }
            column += width;
            at = next;
            if (column == columns) column = Begin(at, 0, false);
        }
        EndColumn = column;
    }

    public IReadOnlyList<TextRow> Rows => _rows;

    /// <summary>The column behind the last character.</summary>
    public int EndColumn { get; }

    /// <summary>Where in the text a row ends: the next one's start.</summary>
    public int End(int row, int length) => row + 1 < _rows.Count ? _rows[row + 1].Start : length;

    /// <summary>The column behind the first row's last character.</summary>
    public int EndOfFirst(ReadOnlySpan<byte> text) => _rows.Count == 1 ? EndColumn : Locate(text, _rows[1].Start - 1).Column;

    /// <summary>Where the cluster at an offset stands.</summary>
    public (int Row, int Column) Locate(ReadOnlySpan<byte> text, int offset)
    {
        int low = 0;
        int high = _rows.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_rows[middle].Start <= offset) low = middle;
            else high = middle - 1;
        }
        int column = _rows[low].Column;
        for (int at = _rows[low].Start; at < offset && text[at] != '\n';)
        {
            column += Math.Min(_columns, Glyphs.Measure(text, at, column, out int next, out _));
            at = next;
        }
        return (low, Math.Min(column, _columns - 1));
    }

    private int Begin(int start, int column, bool newLine)
    {
        _rows.Add(new TextRow(start, column, newLine));
        return column;
    }
}

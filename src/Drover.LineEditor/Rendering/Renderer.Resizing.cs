// Constraints
//   When its width changes, a terminal may wrap what it shows anew (most do today) or cut it (xterm, the Linux console), and does not say which, nor where the cursor went.
// Scheme
//   The cursor stays with the character it stood on. Rows that the terminal knows as one line are put together and cut anew in mind; the number of rows from the first to
//   the cursor is how far to go up, before all from there on is erased and drawn again.

namespace Drover.LineEditor.Rendering;

internal sealed partial class Renderer
{
    /// <summary>The screen has got another size: takes the editor's rows off it, wherever they are now.</summary>
    /// <param name="columns">The width now.</param>
    /// <param name="reflows">Whether the terminal wraps anew.</param>
    public void Resize(int columns, bool reflows)
    {
        if (_rows.Count == 0) return;
        int up = reflows ? RowsAboveCursor(Math.Max(1, columns)) : _row;
        SetStyle(default);
        Write("\r"u8);
        if (up > 0) Control(up, 'A');
        Write("\e[J"u8);
        Begin();
    }

    private int RowsAboveCursor(int columns)
    {
        int above = 0;
        int column = 0;
        for (int row = 0; ; row++)
        {
            int used = _wraps[row] ? _columns : Used(row);
            for (int i = 0; i < used; i++)
            {
                if (_rows[row][i].Text.Length == 0) continue;
                int width = i + 1 < _columns && _rows[row][i + 1].Text.Length == 0 ? 2 : 1;
                if (column + width > columns) (above, column) = (above + 1, 0);
                if (row == _row && i >= _column) return above;
                column += width;
            }
            if (row == _row) return above + ((column + _column - used) / columns);
            if (!_wraps[row]) (above, column) = (above + 1, 0);
        }
    }

    private int Used(int row)
    {
        Cell[] cells = _rows[row];
        int used = cells.Length;
        while (used > 0 && cells[used - 1] == Cell.Blank) used--;
        return used;
    }
}

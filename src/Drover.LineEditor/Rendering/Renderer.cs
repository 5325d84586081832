// Constraints
//   The terminal tells nothing back: where the cursor is and what the rows show is known only by what was sent. Bytes are few, since the line may be slow, and there is no
//   terminfo: the sequences are those of ECMA-48 that every terminal of today has. In the last column a terminal waits with wrapping until the next character comes.
// Scheme
//   A copy of the rows as they are on the screen, with the cursor relative to the first of them. A frame is compared with it, and only what differs is sent; each thing
//   sent is done to the copy too. Where text fills a row and goes on in the next, the terminal's own wrapping is used, so that it knows the two as one line.

using System.Buffers;
using System.Text;

namespace Drover.LineEditor.Rendering;

/// <summary>Brings frames to a terminal.</summary>
internal sealed partial class Renderer
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly List<Cell[]> _rows = [];
    private readonly List<bool> _wraps = [];
    private int _columns;
    private int _row;
    private int _column;
    private bool _wrapPending;
    private TextStyle _style;

    /// <summary>What is to be sent; valid until <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Output => _output.WrittenSpan;

    /// <summary>What was to be sent has been.</summary>
    public void Clear() => _output.ResetWrittenCount();

    /// <summary>Sends bytes that show nothing.</summary>
    public void Send(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    /// <summary>Forgets the screen: the cursor stands at the beginning of an empty row.</summary>
    public void Begin()
    {
        _rows.Clear();
        _wraps.Clear();
        (_row, _column, _wrapPending) = (0, 0, false);
        _style = default;
    }

    /// <summary>Makes the screen show a frame.</summary>
    public void Show(Frame frame)
    {
        _columns = frame.Columns;
        for (int row = 0; row < frame.Rows.Count; row++)
        {
            if (row == _rows.Count)
            {
                _rows.Add(Cell.BlankRow(_columns));
                _wraps.Add(false);
            }
            ShowRow(frame, row);
            _wraps[row] &= frame.Wraps[row];
        }
        if (_rows.Count > frame.Rows.Count)
        {
            MoveTo(frame.Rows.Count, 0);
            SetStyle(default);
            Write("\e[J"u8);
            _rows.RemoveRange(frame.Rows.Count, _rows.Count - frame.Rows.Count);
            _wraps.RemoveRange(frame.Rows.Count, _wraps.Count - frame.Rows.Count);
        }
        SetStyle(default);
        MoveTo(frame.CursorRow, frame.CursorColumn);
    }

    /// <summary>Leaves the cursor at the beginning of the row below all.</summary>
    public void End()
    {
        int last = _rows.Count - 1;
        if (last >= 0) MoveTo(last, 0);
        // A last row that is there only because the one before is full serves as the row below.
        if (last <= 0 || !_wraps[last - 1] || _rows[last].AsSpan().ContainsAnyExcept(Cell.Blank)) Write("\r\n"u8);
        Begin();
    }

    /// <summary>Takes the editor's rows off the screen; the cursor stands where they began.</summary>
    public void Erase()
    {
        MoveTo(0, 0);
        SetStyle(default);
        Write("\r\e[J"u8);
        Begin();
    }

    /// <summary>Clears the whole screen.</summary>
    public void EraseScreen()
    {
        SetStyle(default);
        Write("\e[H\e[2J"u8);
        Begin();
    }

    private void ShowRow(Frame frame, int row)
    {
        Cell[] target = frame.Rows[row];
        Cell[] current = _rows[row];
        int first = 0;
        while (first < _columns && target[first] == current[first]) first++;
        // A row that goes on in the next is written to its end, and the next from its start: so the terminal wraps by itself, and knows that the two are one line.
        bool fills = frame.Wraps[row] && !_wraps[row];
        bool follows = _wrapPending && row == _row + 1 && frame.Wraps[_row];
        if (follows) first = 0;
        else if (first == _columns && fills) first = _columns - 1;
        // Only an erased end makes a terminal forget that the row went on in the next.
        bool unwraps = _wraps[row] && !frame.Wraps[row] && target[_columns - 1] == Cell.Blank;
        if (unwraps) first = Math.Min(first, _columns - 1);
        if (first == _columns) return;
        while (first > 0 && target[first].Text.Length == 0) first--;
        int last = _columns - 1;
        while (!fills && last > first && target[last] == current[last]) last--;
        // Blanks up to the end of the row are erased in one.
        int blank = _columns;
        while (!frame.Wraps[row] && blank > first && target[blank - 1] == Cell.Blank) blank--;
        if (follows) blank = Math.Max(1, blank);
        bool erase = unwraps || last >= blank + 2 || (last >= blank && blank == first);
        // A character that is wide takes both of its cells.
        if (!erase && last + 1 < _columns && target[last + 1].Text.Length == 0) last++;
        int end = erase ? blank : last + 1;
        for (int column = first; column < end; column++)
        {
            if (target[column].Text.Length > 0) WriteCell(frame, row, column);
        }
        if (!erase) return;
        blank = Math.Max(first, blank);
        MoveTo(row, blank);
        SetStyle(default);
        Write("\e[K"u8);
        current.AsSpan(blank).Fill(Cell.Blank);
        _wraps[row] = false;
    }

    private void WriteCell(Frame frame, int row, int column)
    {
        Cell cell = frame.Rows[row][column];
        int width = column + 1 < _columns && frame.Rows[row][column + 1].Text.Length == 0 ? 2 : 1;
        if (_wrapPending && row == _row + 1 && column == 0 && frame.Wraps[_row])
        {
            _wraps[_row] = true;
            (_row, _column, _wrapPending) = (row, 0, false);
        }
        else
        {
            MoveTo(row, column);
        }
        SetStyle(cell.Style);
        Write(cell.Text);
        Cell[] cells = _rows[row];
        BreakWide(cells, column);
        BreakWide(cells, column + width);
        cells[column] = cell;
        if (width == 2) cells[column + 1] = Cell.Continuation(cell.Style);
        _column = column + width;
        _wrapPending = _column == _columns;
        if (_wrapPending) _column--;
        // Terminals differ about the width of what is made of several characters.
        else if (cell.Text.Length > 1) Control(_column + 1, 'G');
    }

    // Half of a wide character that was overwritten is blank.
    private static void BreakWide(Cell[] row, int column)
    {
        if (column >= row.Length || column == 0 || row[column].Text.Length > 0) return;
        row[column] = Cell.Blank;
        row[column - 1] = Cell.Blank;
    }

    private void MoveTo(int row, int column)
    {
        if (_wrapPending)
        {
            Write("\r"u8);
            (_column, _wrapPending) = (0, false);
        }
        if (row < _row) Control(_row - row, 'A');
        if (row > _row)
        {
            // A newline, unlike a movement, makes a row at the bottom of the screen.
            SetStyle(default);
            Write("\r"u8);
            for (int i = _row; i < row; i++) Write("\n"u8);
            _column = 0;
        }
        _row = row;
        if (column == _column) return;
        if (column == 0) Write("\r"u8);
        else if (column < _column && _column - column < 4) for (int i = column; i < _column; i++) Write("\b"u8);
        else Control(Math.Abs(column - _column), column > _column ? 'C' : 'D');
        _column = column;
    }

    private void SetStyle(TextStyle style)
    {
        if (style == _style) return;
        _style = style;
        Write(style.Sequence());
    }

    private void Control(int number, char final)
    {
        Write(number == 1 && final != 'G' ? $"\e[{final}" : $"\e[{number}{final}");
    }

    private void Write(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    private void Write(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _output);
}

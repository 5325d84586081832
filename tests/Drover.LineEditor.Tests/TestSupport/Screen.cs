using System.Text;
using Drover.LineEditor.Buffers;

namespace Drover.LineEditor.Tests.TestSupport;

/// <summary>A terminal's screen: what ECMA-48 and xterm say of the sequences that the renderer sends. Anything else is a failure.</summary>
/// <remarks>As real ones it waits with wrapping in the last column, scrolls at the bottom, and wraps anew on a change of width, if asked to.</remarks>
internal sealed class Screen(int columns, int rows, bool reflows = true)
{
    private List<string[]> _cells = [.. Enumerable.Range(0, rows).Select(_ => Blank(columns))];
    private List<bool> _wraps = [.. Enumerable.Repeat(false, rows)];
    private bool _pending;

    public int Columns { get; private set; } = columns;

    public int Rows { get; private set; } = rows;

    public int Row { get; private set; }

    public int Column { get; private set; }

    /// <summary>Rows that have left at the top.</summary>
    public List<string> Scrolled { get; } = [];

    public int Bells { get; private set; }

    /// <summary>The rows without trailing blanks, up to the last that is not empty.</summary>
    public string[] Lines
    {
        get
        {
            string[] lines = [.. _cells.Select(row => string.Concat(row).TrimEnd(' '))];
            int count = lines.Length;
            while (count > 0 && lines[count - 1].Length == 0) count--;
            return lines[..count];
        }
    }

    public string this[int row] => string.Concat(_cells[row]).TrimEnd(' ');

    public void Write(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            byte b = bytes[at];
            if (b == 0x1B)
            {
                at += Sequence(bytes[at..]);
            }
            else if (b < 0x20)
            {
                Control(b);
                at++;
            }
            else
            {
                int end = GraphemeClusters.Next(bytes, at);
                Put(Encoding.UTF8.GetString(bytes[at..end]));
                at = end;
            }
        }
    }

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public void Resize(int columns, int rows)
    {
        if (columns != Columns) ChangeColumns(columns);
        while (_cells.Count > rows) TakeRow();
        while (_cells.Count < rows) AddRow();
        Rows = rows;
        Row = Math.Clamp(Row, 0, rows - 1);
    }

    private static string[] Blank(int columns) => [.. Enumerable.Repeat(" ", columns)];

    private void ChangeColumns(int columns)
    {
        var cells = new List<string[]>();
        var wrapped = new List<bool>();
        int newRow = 0;
        int newColumn = 0;
        int last = _cells.Count - 1;
        while (last > Row && _cells[last].All(cell => cell == " ")) last--;
        for (int row = 0; row <= last; row++)
        {
            var line = new List<string>();
            int cursor = -1;
            int full = 0;
            while (true)
            {
                if (row == Row) cursor = line.Count + Column;
                line.AddRange(_cells[row]);
                if (!_wraps[row] || row == last || !reflows) break;
                full = line.Count;
                row++;
            }
            while (line.Count > full && line[^1] == " ") line.RemoveAt(line.Count - 1);
            int position = cursor;
            var current = new List<string>();
            for (int i = 0; i < line.Count; i++)
            {
                int width = i + 1 < line.Count && line[i + 1].Length == 0 ? 2 : 1;
                if (current.Count + width > columns)
                {
                    // Without wrapping the rest is cut off.
                    if (!reflows) break;
                    Add(current, wraps: true);
                }
                if (i == cursor) (newRow, newColumn, position) = (cells.Count, current.Count, -1);
                current.AddRange(line.GetRange(i, width));
                i += width - 1;
            }
            if (position >= 0)
            {
                int behind = current.Count + Math.Max(0, cursor - line.Count);
                newRow = cells.Count + (reflows ? behind / columns : 0);
                newColumn = reflows ? behind % columns : Math.Min(cursor, columns - 1);
            }
            Add(current, wraps: newRow > cells.Count);
            while (cells.Count <= newRow) Add([], wraps: false);
        }
        void Add(List<string> row, bool wraps)
        {
            cells.Add([.. row, .. Enumerable.Repeat(" ", columns - row.Count)]);
            wrapped.Add(wraps);
            row.Clear();
        }
        (_cells, _wraps, Columns, Row, Column, _pending) = (cells, wrapped, columns, newRow, newColumn, false);
        while (_cells.Count < Rows) AddRow();
        while (_cells.Count > Rows) TakeRow();
    }

    private void AddRow()
    {
        _cells.Add(Blank(Columns));
        _wraps.Add(false);
    }

    private void RemoveAt(int row)
    {
        _cells.RemoveAt(row);
        _wraps.RemoveAt(row);
    }

    // Empty rows at the bottom go first, as in xterm; the cursor's never.
    private void TakeRow()
    {
        if (Row == 0 || (Row < _cells.Count - 1 && _cells[^1].All(cell => cell == " "))) RemoveAt(_cells.Count - 1);
        else ScrollOff();
    }

    private void ScrollOff()
    {
        Scrolled.Add(this[0]);
        RemoveAt(0);
        Row = Math.Max(0, Row - 1);
    }

    private void Put(string cluster)
    {
        int width = Width(cluster);
        width.ShouldBeGreaterThan(0, cluster);
        if (_pending || Column + width > Columns)
        {
            _wraps[Row] = true;
            Column = 0;
            _pending = false;
            LineFeed();
        }
        Clear(Column);
        if (width == 2) Clear(Column + 1);
        _cells[Row][Column] = cluster;
        if (width == 2) _cells[Row][Column + 1] = "";
        Column += width;
        _pending = Column == Columns;
        if (_pending) Column--;
    }

    // Half a wide character is none.
    private void Clear(int column)
    {
        string[] row = _cells[Row];
        if (row[column].Length == 0) row[column - 1] = " ";
        if (column + 1 < Columns && row[column + 1].Length == 0) row[column + 1] = " ";
        row[column] = " ";
    }

    private static int Width(string cluster)
    {
        Rune[] runes = [.. cluster.EnumerateRunes()];
        if (runes.Length > 1 && (runes.Contains(new Rune(0xFE0F)) || runes.Count(rune => rune.Value is >= 0x1F1E6 and <= 0x1F1FF) == 2)) return 2;
        return runes.Max(CharacterWidths.Of);
    }

    private void LineFeed()
    {
        if (Row < Rows - 1)
        {
            Row++;
            return;
        }
        int row = Row;
        ScrollOff();
        AddRow();
        Row = row;
    }

    private void Control(byte b)
    {
        if (b != '\a') _pending = false;
        switch (b)
        {
            case (byte)'\a': Bells++; break;
            case (byte)'\b': Column = Math.Max(0, Column - 1); break;
            case (byte)'\r': Column = 0; break;
            case (byte)'\n': LineFeed(); break;
            default: throw new InvalidOperationException($"control character {b:x2}");
        }
    }

    private int Sequence(ReadOnlySpan<byte> bytes)
    {
        if (bytes[1] == ']') return bytes.IndexOf((byte)'\a') + 1;
        ((char)bytes[1]).ShouldBe('[');
        int end = bytes[2..].IndexOfAnyInRange((byte)0x40, (byte)0x7E) + 2;
        string parameters = Encoding.ASCII.GetString(bytes[2..end]);
        int number = int.TryParse(parameters, out int n) ? Math.Max(1, n) : 1;
        char final = (char)bytes[end];
        if (final is not ('m' or 'h' or 'l')) _pending = false;
        switch (final)
        {
            case 'A': Row = Math.Max(0, Row - number); break;
            case 'B': Row = Math.Min(Rows - 1, Row + number); break;
            case 'C': Column = Math.Min(Columns - 1, Column + number); break;
            case 'D': Column = Math.Max(0, Column - number); break;
            case 'G': Column = Math.Min(Columns - 1, number - 1); break;
            case 'H' when parameters.Length == 0: (Row, Column) = (0, 0); break;
            case 'J' when parameters.Length == 0: EraseFrom(Row, Column); break;
            case 'J' when parameters == "2": EraseFrom(0, 0); break;
            case 'K' when parameters.Length == 0: EraseRow(Row, Column); break;
            case 'm' or 'h' or 'l': break;
            default: throw new InvalidOperationException($"sequence ESC [ {parameters}{final}");
        }
        return end + 1;
    }

    private void EraseFrom(int row, int column)
    {
        EraseRow(row, column);
        for (int i = row + 1; i < Rows; i++) EraseRow(i, 0);
    }

    private void EraseRow(int row, int column)
    {
        if (column < Columns && _cells[row][column].Length == 0) _cells[row][column - 1] = " ";
        _cells[row].AsSpan(column).Fill(" ");
        _wraps[row] = false;
    }
}

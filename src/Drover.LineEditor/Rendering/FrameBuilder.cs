namespace Drover.LineEditor.Rendering;

/// <summary>Lays a view out for a screen. Text that is taller than the screen is shown around the cursor.</summary>
internal sealed class FrameBuilder
{
    private int _top;

    /// <summary>Forgets which part of a tall text was shown.</summary>
    public void Reset() => _top = 0;

    public Frame Build(View view, int columns, int rows)
    {
        columns = Math.Max(2, columns);
        rows = Math.Max(1, rows);
        var prompt = new CellWriter(columns);
        view.Prompt.WriteTo(prompt, view.Status);
        var continuation = new CellWriter(columns);
        view.Continuation.WriteCut(continuation, Math.Max(1, columns / 2));
        ReadOnlySpan<byte> text = view.Suggestion.Length == 0 ? view.Text.Span : [.. view.Text.Span, .. view.Suggestion];
        var layout = new TextLayout(text, prompt.Column, continuation.Column, columns);
        (int cursorRow, int cursorColumn) = layout.Locate(text, view.Cursor);
        cursorRow += prompt.Row;
        int total = prompt.Row + layout.Rows.Count;

        CellWriter? below = view.Below?.Invoke(columns, Math.Max(1, rows - Math.Min(total, (rows + 1) / 2)));
        int belowRows = Math.Min(below?.Rows.Count ?? 0, rows - 1);
        int shown = Math.Min(total, rows - belowRows);
        _top = Math.Clamp(_top, Math.Max(0, cursorRow - shown + 1), Math.Min(cursorRow, total - shown));

        var cells = new List<Cell[]>(shown + belowRows);
        var wraps = new List<bool>(shown + belowRows);
        int firstText = Math.Max(0, _top - prompt.Row);
        int lastText = Math.Min(layout.Rows.Count, _top + shown - prompt.Row);
        var styles = lastText > firstText ? new VisibleStyles(view, layout.Rows[firstText].Start, layout.End(lastText - 1, text.Length)) : null;
        for (int row = _top; row < _top + shown; row++)
        {
            int textRow = row - prompt.Row;
            Cell[] target = row <= prompt.Row ? prompt.Rows[row] : Cell.BlankRow(columns);
            if (textRow >= 0)
            {
                if (layout.Rows[textRow].IsNewLine) continuation.Rows[0].AsSpan(0, continuation.Column).CopyTo(target);
                Fill(target, text, layout.Rows[textRow], layout.End(textRow, text.Length), styles!);
            }
            cells.Add(target);
            // What goes on where it is not shown ends here.
            wraps.Add(row + 1 < _top + shown && (textRow < 0 ? prompt.Wraps[row] : !layout.Rows[textRow + 1].IsNewLine));
        }
        if (prompt.Row >= _top && prompt.Row < _top + shown) AddRight(view.Right, cells[prompt.Row - _top], wraps[prompt.Row - _top] ? columns : layout.EndOfFirst(text), columns);
        for (int row = 0; row < belowRows; row++)
        {
            cells.Add(below!.Rows[row]);
            wraps.Add(false);
        }
        return new Frame(columns, cells, wraps, cursorRow - _top, cursorColumn);
    }

    private static void Fill(Cell[] target, ReadOnlySpan<byte> text, TextRow row, int end, VisibleStyles styles)
    {
        int column = row.Column;
        for (int at = row.Start; at < end && text[at] != '\n';)
        {
            int width = Math.Min(target.Length, Glyphs.Measure(text, at, column, out int next, out bool spelled));
            if (column + width > target.Length) return;
            string shown = Glyphs.Show(text[at..next], width, spelled);
            TextStyle style = styles.At(at);
            for (int i = 0; i < width; i++)
                target[column + i] = spelled ? new Cell(Glyphs.Ascii((byte)shown[i]), style) : i == 0 ? new Cell(shown, style) : Cell.Continuation(style);
            column += width;
            at = next;
        }
    }

    // At the right edge but one: in the last column a terminal would wrap. Blanks that were typed are text too.
    private static void AddRight(PromptText? right, Cell[] row, int used, int columns)
    {
        if (right is null || right.IsEmpty) return;
        int width = right.Width;
        int start = columns - 1 - width;
        if (start <= used) return;
        var writer = new CellWriter(columns);
        writer.MoveTo(start);
        right.WriteCut(writer, columns - 1);
        writer.Rows[0].AsSpan(start, width).CopyTo(row.AsSpan(start));
    }
}

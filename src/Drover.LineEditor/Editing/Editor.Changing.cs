using Drover.LineEditor.Buffers;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private void InsertTyped(ReadOnlySpan<byte> text, int count)
    {
        // A shell's text holds no NUL.
        if (text.Contains((byte)0)) text = WithoutNulls(text);
        for (int i = 0; i < Math.Min(count, GreatestArgument / Math.Max(1, text.Length)); i++)
        {
            if (_overwriting && !_line.IsAtEnd && _line.Text[_line.Cursor] != '\n') _line.Delete(_line.Cursor, GraphemeClusters.Next(_line.Text, _line.Cursor));
            _line.Insert(text);
        }
    }

    private void Paste(ReadOnlySpan<byte> text)
    {
        _line.BeginChange();
        _vi?.Record(new Key(KeyKind.Paste), text);
        InsertPaste(text);
        CloseList();
        _argument = null;
        _previous = EditCommand.None;
    }

    // A terminal sends a newline as it sends Enter.
    private void InsertPaste(ReadOnlySpan<byte> text)
    {
        byte[] plain = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == '\n' && i > 0 && text[i - 1] == '\r') continue;
            if (b != 0) plain[length++] = b == '\r' ? (byte)'\n' : b;
        }
        _line.Insert(plain.AsSpan(0, length));
    }

    private static byte[] WithoutNulls(ReadOnlySpan<byte> text)
    {
        byte[] rest = new byte[text.Length - text.Count((byte)0)];
        int length = 0;
        foreach (byte b in text)
            if (b != 0) rest[length++] = b;
        return rest;
    }

    private void TransposeCharacters()
    {
        int at = _line.Cursor;
        if (_line.IsAtEnd) at = GraphemeClusters.Previous(_line.Text, at);
        if (at == 0 || _line.IsEmpty)
        {
            Bell = true;
            return;
        }
        int before = GraphemeClusters.Previous(_line.Text, at);
        int after = GraphemeClusters.Next(_line.Text, at);
        byte[] exchanged = [.. _line.Text[at..after], .. _line.Text[before..at]];
        _line.Replace(before, after, exchanged);
    }

    private void TransposeWords(int count)
    {
        ReadOnlySpan<byte> text = _line.Text;
        int secondEnd = Repeat(count, at => WordMotions.ForwardEnd(_line.Text, at));
        int secondStart = WordMotions.BackwardStart(text, secondEnd);
        int firstStart = secondStart;
        for (int i = 0; i < count; i++) firstStart = WordMotions.BackwardStart(text, firstStart);
        int firstEnd = WordMotions.ForwardEnd(text, firstStart);
        // At the end of the text the two words before the cursor are meant; ForwardEnd stays there.
        if (count < 1 || firstEnd > secondStart || secondEnd < secondStart)
        {
            Bell = true;
            return;
        }
        byte[] exchanged = [.. text[secondStart..secondEnd], .. text[firstEnd..secondStart], .. text[firstStart..firstEnd]];
        _line.Replace(firstStart, secondEnd, exchanged);
    }

    private void ChangeCase(int count, WordCase to)
    {
        int start = _line.Cursor;
        int target = WordTarget(count);
        (int from, int end) = (Math.Min(start, target), Math.Max(start, target));
        _line.Replace(from, end, LetterCase.Change(_line.Text[from..end], to));
        // Backwards the cursor stays.
        if (count < 0) _line.Cursor = start;
    }

    private void InsertComment(bool always)
    {
        byte[] begin = System.Text.Encoding.UTF8.GetBytes(_options.CommentBegin);
        if (always || !_line.Text.StartsWith(begin))
        {
            _line.Cursor = 0;
            _line.Insert(begin);
            // Every row is one.
            byte[] text = _line.ToArray();
            for (int i = text.Length - 2; i >= begin.Length; i--)
            {
                if (text[i] != '\n') continue;
                _line.Cursor = i + 1;
                _line.Insert(begin);
            }
        }
        else
        {
            _line.Delete(0, begin.Length);
        }
        Outcome = LineOutcome.Accepted;
    }

    private void AcceptLine()
    {
        if (_options.IsComplete is not { } isComplete || isComplete(_line.Text))
        {
            Outcome = LineOutcome.Accepted;
            return;
        }
        // In the last row Enter goes on below, wherever the cursor is in it.
        if (LineEnd(_line.Cursor) == _line.Length) _line.Cursor = _line.Length;
        _line.Insert("\n"u8);
        _vi?.EnterInsert();
    }
}

using Drover.LineEditor.Buffers;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class ViMode
{
    private bool TryMotion(char letter, int count, out int target, out bool inclusive)
    {
        inclusive = letter is 'e' or 'E' or '%';
        int cursor = Line.Cursor;
        target = letter switch
        {
            'h' => Times(count, at => GraphemeClusters.Previous(Text, at)),
            'l' or ' ' => Times(count, at => GraphemeClusters.Next(Text, at)),
            'w' or 'W' => Times(count, at => WordMotions.ViNext(Text, at, letter == 'W')),
            'b' or 'B' => Times(count, at => WordMotions.ViPrevious(Text, at, letter == 'B')),
            'e' or 'E' => EndOfWords(letter == 'E', count),
            '0' => editor.LineStart(cursor),
            '^' => FirstNonBlank(cursor),
            '$' => editor.LineEnd(cursor),
            '|' => Math.Min(editor.LineEnd(cursor), Times(count - 1, at => GraphemeClusters.Next(Text, at), editor.LineStart(cursor))),
            '%' => MatchingBracket(),
            ';' or ',' => RepeatFind(letter == ',', count, out inclusive),
            _ => -2,
        };
        if (target == -2) return false;
        // A motion that fails leaves everything as it is.
        if (target == -1)
        {
            Cancel();
            target = cursor;
            inclusive = false;
        }
        return true;
    }

    private int Times(int count, Func<int, int> motion, int from = -1)
    {
        int at = from < 0 ? Line.Cursor : from;
        for (int i = 0; i < count; i++)
        {
            int next = motion(at);
            if (next == at) break;
            at = next;
        }
        return at;
    }

    private int EndOfWords(bool big, int count) => Text.IsEmpty ? 0 : Times(count, at => WordMotions.ViEnd(Text, at, big));

    private int FirstNonBlank(int at)
    {
        int start = editor.LineStart(at);
        int end = editor.LineEnd(at);
        while (start < end && WordMotions.IsBlank(Text[start])) start++;
        return start;
    }

    private int RepeatFind(bool reversed, int count, out bool inclusive)
    {
        inclusive = false;
        if (editor.Memory.CharacterSearch is not var (kind, target)) return -1;
        char direction = !reversed ? kind : char.IsLower(kind) ? char.ToUpperInvariant(kind) : char.ToLowerInvariant(kind);
        inclusive = direction is 'f' or 't';
        return TryFind(direction, target, count, out int found) ? found : -1;
    }

    private bool TryFind(char kind, ReadOnlySpan<byte> target, int count, out int found)
    {
        int start = editor.LineStart(Line.Cursor);
        int end = editor.LineEnd(Line.Cursor);
        found = Line.Cursor;
        for (int i = 0; i < count; i++)
        {
            if (kind is 'f' or 't')
            {
                int from = Math.Min(end, GraphemeClusters.Next(Text, found));
                int at = Text[from..end].IndexOf(target);
                if (at < 0) return false;
                found = from + at;
            }
            else
            {
                int at = Text[start..found].LastIndexOf(target);
                if (at < 0) return false;
                found = start + at;
            }
        }
        if (kind == 't') found = GraphemeClusters.Previous(Text, found);
        if (kind == 'T') found = GraphemeClusters.Next(Text, found);
        return true;
    }

    private int MatchingBracket()
    {
        ReadOnlySpan<byte> brackets = "([{)]}"u8;
        int at = Line.Cursor;
        int end = editor.LineEnd(at);
        while (at < end && brackets.IndexOf(Text[at]) < 0) at++;
        if (at >= end) return -1;
        int kind = brackets.IndexOf(Text[at]);
        byte open = Text[at];
        byte close = brackets[(kind + 3) % 6];
        int step = kind < 3 ? 1 : -1;
        int depth = 0;
        for (; at >= 0 && at < Text.Length; at += step)
        {
            if (Text[at] == open) depth++;
            else if (Text[at] == close && --depth == 0) return at;
        }
        return -1;
    }

    // Cursor keys as motions of an operator.
    private static char? Translate(Key key) => key.Kind switch
    {
        KeyKind.Left or KeyKind.Backspace => 'h',
        KeyKind.Right => 'l',
        KeyKind.Home => '0',
        KeyKind.End => '$',
        _ => null,
    };
}

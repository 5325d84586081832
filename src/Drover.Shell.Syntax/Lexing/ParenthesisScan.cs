namespace Drover.Shell.Syntax.Lexing;

/// <summary>Tells <c>$((1 + 2))</c> from <c>$((a; b); c)</c> before either is read.</summary>
/// <remarks>
/// Constraints: linear however deep such constructs are nested, and without recursion.
/// Scheme: one scan finds for the first pair, and on the way for every pair inside it, whether the inner parenthesis closes right before the outer one; each answer is kept.
/// Quotes are followed; comments as far as they can be told; patterns of <c>case</c> are not, but these close a parenthesis too early, which is the right answer: a command.
/// </remarks>
internal sealed class ParenthesisScan(SourceCursor cursor)
{
    private readonly Dictionary<int, bool> _answers = [];
    private readonly List<(char Kind, int Offset)> _open = [];

    public void Forget() => _answers.Clear();

    /// <summary>Whether the parenthesis at an offset, which another precedes, opens arithmetic. Text that ends too early is taken for arithmetic.</summary>
    public bool IsArithmetic(int inner)
    {
        if (_answers.TryGetValue(inner, out bool known)) return known;
        _open.Clear();
        _open.Add(('(', inner));
        int i = inner + 1;
        while (_open.Count > 0)
        {
            int c = cursor.At(i);
            if (c < 0)
            {
                foreach ((char kind, int offset) in _open)
                    if (kind == '(') _answers[offset] = true;
                break;
            }
            i = Step(c, i);
        }
        return _answers[inner];
    }

    private int Step(int c, int i)
    {
        char top = _open[^1].Kind;
        bool quoted = top is '"' or '}';
        switch (c)
        {
            case '\\':
                return cursor.At(i + 1) < 0 ? i + 1 : i + 2;
            case '"' when top == '"':
                Pop();
                break;
            case '"':
                _open.Add(('"', i));
                break;
            case '\'' when !quoted:
                return SkipTo('\'', i + 1, escapes: cursor.At(i - 1) == '$');
            case '`':
                return SkipTo('`', i + 1, escapes: true);
            case '$' when cursor.At(i + 1) == '{':
                // Inside double quotes a single quote in braces is text.
                _open.Add((quoted ? '}' : '{', i));
                return i + 2;
            case '}' when top is '{' or '}':
                Pop();
                break;
            case '$' when top == '"' && cursor.At(i + 1) == '(':
                _open.Add(('(', i + 1));
                return i + 2;
            case '(' when top != '"':
                _open.Add(('(', i));
                break;
            case ')' when top == '(':
                _answers[Pop()] = cursor.At(BehindContinuations(i + 1)) == ')';
                break;
            case '#' when top == '(' && cursor.At(i - 1) is ' ' or '\t' or '\n':
                while (cursor.At(i) is not (-1 or '\n')) i++;
                return i;
        }
        return i + 1;
    }

    private int BehindContinuations(int i)
    {
        while (cursor.At(i) == '\\' && cursor.At(i + 1) == '\n') i += 2;
        return i;
    }

    private int Pop()
    {
        int offset = _open[^1].Offset;
        _open.RemoveAt(_open.Count - 1);
        return offset;
    }

    private int SkipTo(char end, int i, bool escapes)
    {
        while (true)
        {
            int c = cursor.At(i);
            if (c < 0) return i;
            if (c == end) return i + 1;
            i += c == '\\' && escapes && cursor.At(i + 1) >= 0 ? 2 : 1;
        }
    }
}

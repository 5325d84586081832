using System.Text;

namespace Drover.Cli.Interactive;

internal sealed partial class CommandScan
{
    /// <summary>A word without its quotes; what would be expanded stays as it is written.</summary>
    public static string Unquote(string word)
    {
        var result = new StringBuilder(word.Length);
        char quote = '\0';
        for (int i = 0; i < word.Length; i++)
        {
            char c = word[i];
            if (quote == '\'')
            {
                if (c == '\'') quote = '\0';
                else result.Append(c);
            }
            else if (c == '\\' && i + 1 < word.Length && (quote == '\0' || word[i + 1] is '$' or '`' or '"' or '\\' or '\n'))
            {
                if (word[++i] != '\n') result.Append(word[i]);
            }
            else if (c == quote) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"') quote = c;
            else if (c != '\\' || quote != '\0' || i + 1 < word.Length) result.Append(c);
        }
        return result.ToString();
    }

    /// <summary>Where the words of the simple command at the start of a text are; redirections are none of them.</summary>
    public static List<(int Start, int End)> WordsOf(string text)
    {
        var scan = new CommandScan(text);
        var words = new List<(int, int)>();
        while (true)
        {
            scan.SkipBlanks();
            if (scan.AtEnd || scan.Here is ';' or '|' or '(' or ')' or '\n' or '#' || (scan.Here == '&' && scan.Next != '>')) return words;
            int start = scan._at;
            if (scan.Here is '<' or '>' or '&' && scan.Next != '(')
            {
                scan.ReadRedirection(new CommandState());
                continue;
            }
            scan.ReadWord(Nothing);
            if (scan._at == start) return words;
            words.Add((start, scan._at));
        }
    }

    private void ReadWord(char closer)
    {
        if (Here is '<' or '>' && Next == '(') ReadSubstitution(2, ')');
        while (!AtEnd && _end is null)
        {
            char c = Here;
            if (c is ' ' or '\t' or '\n' or ';' or '&' or '|' or '<' or '>' or ')' || c == closer) return;
            // A pattern of extglob, or something wrong.
            if (c == '(' && (_at == 0 || _text[_at - 1] is not ('?' or '*' or '+' or '@' or '!'))) return;
            switch (c)
            {
                case '(':
                    int close = _text.IndexOf(')', _at);
                    _at = close < 0 ? _text.Length : close + 1;
                    break;
                case '\\':
                    _at = Math.Min(_text.Length, _at + 2);
                    break;
                case '\'':
                    ReadSingleQuoted(_at, _at + 1, escapes: false);
                    break;
                case '"':
                    ReadDoubleQuoted();
                    break;
                case '$':
                    ReadDollar(inQuotes: false);
                    break;
                case '`':
                    ReadSubstitution(1, '`');
                    break;
                default:
                    _at++;
                    break;
            }
        }
    }

    private void ReadSingleQuoted(int start, int from, bool escapes)
    {
        _at = from;
        while (!AtEnd && Here != '\'') _at += escapes && Here == '\\' ? 2 : 1;
        _at = Math.Min(_at, _text.Length);
        if (AtEnd) StopInQuote(escapes ? '$' : '\'', start);
        else _at++;
        Add(start, _at, ScannedKind.Text);
    }

    private void ReadDoubleQuoted()
    {
        int start = _at++, part = _parts.Count;
        while (!AtEnd && Here != '"' && _end is null)
        {
            if (Here == '\\') _at = Math.Min(_text.Length, _at + 2);
            else if (Here == '$') ReadDollar(inQuotes: true, start);
            else if (Here == '`') ReadSubstitution(1, '`');
            else _at++;
        }
        if (AtEnd) StopInQuote('"', start);
        else if (_end is null) _at++;
        _parts.Insert(part, new ScannedPart(start, _at, ScannedKind.Text));
    }

    // The word around it starts where blanks say, which is found by who wants to know.
    private void StopInQuote(char quote, int start)
    {
        if (_end is null) _quoteAtEnd = (quote, start);
    }

    private (char Quote, int Start)? _quoteAtEnd;

    private void ReadDollar(bool inQuotes, int quote = -1)
    {
        int start = _at++;
        char c = Here;
        if (c == '\'' && !inQuotes)
        {
            ReadSingleQuoted(start, _at + 1, escapes: true);
        }
        else if (c == '(' && Next == '(')
        {
            _at++;
            ReadArithmetic(start);
        }
        else if (c == '(')
        {
            _at = start;
            ReadSubstitution(2, ')');
        }
        else if (c == '{')
        {
            ReadBraced(start, quote);
        }
        else if (char.IsAsciiLetter(c) || c is '_' or '\0')
        {
            while (char.IsAsciiLetterOrDigit(Here) || Here == '_') _at++;
            if (AtEnd) _variableAtEnd ??= (start + 1, false);
            Add(start, _at, ScannedKind.Variable);
        }
        else if (char.IsAsciiDigit(c) || c is '@' or '*' or '#' or '?' or '-' or '$' or '!')
        {
            Add(start, ++_at, ScannedKind.Variable);
        }
    }

    private (int Start, bool IsBraced)? _variableAtEnd;

    private void ReadBraced(int start, int quote)
    {
        int name = ++_at, part = _parts.Count;
        if (Here is '#' or '!') name = ++_at;
        while (char.IsAsciiLetterOrDigit(Here) || Here == '_') _at++;
        if (AtEnd) _variableAtEnd ??= (name, true);
        while (!AtEnd && Here != '}' && _end is null)
        {
            if (Here == '\\') _at = Math.Min(_text.Length, _at + 2);
            else if (Here == '\'' && quote < 0) ReadSingleQuoted(_at, _at + 1, escapes: false);
            else if (Here == '"') ReadDoubleQuoted();
            else if (Here == '$' && ++_depth < GreatestDepth)
            {
                ReadDollar(inQuotes: quote >= 0, quote);
                _depth--;
            }
            else if (Here == '`') ReadSubstitution(1, '`');
            else _at++;
        }
        if (!AtEnd && _end is null) _at++;
        _parts.Insert(part, new ScannedPart(start, _at, ScannedKind.Variable));
    }

    // At the second parenthesis.
    private void ReadArithmetic(int start)
    {
        int open = 1;
        for (_at++; !AtEnd && open >= 0; _at++)
        {
            if (Here == '(') open++;
            else if (Here == ')') open--;
        }
        if (AtEnd && open >= 0) Stop(new ScannedEnd { WordStart = _at, Role = ScannedKind.Text });
        Add(start, _at, ScannedKind.Variable);
    }

    private void ReadSubstitution(int opening, char closer)
    {
        Add(_at, _at + opening, ScannedKind.Operator);
        _at += opening;
        var (quote, variable) = (_quoteAtEnd, _variableAtEnd);
        ReadCommands(closer);
        if (_end is not null) return;
        (_quoteAtEnd, _variableAtEnd) = (quote, variable);
        Add(_at, ++_at, ScannedKind.Operator);
    }
}

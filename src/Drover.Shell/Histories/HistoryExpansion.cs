// Constraints
//   It works on the text before anything is parsed (bash, "History Expansion"): it knows quotes and comments, but no grammar. Chars are bytes.
// Scheme
//   One pass copies the text and puts events in place of "!…". An event is a command of the history; words of it may be chosen, and modifiers change what was chosen.

using System.Globalization;
using System.Text;

namespace Drover.Shell.Histories;

/// <summary>Puts former commands in place of <c>!!</c>, <c>!n</c>, <c>!text</c>, <c>!$</c> and <c>^old^new</c>.</summary>
/// <param name="commands">The former commands, the oldest first, with their numbers.</param>
internal sealed class HistoryExpansion(IReadOnlyList<HistoryEntry> commands)
{
    private (string Old, string New)? _substitution;
    private string _text = "";
    private int _at;

    /// <summary>Whether the last expansion is only to be shown (<c>:p</c>).</summary>
    public bool OnlyShows { get; private set; }

    /// <summary>Expands a text.</summary>
    /// <param name="text">What was entered.</param>
    /// <param name="quote">The quote that is open where it begins, or NUL.</param>
    /// <exception cref="ShellErrorException">It names something that there is not.</exception>
    public string Expand(string text, char quote = '\0')
    {
        OnlyShows = false;
        if (!text.Contains('!', StringComparison.Ordinal) && !text.StartsWith('^')) return text;
        if (quote == '\0' && text.StartsWith('^') && text.Length > 1) text = "!!:s" + text;
        (_text, _at) = (text, 0);
        var result = new StringBuilder(text.Length);
        bool atWordStart = true;
        while (_at < text.Length)
        {
            char c = text[_at];
            if (c == '\\' && quote != '\'' && _at + 1 < text.Length)
            {
                result.Append(text, _at, 2);
                _at += 2;
                atWordStart = false;
                continue;
            }
            if (c == '#' && atWordStart && quote == '\0')
            {
                int end = text.IndexOf('\n', _at);
                result.Append(text, _at, (end < 0 ? text.Length : end) - _at);
                _at = end < 0 ? text.Length : end;
                continue;
            }
            if (c == quote) quote = '\0';
            else if (c is '\'' or '"' && quote == '\0') quote = c;
            if (c == '!' && quote != '\'' && Begins(quote)) result.Append(TakeEvent(result));
            else
            {
                result.Append(c);
                _at++;
            }
            atWordStart = c is ' ' or '\t' or '\n' or ';' or '&' or '|' or '(';
        }
        return result.ToString();
    }

    // What the shell itself means by "!" is left alone: "! command", "$!", "${!x}", "[!a]", "!=", "!(…)", and the end of a quote.
    private bool Begins(char quote)
    {
        if (_at + 1 >= _text.Length || _text[_at + 1] is ' ' or '\t' or '\n' or '=' or '(') return false;
        if (quote == '"' && _text[_at + 1] == '"') return false;
        return !(_at > 0 && (_text[_at - 1] is '$' or '[' || (_text[_at - 1] == '{' && _at > 1 && _text[_at - 2] == '$')));
    }

    private string TakeEvent(StringBuilder sofar)
    {
        int start = _at++;
        string command = Event(start, sofar.ToString());
        string chosen = Words(command, start);
        return Modify(chosen);
    }

    private string Event(int start, string sofar)
    {
        char c = _text[_at];
        // "!$" and the like mean the last command.
        if (c is '$' or '^' or '*' or ':' or '%') return Former(commands.Count - 1, start);
        if (c == '!')
        {
            _at++;
            return Former(commands.Count - 1, start);
        }
        if (c == '#')
        {
            _at++;
            return sofar;
        }
        if (char.IsAsciiDigit(c) || (c == '-' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1])))
        {
            int end = _at + 1;
            while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
            long number = long.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;
            _at = end;
            int index = commands.Count;
            if (number < 0) index = (int)Math.Max(-1, commands.Count + number);
            else
            {
                for (int i = 0; i < commands.Count; i++)
                    if (commands[i].Number == number) index = i;
            }
            return Former(index, start);
        }
        bool anywhere = c == '?';
        if (anywhere) _at++;
        int stop = _at;
        while (stop < _text.Length && _text[stop] != '\n' && (anywhere ? _text[stop] != '?' : !IsEnd(_text[stop]))) stop++;
        string text = _text[_at..stop];
        _at = anywhere && stop < _text.Length && _text[stop] == '?' ? stop + 1 : stop;
        for (int i = commands.Count - 1; i >= 0 && text.Length > 0; i--)
            if (anywhere ? commands[i].Command.Contains(text, StringComparison.Ordinal) : commands[i].Command.StartsWith(text, StringComparison.Ordinal)) return commands[i].Command;
        return Former(-1, start);
    }

    private static bool IsEnd(char c) => c is ' ' or '\t' or ':' or ';' or '&' or '|' or '(' or ')' or '<' or '>' or '"' or '\'' or '^' or '$' or '*' or '`';

    private string Former(int index, int start) => index >= 0 && index < commands.Count ? commands[index].Command
        : throw new ShellErrorException($"{_text[start.._at]}: no such command in the history", 1);

    private string Words(string command, int start)
    {
        int mark = _at;
        bool hasColon = Peek() == ':';
        if (hasColon) _at++;
        char c = Peek();
        bool designates = c is '^' or '$' or '*' or '%' || (hasColon && (char.IsAsciiDigit(c) || c == '-'));
        if (!designates)
        {
            _at = mark;
            return command;
        }
        List<string> words = HistoryWords.Of(command);
        int last = words.Count - 1;
        if (c == '*')
        {
            _at++;
            return Join(words, 1, last);
        }
        int from = c == '-' ? 0 : Position(last);
        int to = from;
        if (Peek() == '*')
        {
            _at++;
            to = last;
        }
        else if (Peek() == '-')
        {
            _at++;
            // "x-" leaves the last word out.
            to = Peek() is '$' or '^' || char.IsAsciiDigit(Peek()) ? Position(last) : last - 1;
        }
        if (from < 0 || from > last || to > last || to < from) throw new ShellErrorException($"{_text[start.._at]}: the command has no such words: {command}", 1);
        return Join(words, from, to);
    }

    private int Position(int last)
    {
        char c = Peek();
        if (c == '^' || c == '$')
        {
            _at++;
            return c == '^' ? 1 : last;
        }
        if (c == '%')
        {
            _at++;
            return last;
        }
        int end = _at;
        while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
        int number = int.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : int.MaxValue;
        _at = end;
        return number;
    }

    private string Modify(string text)
    {
        while (Peek() == ':' && _at + 1 < _text.Length)
        {
            int mark = _at++;
            bool everywhere = Peek() is 'g' or 'a' && _at + 1 < _text.Length && _text[_at + 1] is 's' or '&';
            if (everywhere) _at++;
            char modifier = Peek();
            _at++;
            int slash = text.LastIndexOf('/'), dot = text.LastIndexOf('.');
            switch (modifier)
            {
                case 'h' when slash >= 0: text = slash == 0 ? "/" : text[..slash]; break;
                case 't' when slash >= 0: text = text[(slash + 1)..]; break;
                case 'r' when dot > slash: text = text[..dot]; break;
                case 'e' when dot > slash: text = text[dot..]; break;
                case 'h' or 't' or 'r' or 'e': break;
                case 'p': OnlyShows = true; break;
                case 'q': text = ShellText.AlwaysQuote(text); break;
                case 'x': text = string.Join(' ', HistoryWords.Of(text).Select(ShellText.AlwaysQuote)); break;
                case 's': text = Substitute(text, ReadSubstitution(), everywhere); break;
                case '&': text = Substitute(text, _substitution ?? throw new ShellErrorException(":&: there was no substitution before", 1), everywhere); break;
                default:
                    _at = mark;
                    return text;
            }
        }
        return text;
    }

    private (string Old, string New) ReadSubstitution()
    {
        char delimiter = Peek();
        _at++;
        string old = Part(delimiter), replacement = Part(delimiter);
        if (old.Length == 0) old = _substitution?.Old ?? "";
        _substitution = (old, replacement);
        return (old, replacement);
    }

    private string Part(char delimiter)
    {
        var part = new StringBuilder();
        for (; _at < _text.Length && _text[_at] != '\n'; _at++)
        {
            if (_text[_at] == delimiter)
            {
                _at++;
                break;
            }
            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] == delimiter) _at++;
            part.Append(_text[_at]);
        }
        return part.ToString();
    }

    private static string Substitute(string text, (string Old, string New) substitution, bool everywhere)
    {
        int at = substitution.Old.Length == 0 ? -1 : text.IndexOf(substitution.Old, StringComparison.Ordinal);
        if (at < 0) throw new ShellErrorException($"{substitution.Old}: can't be replaced, it is not in: {text}", 1);
        string replacement = substitution.New.Replace("&", substitution.Old, StringComparison.Ordinal);
        return everywhere ? text.Replace(substitution.Old, replacement, StringComparison.Ordinal) : text[..at] + replacement + text[(at + substitution.Old.Length)..];
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private static string Join(List<string> words, int from, int to) => from > to ? "" : string.Join(' ', words.GetRange(from, to - from + 1));
}

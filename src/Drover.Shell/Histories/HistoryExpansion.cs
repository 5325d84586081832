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
    private string _found = "";
    private string _text = "";
    private int _at;

    /// <summary>The former commands. Substitutions and what was looked for are known from one expansion to the next.</summary>
    public IReadOnlyList<HistoryEntry> Commands { get; set; } = commands;

    /// <summary>Whether there may be something to expand.</summary>
    public static bool MayChange(string text) => text.Contains('!', StringComparison.Ordinal) || text.StartsWith('^');

    /// <summary>Whether the last expansion is only to be shown (<c>:p</c>).</summary>
    public bool OnlyShows { get; private set; }

    /// <summary>Expands a text.</summary>
    /// <param name="text">What was entered.</param>
    /// <param name="quote">The quote that is open where it begins, <c>$</c> for <c>$'</c>, or NUL.</param>
    /// <exception cref="ShellErrorException">It names something that there is not.</exception>
    public string Expand(string text, char quote = '\0')
    {
        OnlyShows = false;
        if (!MayChange(text)) return text;
        if (quote == '\0' && text.StartsWith('^') && text.Length > 1) text = "!!:s" + text;
        (_text, _at) = (text, 0);
        var result = new StringBuilder(text.Length);
        var quotes = new HistoryQuotes(quote);
        bool atWordStart = true;
        while (_at < text.Length)
        {
            char c = text[_at];
            if (c == '\\' && quotes.HasBackslash && _at + 1 < text.Length)
            {
                result.Append(text, _at, 2);
                _at += 2;
                atWordStart = false;
                continue;
            }
            if (c == '#' && atWordStart && !quotes.IsSingle && !quotes.IsDouble)
            {
                int end = text.IndexOf('\n', _at);
                result.Append(text, _at, (end < 0 ? text.Length : end) - _at);
                _at = end < 0 ? text.Length : end;
                continue;
            }
            quotes.Take(text, _at);
            if (c == '!' && !quotes.IsSingle && Begins(quotes.IsDouble)) result.Append(TakeEvent(result));
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
    private bool Begins(bool isDouble)
    {
        if (_at + 1 >= _text.Length || _text[_at + 1] is ' ' or '\t' or '\n' or '=' or '(') return false;
        if (isDouble && _text[_at + 1] == '"') return false;
        return !(_at > 0 && (_text[_at - 1] is '$' or '[' || (_text[_at - 1] == '{' && _at > 1 && _text[_at - 2] == '$')));
    }

    private string TakeEvent(StringBuilder sofar)
    {
        int start = _at++;
        string command = Event(start, sofar.ToString());
        string chosen = Words(command, start);
        return Modify(chosen, start);
    }

    private string Event(int start, string sofar)
    {
        char c = _text[_at];
        // "!$" and the like mean the last command.
        if (c is '$' or '^' or '*' or ':' or '%') return Former(Commands.Count - 1, start);
        if (c == '!')
        {
            _at++;
            return Former(Commands.Count - 1, start);
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
            int index = Commands.Count;
            if (number < 0) index = (int)Math.Max(-1, Commands.Count + number);
            else
            {
                for (int i = 0; i < Commands.Count; i++)
                    if (Commands[i].Number == number) index = i;
            }
            return Former(index, start);
        }
        bool anywhere = c == '?';
        if (anywhere) _at++;
        int stop = _at;
        while (stop < _text.Length && _text[stop] != '\n' && (anywhere ? _text[stop] != '?' : !IsEnd(_text[stop]) && (_text[stop] != '-' || stop == _at))) stop++;
        string text = _text[_at..stop];
        _at = anywhere && stop < _text.Length && _text[stop] == '?' ? stop + 1 : stop;
        for (int i = Commands.Count - 1; i >= 0 && text.Length > 0; i--)
        {
            string command = Commands[i].Command;
            if (anywhere ? !command.Contains(text, StringComparison.Ordinal) : !command.StartsWith(text, StringComparison.Ordinal)) continue;
            if (anywhere) _found = HistoryWords.At(command, command.LastIndexOf(text, StringComparison.Ordinal));
            return command;
        }
        return Former(-1, start);
    }

    private static bool IsEnd(char c) => c is ' ' or '\t' or ':' or ';' or '&' or '|' or '(' or ')' or '<' or '>' or '"' or '\'' or '^' or '$' or '*' or '`';

    private string Former(int index, int start) => index >= 0 && index < Commands.Count ? Commands[index].Command
        : throw new ShellErrorException($"{_text[start.._at]}: no such command in the history", 1);

    private string Words(string command, int start)
    {
        int mark = _at;
        bool hasColon = Peek() == ':';
        if (hasColon) _at++;
        char c = Peek();
        bool designates = c is '^' or '$' or '*' or '%' or '-' || (hasColon && char.IsAsciiDigit(c));
        if (!designates)
        {
            _at = mark;
            return command;
        }
        List<string> words = HistoryWords.Of(command);
        int last = words.Count - 1;
        if (c is '*' or '%' or '$')
        {
            _at++;
            // "%" is the word that the last "!?text?" has found.
            return c == '%' ? _found : Join(words, c == '*' ? 1 : last, last);
        }
        int from = c == '-' ? 0 : Position(last);
        int to = from;
        bool leavesLast = false;
        if (Peek() == '*')
        {
            _at++;
            to = last;
        }
        else if (Peek() == '-')
        {
            _at++;
            // "x-" leaves the last word out.
            leavesLast = !(Peek() is '$' or '^' || char.IsAsciiDigit(Peek()));
            to = leavesLast ? last - 1 : Position(last);
        }
        if (from < 0 || from > last || to > last || (to < from && !leavesLast)) throw new ShellErrorException($"{_text[start.._at]}: the command has no such words: {command}", 1);
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
        int end = _at;
        while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
        int number = int.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : int.MaxValue;
        _at = end;
        return number;
    }

    private string Modify(string text, int start)
    {
        while (Peek() == ':')
        {
            _at++;
            char extent = Peek() is 'g' or 'a' or 'G' ? Peek() : '\0';
            if (extent != '\0') _at++;
            char modifier = Peek();
            if (extent != '\0' && modifier is not ('s' or '&')) modifier = '\0';
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
                case 's': text = Substitute(text, ReadSubstitution(), extent); break;
                case '&': text = Substitute(text, _substitution ?? throw new ShellErrorException(":&: there was no substitution before", 1), extent); break;
                default:
                    throw new ShellErrorException($"{_text[start..Math.Min(_at, _text.Length)].TrimEnd('\n')}: no such modifier (there are h t r e p q x s &, and g a G before s and &)", 1);
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

    // Once; each time with "g" and "a"; once in each word with "G".
    private static string Substitute(string text, (string Old, string New) substitution, char extent)
    {
        (string old, string replacement) = (substitution.Old, substitution.New.Replace("&", substitution.Old, StringComparison.Ordinal));
        if (old.Length == 0 || !text.Contains(old, StringComparison.Ordinal)) throw new ShellErrorException($"{old}: can't be replaced, it is not in: {text}", 1);
        if (extent == '\0') return ReplaceFirst(text, old, replacement);
        if (extent != 'G') return text.Replace(old, replacement, StringComparison.Ordinal);
        var result = new StringBuilder();
        int at = 0;
        foreach (string word in HistoryWords.Of(text))
        {
            int start = text.IndexOf(word, at, StringComparison.Ordinal);
            result.Append(text, at, start - at).Append(ReplaceFirst(word, old, replacement));
            at = start + word.Length;
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : text[..at] + replacement + text[(at + old.Length)..];
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private static string Join(List<string> words, int from, int to) => from > to ? "" : string.Join(' ', words.GetRange(from, to - from + 1));
}

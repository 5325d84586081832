using Drover.Shell.Execution;
using Drover.Shell.Expansions;

namespace Drover.Shell.Builtins;

/// <summary>Splits what <c>read</c> has read (POSIX read): the last variable gets the rest as it is.</summary>
internal ref struct LineSplitter
{
    private const int LongestCharacter = 4;

    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<bool> _quoted;
    private readonly FieldSplitter _splitter;
    private int _at;

    public LineSplitter(Interpreter shell, ReadOnlySpan<char> text, ReadOnlySpan<bool> quoted)
    {
        _text = text;
        _quoted = quoted;
        _splitter = shell.Words.Splitter;
        _splitter.Prepare(shell.Environment);
        SkipWhite();
    }

    public readonly bool IsAtEnd => _at >= _text.Length;

    /// <summary>The next field, and goes behind its delimiter.</summary>
    public string Next()
    {
        int start = _at;
        while (_at < _text.Length && SeparatorAt(_at) == 0) _at++;
        string field = new(_text[start.._at]);
        SkipWhite();
        if (_at < _text.Length && SeparatorAt(_at) is > 0 and var length)
        {
            _at += length;
            SkipWhite();
        }
        return field;
    }

    /// <summary>All that is left without white space at its end; a single field loses its delimiter too.</summary>
    public string Rest()
    {
        int start = _at;
        int end = TrimWhite(start, _text.Length);
        // One delimiter that is not white space at the very end belongs to a last field that has no other (POSIX 2.6.5).
        int last = end;
        for (int length = 1; last == end && length <= LongestCharacter && end - length >= start; length++)
            if (SeparatorAt(end - length) == length && !FieldSplitter.IsWhite(_text[end - length])) last = end - length;
        if (last < end)
        {
            LineSplitter probe = this;
            _ = probe.Next();
            if (probe.IsAtEnd) end = TrimWhite(start, last);
        }
        return new string(_text[start..end]);
    }

    private readonly int TrimWhite(int start, int end)
    {
        while (end > start && SeparatorAt(end - 1) > 0 && FieldSplitter.IsWhite(_text[end - 1])) end--;
        return end;
    }

    private readonly int SeparatorAt(int at) => at < _quoted.Length && _quoted[at] ? 0 : _splitter.SeparatorAt(_text, at);

    private void SkipWhite()
    {
        while (_at < _text.Length && FieldSplitter.IsWhite(_text[_at]) && SeparatorAt(_at) > 0) _at++;
    }
}

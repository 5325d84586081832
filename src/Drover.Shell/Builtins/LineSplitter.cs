using Drover.Shell.Expansions;
using Drover.Shell.Variables;

namespace Drover.Shell.Builtins;

/// <summary>Splits what <c>read</c> has read (POSIX read): the last variable gets the rest as it is.</summary>
internal ref struct LineSplitter
{
    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<bool> _quoted;
    private readonly string _separators;
    private int _at;

    public LineSplitter(VariableTable variables, ReadOnlySpan<char> text, ReadOnlySpan<bool> quoted)
    {
        _text = text;
        _quoted = quoted;
        _separators = variables.Get("IFS") ?? " \t\n";
        SkipWhite();
    }

    public readonly bool IsAtEnd => _at >= _text.Length;

    /// <summary>The next field, and goes behind its delimiter.</summary>
    public string Next()
    {
        int start = _at;
        while (_at < _text.Length && !IsSeparator(_at)) _at++;
        string field = new(_text[start.._at]);
        SkipWhite();
        if (_at < _text.Length && IsSeparator(_at))
        {
            _at++;
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
        if (end > start && IsSeparator(end - 1) && !FieldSplitter.IsWhite(_text[end - 1]))
        {
            LineSplitter probe = this;
            _ = probe.Next();
            if (probe.IsAtEnd) end = TrimWhite(start, end - 1);
        }
        return new string(_text[start..end]);
    }

    private readonly int TrimWhite(int start, int end)
    {
        while (end > start && IsSeparator(end - 1) && FieldSplitter.IsWhite(_text[end - 1])) end--;
        return end;
    }

    private readonly bool IsSeparator(int at) => (at >= _quoted.Length || !_quoted[at]) && _separators.Contains(_text[at], StringComparison.Ordinal);

    private void SkipWhite()
    {
        while (_at < _text.Length && FieldSplitter.IsWhite(_text[_at]) && IsSeparator(_at)) _at++;
    }
}

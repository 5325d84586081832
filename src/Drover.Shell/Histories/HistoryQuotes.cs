namespace Drover.Shell.Histories;

/// <summary>The quotes and substitutions that are open at a place of a text: what <c>!</c> means depends on them.</summary>
internal sealed class HistoryQuotes
{
    private const char Ansi = '$';

    private readonly Stack<char> _open = new();

    /// <param name="first">What is open where the text begins: a quote, <c>$</c> for <c>$'</c>, or NUL.</param>
    public HistoryQuotes(char first)
    {
        if (first != '\0') _open.Push(first);
    }

    private char Top => _open.TryPeek(out char top) ? top : '\0';

    /// <summary>Whether <c>!</c> stands for itself.</summary>
    public bool IsSingle => Top is '\'' or Ansi;

    public bool IsDouble => Top == '"';

    /// <summary>Whether a backslash quotes what follows it.</summary>
    public bool HasBackslash => Top != '\'';

    /// <summary>Goes over one char that no backslash quotes.</summary>
    public void Take(string text, int at)
    {
        char c = text[at], before = at > 0 ? text[at - 1] : '\0';
        if (IsSingle)
        {
            if (c == '\'') _open.Pop();
            return;
        }
        switch (c)
        {
            case '"' or '`' when Top == c:
            case ')' when Top == '(':
                _open.Pop();
                break;
            case '"' or '`':
            case '(' when before == '$' || Top == '(':
                _open.Push(c);
                break;
            case '\'' when !IsDouble:
                _open.Push(before == '$' ? Ansi : c);
                break;
        }
    }
}

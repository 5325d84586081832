namespace Drover.Shell.Syntax.Lexing;

/// <summary>One growing buffer for the texts of nested words.</summary>
internal sealed class TextStack
{
    private char[] _chars = new char[256];

    public int Length { get; private set; }

    public void Add(int c)
    {
        if (Length == _chars.Length) Array.Resize(ref _chars, Length * 2);
        _chars[Length++] = (char)c;
    }

    public void Add(ReadOnlySpan<char> text)
    {
        foreach (char c in text) Add(c);
    }

    /// <summary>The text above a length, removed.</summary>
    public string Take(int from)
    {
        string text = new(_chars, from, Length - from);
        Length = from;
        return text;
    }
}

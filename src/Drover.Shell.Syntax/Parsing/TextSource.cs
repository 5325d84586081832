namespace Drover.Shell.Syntax.Parsing;

/// <summary>The lines of a text that is all there.</summary>
/// <param name="text">The text, one char for each byte.</param>
public sealed class TextSource(string text) : ISourceReader
{
    private int _taken;

    /// <inheritdoc/>
    public string? ReadLine(OpenConstruct open)
    {
        if (_taken >= text.Length) return null;
        int end = text.IndexOf('\n', _taken) + 1;
        if (end == 0) end = text.Length;
        string line = _taken == 0 && end == text.Length ? text : text[_taken..end];
        _taken = end;
        return line;
    }
}

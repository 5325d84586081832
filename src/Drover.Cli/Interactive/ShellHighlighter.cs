using System.Text;
using Drover.LineEditor.Rendering;
using Drover.Shell.Prompts;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Cli.Interactive;

/// <summary>Colours a command line: what is a command and whether there is one of that name, what is quoted, what will be expanded, and where the grammar is broken.</summary>
internal sealed class ShellHighlighter : IHighlighter
{
    // Finding an error takes a parse, which is not for each key of a long text.
    private const int LongestParsed = 4096;

    private static readonly TextStyle s_error = new(TextColor.Palette(1), default, TextAttributes.Underline);

    private readonly Dictionary<string, NameKind> _meanings = new(StringComparer.Ordinal);
    private IReaderHost? _host;

    /// <summary>Begins with a line of a shell: what names meant before may have changed.</summary>
    public void Begin(IReaderHost host)
    {
        _host = host;
        _meanings.Clear();
    }

    public void Highlight(ReadOnlySpan<byte> text, int cursor, IList<StyledSpan> spans)
    {
        string line = Encoding.Latin1.GetString(text);
        foreach (ScannedPart part in CommandScan.Of(line).Parts)
        {
            if (part.End > part.Start && StyleOf(part, line) is { } style) spans.Add(new StyledSpan(part.Start, part.End - part.Start, style));
        }
        if (line.Length <= LongestParsed && FindError(line) is var error && error >= 0) spans.Add(new StyledSpan(error, Math.Max(1, EndOfWord(line, error) - error), s_error));
    }

    private TextStyle? StyleOf(ScannedPart part, string line) => part.Kind switch
    {
        ScannedKind.Command => MeaningOf(line[part.Start..part.End]) switch
        {
            null => null,
            NameKind.None => new TextStyle(TextColor.Palette(1)),
            NameKind.Program => new TextStyle(TextColor.Palette(2)),
            _ => new TextStyle(TextColor.Palette(2), default, TextAttributes.Bold),
        },
        ScannedKind.Keyword => new TextStyle(TextColor.Palette(5), default, TextAttributes.Bold),
        ScannedKind.Operator => TextStyle.Of(TextAttributes.Bold),
        ScannedKind.Text or ScannedKind.Document => new TextStyle(TextColor.Palette(3)),
        ScannedKind.Variable => new TextStyle(TextColor.Palette(6)),
        ScannedKind.Comment => new TextStyle(TextColor.Palette(8)),
        _ => null,
    };

    // Null when only the expansion will tell.
    private NameKind? MeaningOf(string word)
    {
        if (word.AsSpan().IndexOfAny("$`*?[{") >= 0 && word is not "[" and not "[[") return null;
        if (_meanings.TryGetValue(word, out NameKind known)) return known;
        string name = CommandScan.Unquote(word);
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (word[0] == '~' && slash > 0 && _host!.Names.FindHome(name[1..slash]) is { } home) name = home + name[slash..];
        return _meanings[word] = _host!.Names.MeaningOf(name);
    }

    private int FindError(string line)
    {
        var parser = new ShellParser(line + "\n", _host!.Syntax with { MayContinue = true });
        ParseResult result;
        do result = parser.TryParseNext();
        while (result.Status == ParseStatus.Complete);
        if (result.Status != ParseStatus.Error || result.Diagnostic is not { } diagnostic) return -1;
        int start = 0;
        for (int i = 1; i < diagnostic.Line && start >= 0; i++) start = line.IndexOf('\n', start) + 1;
        int at = start + diagnostic.Column - 1;
        return at < line.Length ? at : -1;
    }

    private static int EndOfWord(string line, int at)
    {
        int end = line.AsSpan(at).IndexOfAny(" \t\n");
        return end < 0 ? line.Length : at + end;
    }
}

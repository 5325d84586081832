// Scheme
//   The directory, up to the last slash, stays as it was typed, and is only expanded to be looked into. Behind it stands the name, which candidates replace as a whole, quoted in
//   the way that was begun: within a quote that is open, or with backslashes.

using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.LineEditor.Completions;
using Drover.Shell.Prompts;

namespace Drover.Cli.Interactive;

/// <summary>Completes the names of files.</summary>
internal static class FileCompletion
{
    /// <summary>What the last word of a line can become.</summary>
    public static CompletionList Complete(IReaderHost host, string line, ScannedEnd end, FileChoice choice, bool ignoresCase)
    {
        int slash = line.LastIndexOf('/');
        int start = slash >= end.WordStart ? slash + 1 : end.WordStart;
        string directory = line[end.WordStart..start], raw = line[start..];
        if (directory.Length == 0 && raw.StartsWith('~') && end.Quote == '\0') return Users(host, end, raw);
        bool isInQuote = end.Quote != '\0' && end.QuoteStart < start;
        // Of a quote that was opened within the name, the name begins with it.
        char quote = end.Quote;
        string opening = quote == '\0' || isInQuote ? "" : quote == '$' ? "$'" : quote.ToString();
        string prefix = isInQuote ? CommandScan.Unquote((quote == '$' ? '\'' : quote) + raw) : CommandScan.Unquote(raw);
        string closing = quote == '\0' ? "" : quote == '"' ? "\"" : "'";
        byte[] suffix = Encoding.Latin1.GetBytes(closing + " ");
        var candidates = new List<CompletionCandidate>();
        foreach ((string name, bool isDirectory) in Names(host, Expand(host, directory), prefix, choice, ignoresCase))
        {
            string text = opening + WordQuoting.Escape(name, quote, isStart: directory.Length == 0);
            candidates.Add(new CompletionCandidate(Encoding.Latin1.GetBytes(text))
            {
                Display = Encoding.Latin1.GetBytes(isDirectory ? name + "/" : name),
                Kind = isDirectory ? CompletionKind.Directory : choice == FileChoice.Executables ? CompletionKind.Command : CompletionKind.File,
                Suffix = isDirectory ? "/"u8.ToArray() : suffix,
            });
        }
        return new CompletionList(start, raw.Length, candidates);
    }

    /// <summary>Whether a path, with a tilde perhaps, is a directory.</summary>
    public static bool IsDirectory(IReaderHost host, string path) =>
        FileStatus.TryRead(new ByteString(Encoding.Latin1.GetBytes(Expand(host, path.Contains('/', StringComparison.Ordinal) ? path : "./" + path))), out _, directory: host.Directory)?.Kind == FileKind.Directory;

    private static List<(string Name, bool IsDirectory)> Names(IReaderHost host, string directory, string prefix, FileChoice choice, bool ignoresCase)
    {
        var names = new List<(string, bool)>();
        ByteString path = new(Encoding.Latin1.GetBytes(directory.Length == 0 ? "." : directory));
        using Descriptor? opened = Descriptor.TryOpen(path, OpenMode.Directory, out _, directory: host.Directory);
        if (opened is null) return names;
        byte[] start = Encoding.Latin1.GetBytes(prefix);
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(opened, new byte[32 * 1024]))
        {
            if (!(ignoresCase ? name.Length >= start.Length && Ascii.EqualsIgnoreCase(name[..start.Length], start) : name.StartsWith(start)) || (name[0] == '.' && start.Length == 0)) continue;
            var file = new ByteString(name);
            FileKind? kind = FileStatus.TryRead(file, out _, directory: opened)?.Kind;
            bool isDirectory = kind == FileKind.Directory;
            bool fits = isDirectory || choice == FileChoice.All || (choice == FileChoice.Executables && kind == FileKind.Regular && FileAccessCheck.Ask(file, FileAccessCheck.Execute, opened) == 0);
            if (fits) names.Add((Encoding.Latin1.GetString(name), isDirectory));
        }
        names.Sort(static (a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return names;
    }

    // What can be expanded without doing anything: a tilde and parameters.
    private static string Expand(IReaderHost host, string directory)
    {
        string path = WithParameters(host, CommandScan.Unquote(directory));
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        return directory.StartsWith('~') && slash > 0 && host.Names.FindHome(path[1..slash]) is { } home ? home + path[slash..] : path;
    }

    private static string WithParameters(IReaderHost host, string path)
    {
        var result = new StringBuilder();
        for (int i = 0; i < path.Length;)
        {
            int name = path[i] != '$' ? -1 : i + 1 < path.Length && path[i + 1] == '{' ? i + 2 : i + 1, end = name;
            while (name >= 0 && end < path.Length && (char.IsAsciiLetterOrDigit(path[end]) || path[end] == '_')) end++;
            if (name < 0 || end == name)
            {
                result.Append(path[i++]);
                continue;
            }
            result.Append(host.GetVariable(path[name..end]));
            i = name == i + 2 && end < path.Length && path[end] == '}' ? end + 1 : end;
        }
        return result.ToString();
    }

    private static CompletionList Users(IReaderHost host, ScannedEnd end, string raw)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string entry in Encoding.Latin1.GetString(Descriptor.ReadFile("/etc/passwd", out _) ?? []).Split('\n'))
            if (entry.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && entry.AsSpan(0, colon).StartsWith(raw.AsSpan(1))) names.Add(entry[..colon]);
        // A tilde alone is the home directory.
        if (raw == "~" && host.Names.FindHome("") is not null) names = [""];
        return new CompletionList(end.WordStart, raw.Length, [.. names.Select(name => new CompletionCandidate(Encoding.Latin1.GetBytes("~" + name)) { Kind = CompletionKind.Directory, Suffix = "/"u8.ToArray() })]);
    }
}

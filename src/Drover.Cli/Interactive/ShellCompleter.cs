using System.Text;
using Drover.LineEditor.Completions;
using Drover.Shell.Completions;
using Drover.Shell.Prompts;

namespace Drover.Cli.Interactive;

/// <summary>Knows what a word of a command line can become, by where it stands.</summary>
internal sealed class ShellCompleter : ICompleter
{
    private static readonly string[] s_jobCommands = ["bg", "disown", "fg", "jobs", "kill", "stats", "tree", "wait"];
    private static readonly string[] s_onlyJobs = ["bg", "disown", "fg"];
    private static readonly string[] s_nameCommands = ["declare", "export", "getopts", "local", "read", "readonly", "typeset", "unset"];

    private IReaderHost? _host;

    /// <summary>Whether names of files are found that differ in the case of ASCII letters.</summary>
    public bool IgnoresCase { get; set; }

    /// <summary>Begins with a line of a shell.</summary>
    public void Begin(IReaderHost host) => _host = host;

    public CompletionList Complete(ReadOnlySpan<byte> text, int cursor)
    {
        string line = Encoding.Latin1.GetString(text[..cursor]);
        ScannedEnd end = CommandScan.Of(line).End;
        if (end.VariableStart >= 0) return Variables(line, end);
        string raw = line[end.WordStart..];
        return end.Role switch
        {
            ScannedKind.Command when !raw.Contains('/', StringComparison.Ordinal) && !raw.StartsWith('~') => Commands(line, end),
            ScannedKind.Command => Files(line, end, FileChoice.Executables),
            ScannedKind.Target => Files(line, end, FileChoice.All),
            ScannedKind.Assignment => Files(line, end with { WordStart = BehindSign(line, end) }, FileChoice.All),
            ScannedKind.Argument => Argument(line, end, raw, Encoding.Latin1.GetString(text[cursor..])),
            _ => CompletionList.Empty,
        };
    }

    private CompletionList Argument(string line, ScannedEnd end, string raw, string rest)
    {
        string command = end.Words.Count > 0 ? CommandScan.Unquote(end.Words[0]) : "";
        if (command.Length > 0 && _host!.Complete(RequestFor(line, end, raw, rest)) is { } programmed)
            return programmed.FallsBackToFiles ? Files(line, end, FileChoice.All) : Programmed(programmed, end, raw);
        if (s_jobCommands.Contains(command) && (raw.StartsWith('%') || (raw.Length == 0 && s_onlyJobs.Contains(command)))) return Jobs(end, line.Length);
        if (command is "cd" or "pushd" or "rmdir") return Files(line, end, FileChoice.Directories);
        if (command == "drover" || command.EndsWith("/drover", StringComparison.Ordinal)) return OfDrover(line, end, raw);
        if (s_nameCommands.Contains(command) && !raw.StartsWith('-')) return Names(end, line.Length, raw, command == "unset" ? [NameKind.Variable, NameKind.Function] : [NameKind.Variable]);
        if (command is "alias" or "unalias") return Names(end, line.Length, raw, [NameKind.Alias]);
        if (raw.StartsWith('-') && raw.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign) end = end with { WordStart = end.WordStart + sign + 1 };
        return Files(line, end, FileChoice.All);
    }

    // What stands behind the cursor belongs to the command too.
    private static CompletionRequest RequestFor(string line, ScannedEnd end, string raw, string rest)
    {
        string text = (line + rest)[end.CommandStart..];
        int point = line.Length - end.CommandStart, word = end.WordStart - end.CommandStart;
        List<(int Start, int End)> found = CommandScan.WordsOf(text);
        int index = found.FindIndex(each => each.Start >= word);
        if (index < 0) index = found.Count;
        // Between two words a new one begins.
        if (index == found.Count || found[index].Start > word) found.Insert(index, (word, point));
        return new CompletionRequest
        {
            Line = text[..Math.Max(point, found[^1].End)],
            Point = point,
            Words = [.. found.Select(each => text[each.Start..each.End])],
            Index = index,
            Word = CommandScan.Unquote(raw),
        };
    }

    private CompletionList Programmed(ProgrammedCompletion programmed, ScannedEnd end, string raw)
    {
        var candidates = new List<CompletionCandidate>();
        foreach (string word in programmed.IsSorted ? programmed.Words : programmed.Words.Order(StringComparer.Ordinal).Distinct())
        {
            bool isDirectory = programmed.AreFiles && FileCompletion.IsDirectory(_host!, word);
            candidates.Add(new CompletionCandidate(Encoding.Latin1.GetBytes(programmed.AreFiles ? WordQuoting.Escape(word) : word))
            {
                Display = Encoding.Latin1.GetBytes(programmed.AreFiles ? word[(word.LastIndexOf('/') + 1)..] : word),
                Kind = isDirectory ? CompletionKind.Directory : programmed.AreFiles ? CompletionKind.File : CompletionKind.Builtin,
                Suffix = isDirectory ? "/"u8.ToArray() : programmed.AddsSpace ? " "u8.ToArray() : [],
            });
        }
        return new CompletionList(end.WordStart, raw.Length, candidates);
    }

    private CompletionList OfDrover(string line, ScannedEnd end, string raw)
    {
        DroverWords words = DroverWords.Behind(end.Words, raw);
        return words.Kind switch
        {
            Completions.ValueKind.Words => new CompletionList(end.WordStart, raw.Length, words.Candidates),
            Completions.ValueKind.File => Files(line, end, FileChoice.All),
            Completions.ValueKind.Directory => Files(line, end, FileChoice.Directories),
            Completions.ValueKind.Command when raw.Contains('/', StringComparison.Ordinal) => Files(line, end, FileChoice.Executables),
            Completions.ValueKind.Command => Commands(line, end),
            _ => CompletionList.Empty,
        };
    }

    private CompletionList Files(string line, ScannedEnd end, FileChoice choice) => FileCompletion.Complete(_host!, line, end, choice, IgnoresCase);

    private CompletionList Commands(string line, ScannedEnd end)
    {
        string raw = line[end.WordStart..];
        return Names(end, raw.Length + end.WordStart, raw, [NameKind.Keyword, NameKind.Alias, NameKind.Function, NameKind.Builtin, NameKind.Program]);
    }

    private CompletionList Names(ScannedEnd end, int cursor, string raw, NameKind[] kinds)
    {
        string prefix = CommandScan.Unquote(raw);
        var found = new SortedDictionary<string, NameKind>(StringComparer.Ordinal);
        foreach (NameKind kind in kinds)
            foreach (string name in _host!.Names.Find(kind, prefix)) found.TryAdd(name, kind);
        return new CompletionList(end.WordStart, cursor - end.WordStart, [.. found.Select(item => Candidate(item.Key, item.Value))]);
    }

    private static CompletionCandidate Candidate(string name, NameKind kind) => new(Encoding.Latin1.GetBytes(WordQuoting.Escape(name)))
    {
        Display = Encoding.Latin1.GetBytes(name),
        Kind = kind switch { NameKind.Program => CompletionKind.Command, NameKind.Variable => CompletionKind.Variable, _ => CompletionKind.Builtin },
    };

    private CompletionList Variables(string line, ScannedEnd end)
    {
        string prefix = line[end.VariableStart..];
        // Behind it the word goes on, or its quotes do.
        byte[] suffix = end.IsBraced ? "}"u8.ToArray() : end.Quote == '\0' ? " "u8.ToArray() : [];
        IEnumerable<string> names = _host!.Names.Find(NameKind.Variable, prefix).Order(StringComparer.Ordinal);
        return new CompletionList(end.VariableStart, prefix.Length, [.. names.Select(name => new CompletionCandidate(Encoding.Latin1.GetBytes(name)) { Kind = CompletionKind.Variable, Suffix = suffix })]);
    }

    private CompletionList Jobs(ScannedEnd end, int cursor)
    {
        IEnumerable<CompletionCandidate> jobs = _host!.Names.Jobs.Select(job => new CompletionCandidate(Encoding.Latin1.GetBytes($"%{job.Id}"))
        {
            Kind = CompletionKind.Job,
            Description = $"{job.State}: {Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(job.Command))}",
        });
        return new CompletionList(end.WordStart, cursor - end.WordStart, [.. jobs]);
    }

    private static int BehindSign(string line, ScannedEnd end)
    {
        int sign = line.IndexOf('=', end.WordStart);
        return Math.Max(sign, line.LastIndexOf(':')) + 1;
    }
}

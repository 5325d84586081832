// Scheme
//   Actions, words and globs are kept if they begin with the word; what a function or command says is taken as it is. Then the filter, then prefix and suffix (bash, "Programmable Completion").

using Drover.Engine.Descriptors;
using Drover.Engine.Signals;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Expansions;
using Drover.Shell.Jobs;
using Drover.Shell.Prompts;
using Drover.Shell.Syntax.Nodes;
using Drover.Shell.Syntax.Parsing;
using Drover.Shell.Variables;

namespace Drover.Shell.Completions;

/// <summary>Finds what a word can become.</summary>
internal sealed class CompletionGenerator(Interpreter shell)
{
    /// <summary>What a function returns that has defined another way to complete: ask again.</summary>
    public const int Again = 124;

    private static readonly string[] s_variables = ["COMP_LINE", "COMP_POINT", "COMP_WORDS", "COMP_CWORD", "COMP_TYPE", "COMP_KEY"];

    /// <summary>The status of the function.</summary>
    public int Status { get; private set; }

    public List<string> Generate(CompletionSpec spec, CompletionRequest request)
    {
        var found = new List<string>();
        foreach (string action in spec.Actions) found.AddRange(OfAction(action, request.Word));
        if (spec.Glob is { } glob) found.AddRange(Expand(glob, globs: true).Where(Fits));
        if (spec.Words is { } words) found.AddRange(WordsOf(words).Where(Fits));
        if (spec.Function is { } function) found.AddRange(OfFunction(function, request));
        if (spec.Command is { } command) found.AddRange(OfCommand(command, request));
        if (spec.Filter is { Length: > 0 } filter) found = Filtered(found, filter, request.Word);
        if (spec.Prefix.Length > 0 || spec.Suffix.Length > 0) found = [.. found.Select(text => spec.Prefix + text + spec.Suffix)];
        if ((spec.Options & CompletionOptions.PlusDirectories) != 0 || (found.Count == 0 && (spec.Options & CompletionOptions.DirectoryNames) != 0)) found.AddRange(Files(request.Word, onlyDirectories: true));
        return found;

        bool Fits(string text) => text.StartsWith(request.Word, StringComparison.Ordinal);
    }

    private IEnumerable<string> OfAction(string action, string word)
    {
        var names = new ShellNames(shell);
        ExecutionEnvironment environment = shell.Environment;
        IEnumerable<string> found = action switch
        {
            "alias" => names.Find(NameKind.Alias, word),
            "arrayvar" => environment.Variables.All.Where(variable => variable.Array is not null).Select(variable => variable.Name),
            "builtin" or "helptopic" => names.Find(NameKind.Builtin, word),
            "enabled" => names.Find(NameKind.Builtin, word).Where(name => shell.FindBuiltin(name) is not null),
            "disabled" => names.Find(NameKind.Builtin, word).Where(name => shell.FindBuiltin(name) is null),
            "command" => ((NameKind[])[NameKind.Alias, NameKind.Keyword, NameKind.Function, NameKind.Builtin, NameKind.Program]).SelectMany(kind => names.Find(kind, word)),
            "directory" => Files(word, onlyDirectories: true),
            "file" => Files(word, onlyDirectories: false),
            "export" => environment.Variables.All.Where(variable => variable.IsExported).Select(variable => variable.Name),
            "function" => names.Find(NameKind.Function, word),
            "group" => FirstFields("/etc/group", ':'),
            "hostname" => Lines("/etc/hosts").Where(line => !line.StartsWith('#')).SelectMany(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Skip(1)),
            "job" => shell.Jobs.All.Select(job => FirstWord(job.CommandText)),
            "running" => shell.Jobs.All.Where(job => job.State == JobState.Running).Select(job => FirstWord(job.CommandText)),
            "stopped" => shell.Jobs.All.Where(job => job.State == JobState.Stopped).Select(job => FirstWord(job.CommandText)),
            "keyword" => names.Find(NameKind.Keyword, word),
            "service" => Lines("/etc/services").Where(line => !line.StartsWith('#')).Select(FirstWord),
            "setopt" => OptionNames.All.ToArray().Select(option => option.Name),
            "shopt" => ShoptBuiltin.Names,
            "signal" => Enumerable.Range(1, 31).Select(number => "SIG" + new Signal(number).Name),
            "user" => FirstFields("/etc/passwd", ':'),
            _ => names.Find(NameKind.Variable, word),
        };
        return found.Where(text => text.Length > 0 && text.StartsWith(word, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Distinct();
    }

    private List<string> OfFunction(string name, CompletionRequest request)
    {
        if (!shell.Environment.Functions.TryGet(name, out ShellFunction? function))
        {
            shell.Error($"{name}: there is no such function to complete with");
            return [];
        }
        VariableTable variables = shell.Environment.Variables;
        shell.Assign("COMP_LINE", request.Line);
        shell.Assign("COMP_POINT", Point(request));
        shell.Assign("COMP_CWORD", ShellText.Of(request.Index));
        shell.Assign("COMP_TYPE", "9");
        shell.Assign("COMP_KEY", "9");
        variables.ForWriting("COMP_WORDS").Array = ShellArray.Of(request.Words);
        variables.Unset("COMPREPLY");
        Status = shell.Call(function, [name, request.Command, request.Word, request.Previous]);
        string[] reply = variables.FindResolved("COMPREPLY") is { } variable ? variable.Array is { } array ? [.. array.Values] : variable.Value is { } value ? [value] : [] : [];
        foreach (string given in (string[])[.. s_variables, "COMPREPLY"]) variables.Unset(given);
        return [.. reply];
    }

    // bash counts characters.
    private string Point(CompletionRequest request) => ShellText.Of(shell.Words.CharacterLength(request.Line[..request.Point]));

    private string[] OfCommand(string command, CompletionRequest request)
    {
        string text = $"{command} {ShellText.AlwaysQuote(request.Command)} {ShellText.AlwaysQuote(request.Word)} {ShellText.AlwaysQuote(request.Previous)}";
        string line = $"COMP_LINE={ShellText.AlwaysQuote(request.Line)} COMP_POINT={Point(request)} {text}";
        return Substitution(line).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private string Substitution(string command) => Expand($"\"$({command}\n)\"", globs: false) is [var output, ..] ? output : "";

    // The list is cut at the characters of IFS, and each word of it expanded.
    private List<string> WordsOf(string list) =>
        [.. WordList.Cut(list, shell.Environment.Variables.Get("IFS") ?? " \t\n", shell.Syntax).SelectMany(word => Expand(Literal(word), globs: false))];

    // What separates words for the parser but not here.
    private static string Literal(string word)
    {
        if (word.AsSpan().IndexOfAny(" \t\n;&|<>()") < 0 || word.AsSpan().IndexOfAny("'\"\\`") >= 0
            || word.Contains("$(", StringComparison.Ordinal) || word.Contains("${", StringComparison.Ordinal)) return word;
        return string.Concat(word.Select(c => " \t\n;&|<>()".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString()));
    }

    // As the argument of a command; what is none is taken as it is.
    private List<string> Expand(string text, bool globs)
    {
        ParseResult parsed = ShellParser.Parse("_ " + text, shell.Syntax);
        if (parsed.List is not { Items: [{ IsAsync: false, Rest.IsEmpty: true, First.Commands: [SimpleCommand { Redirections.IsEmpty: true } command] }] }) return [text];
        ShellOptions former = shell.Environment.Options;
        var fields = new List<string>();
        shell.Environment.SetOption(ShellOptions.NoGlob, !globs);
        // A pattern that nothing fits is no name.
        shell.Environment.SetOption(ShellOptions.NullGlob, globs);
        try
        {
            foreach (Word word in command.Words.Skip(1)) shell.Words.ExpandFields(word, fields);
        }
        finally
        {
            shell.Environment.SetOption(ShellOptions.NoGlob, (former & ShellOptions.NoGlob) != 0);
            shell.Environment.SetOption(ShellOptions.NullGlob, (former & ShellOptions.NullGlob) != 0);
        }
        return fields;
    }

    private List<string> Filtered(List<string> found, string filter, string word)
    {
        bool keeps = filter[0] == '!';
        string text = (keeps ? filter[1..] : filter).Replace("\\&", "\u0001", StringComparison.Ordinal).Replace("&", word, StringComparison.Ordinal).Replace('\u0001', '&');
        Pattern pattern = PatternCompiler.Compile(text, shell.Environment.IsUtf8);
        return found.FindAll(candidate => pattern.IsMatch(candidate) == keeps);
    }

    private List<string> Files(string word, bool onlyDirectories)
    {
        int start = word.LastIndexOf('/') + 1;
        string directory = word[..start], prefix = word[start..];
        string place = directory.StartsWith('~') && directory.IndexOf('/', StringComparison.Ordinal) is var slash ? TildeExpander.Expand(directory[1..slash], shell.Environment) + directory[slash..] : directory;
        var names = new List<string>();
        using Descriptor? opened = Descriptor.TryOpen(ShellText.ToBytes(place.Length == 0 ? "." : place), OpenMode.Directory, out _, directory: shell.Environment.Directory);
        if (opened is null) return names;
        byte[] bytes = ShellText.ToArray(prefix);
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(opened, new byte[32 * 1024]))
        {
            if (!name.StartsWith(bytes) || (name[0] == '.' && bytes.Length == 0)) continue;
            if (!onlyDirectories || FileStatus.TryRead(new Engine.ByteString(name), out _, directory: opened)?.Kind == FileKind.Directory) names.Add(directory + ShellText.From(name));
        }
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static IEnumerable<string> FirstFields(string file, char separator) => Lines(file).Select(line => line.Split(separator)[0]);

    private static string[] Lines(string file) => ShellText.From(Descriptor.ReadFile(file, out _) ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string FirstWord(string text) => text.Split([' ', '\t'], 2)[0];
}

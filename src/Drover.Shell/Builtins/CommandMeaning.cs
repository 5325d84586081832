using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>What a command name means, for <c>type</c> and <c>command -v</c>.</summary>
internal static class CommandMeaning
{
    private static readonly string[] s_reserved =
        ["!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while"];

    private static readonly string[] s_reservedOfBash = ["[[", "]]", "coproc", "function", "select", "time"];

    /// <summary>Whether the shell reads it as a reserved word.</summary>
    public static bool IsReserved(string name, ExecutionEnvironment environment) =>
        s_reserved.Contains(name) || (!environment.Has(ShellOptions.Posix) && s_reservedOfBash.Contains(name));

    /// <summary>The reserved words.</summary>
    public static IEnumerable<string> Reserved(ExecutionEnvironment environment) => environment.Has(ShellOptions.Posix) ? s_reserved : s_reserved.Concat(s_reservedOfBash);

    /// <summary>A sentence about the first meaning; null when the name means nothing.</summary>
    public static string? Describe(Interpreter shell, string name, string? path) =>
        All(shell, name, functions: true, all: false, path) is [var (kind, text), ..] ? Sentence(shell, name, kind, text) : null;

    /// <summary>What a name means, the first meaning first: the word of <c>type -t</c>, and the alias's value or the file's path.</summary>
    public static List<(string Kind, string Text)> All(Interpreter shell, string name, bool functions, bool all, string? path = null)
    {
        var list = new List<(string, string)>();
        ExecutionEnvironment environment = shell.Environment;
        if (environment.Aliases.TryGet(name, out string? alias)) list.Add(("alias", alias));
        if (IsReserved(name, environment)) list.Add(("keyword", ""));
        if (functions && environment.Functions.TryGet(name, out _)) list.Add(("function", ""));
        if (shell.FindBuiltin(name) is { } builtin && !(builtin.NeedsPath && environment.Has(ShellOptions.Posix) && path is null)) list.Add(("builtin", ""));
        if (list.Count > 0 && !all) return list;
        if (all) list.AddRange(Files(shell, name, all).Select(file => ("file", file)));
        else if (PathOf(shell, name, path) is { } file) list.Add(("file", file));
        return list;
    }

    /// <summary>The files of that name on PATH, or the first one.</summary>
    public static IEnumerable<string> Files(Interpreter shell, string name, bool all)
    {
        if (name.Contains('/', StringComparison.Ordinal) || !all) return PathOf(shell, name, null) is { } only ? [only] : [];
        var found = new List<string>();
        foreach (string directory in (shell.Environment.Variables.Get("PATH") ?? "").Split(':'))
            if (CommandHash.Search(name, directory, shell.Environment) is { } file && !found.Contains(file)) found.Add(file);
        return found;
    }

    /// <summary>A meaning in words.</summary>
    public static string Sentence(Interpreter shell, string name, string kind, string text) => kind switch
    {
        "alias" => $"{name} is an alias for {ShellText.AlwaysQuote(text)}",
        "keyword" => $"{name} is a shell keyword",
        "function" => $"{name} is a function" + (!shell.Environment.Has(ShellOptions.Posix) && shell.Environment.Functions.TryGet(name, out ShellFunction? function) ? "\n" + function.Describe() : ""),
        "builtin" => $"{name} is a {(shell.Environment.Has(ShellOptions.Posix) && shell.FindBuiltin(name)?.IsSpecial == true ? "special " : "")}shell builtin",
        _ => $"{name} is {text}",
    };

    /// <summary>What <c>command -v</c> writes; null when the name means nothing.</summary>
    public static string? Name(Interpreter shell, string name, string? path)
    {
        if (shell.Environment.Aliases.TryGet(name, out string? alias)) return $"alias {name}={ShellText.AlwaysQuote(alias)}";
        if (IsReserved(name, shell.Environment) || shell.Environment.Functions.TryGet(name, out _) || (shell.FindBuiltin(name) is { } builtin && !(builtin.NeedsPath && shell.Environment.Has(ShellOptions.Posix)))) return name;
        return PathOf(shell, name, path);
    }

    private static string? PathOf(Interpreter shell, string name, string? path)
    {
        string? file = shell.Locate(name, path);
        if (file is null || !CommandHash.IsExecutable(file, shell.Environment)) return null;
        if (file.StartsWith('/')) return file;
        string? here = LogicalPath.Current(shell.Environment, out _);
        return here is null ? file : here.EndsWith('/') ? here + file : here + "/" + file;
    }
}

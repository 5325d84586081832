using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>What a command name means, for <c>type</c> and <c>command -v</c>.</summary>
internal static class CommandMeaning
{
    private static readonly string[] s_reserved =
        ["!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while"];

    private static readonly string[] s_reservedOfBash = ["[[", "]]", "function", "select", "time"];

    /// <summary>Whether the shell reads it as a reserved word.</summary>
    public static bool IsReserved(string name, ExecutionEnvironment environment) =>
        s_reserved.Contains(name) || (!environment.Has(ShellOptions.Posix) && s_reservedOfBash.Contains(name));

    /// <summary>A sentence, or with <paramref name="brief"/> one word; null when the name means nothing.</summary>
    public static string? Describe(Interpreter shell, string name, string? path, bool brief)
    {
        if (shell.Environment.Aliases.TryGet(name, out string? alias)) return brief ? "alias" : $"{name} is an alias for {ShellText.AlwaysQuote(alias)}";
        if (IsReserved(name, shell.Environment)) return brief ? "keyword" : $"{name} is a shell keyword";
        if (shell.Environment.Functions.TryGet(name, out _)) return brief ? "function" : $"{name} is a function";
        if (shell.FindBuiltin(name) is { } builtin && !(builtin.NeedsPath && shell.Environment.Has(ShellOptions.Posix) && path is null)) return brief ? "builtin" : $"{name} is a {(builtin.IsSpecial ? "special " : "")}shell builtin";
        return PathOf(shell, name, path) is { } file ? brief ? "file" : $"{name} is {file}" : null;
    }

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

using Drover.Engine.Processes;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;

namespace Drover.Shell.Expansions;

/// <summary>Tilde expansion (POSIX 2.6.1).</summary>
internal static class TildeExpander
{
    /// <summary>The directory that a tilde and <paramref name="name"/> stand for, or the text itself.</summary>
    public static string Expand(string name, ExecutionEnvironment environment)
    {
        string? directory = name switch
        {
            "" => environment.Variables.Get("HOME"),
            "+" when !environment.Has(ShellOptions.Posix) => environment.Variables.Get("PWD"),
            "-" when !environment.Has(ShellOptions.Posix) => environment.Variables.Get("OLDPWD"),
            _ when !environment.Has(ShellOptions.Posix) && Remembered(name, environment) is { } remembered => remembered,
            _ => UserDatabase.HomeOf(ShellText.ToBytes(name)) is { } home ? ShellText.From(home) : null,
        };
        return directory ?? "~" + name;
    }

    // ~1, ~+1, ~-0: a directory of pushd.
    private static string? Remembered(string name, ExecutionEnvironment environment)
    {
        if (name[0] is not ('+' or '-') && !char.IsAsciiDigit(name[0])) return null;
        List<string> directories = DirectoryStack.All(environment);
        int index = DirectoryStack.IndexOf(char.IsAsciiDigit(name[0]) ? "+" + name : name, directories.Count);
        return index < 0 ? null : directories[index];
    }
}

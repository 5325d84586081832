using Drover.Engine.Processes;
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
            _ => UserDatabase.HomeOf(ShellText.ToBytes(name)) is { } home ? ShellText.From(home) : null,
        };
        return directory ?? "~" + name;
    }
}

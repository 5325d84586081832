using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Invocation;

/// <summary>The files that are executed before the first command.</summary>
/// <remarks>
/// A login shell: /etc/profile and ~/.profile. An interactive one: what <c>ENV</c> names in POSIX mode (POSIX sh), else ~/.droverrc. One that is not interactive: what <c>BASH_ENV</c> names, but not in POSIX mode.
/// </remarks>
internal static class StartupFiles
{
    /// <summary>Executes those that this shell has.</summary>
    public static void Execute(Interpreter shell, InvocationOptions options)
    {
        if (shell.Environment.Has(ShellOptions.Login) && !options.SkipsProfile)
        {
            Execute(shell, "/etc/profile");
            if (Home(shell) is { } home) Execute(shell, home + "/.profile");
        }
        if (shell.Flow == Flow.Exit) return;
        if (!shell.IsInteractive)
        {
            if (!shell.Environment.Has(ShellOptions.Posix)) ExecuteNamedFile(shell, "BASH_ENV");
            return;
        }
        if (shell.Environment.Has(ShellOptions.Posix)) ExecuteNamedFile(shell, "ENV");
        else if (options.StartupFile is { } chosen) Execute(shell, chosen);
        else if (!options.SkipsStartupFile && Home(shell) is { } home) Execute(shell, home + "/.droverrc");
    }

    private static string? Home(Interpreter shell) => shell.Environment.Variables.Get("HOME") is { Length: > 0 } home ? home : null;

    // POSIX sh: the value is expanded, and not looked at when real and effective ids differ.
    private static void ExecuteNamedFile(Interpreter shell, string variable)
    {
        if (CurrentUser.HasForeignRights || shell.Environment.Variables.Get(variable) is not { Length: > 0 } value) return;
        string path = shell.ExpandPrompt(value, tellsErrors: true);
        if (path.Length > 0) Execute(shell, path);
    }

    private static void Execute(Interpreter shell, string path)
    {
        if (shell.Flow == Flow.Exit) return;
        Descriptor? file = Descriptor.TryOpen(ShellText.ToBytes(path), OpenMode.Read, out _);
        if (file is null) return;
        using Descriptor moved = OpenFile.MoveUp(file);
        shell.ReturnDepth++;
        int status = shell.ExecuteAll(new ShellParser(new FileSource(moved), shell.Syntax, shell.AliasLookup));
        shell.ReturnDepth--;
        // Nothing in it but exit ends the shell.
        if (shell.Flow == Flow.Exit) return;
        if (shell.Flow == Flow.None) shell.Environment.LastStatus = status;
        // "^C" stands on the row.
        else if (shell.Flow == Flow.Interrupt && shell.JobControl.HasTerminal) shell.Output.WriteError("\n");
        shell.Flow = Flow.None;
    }
}

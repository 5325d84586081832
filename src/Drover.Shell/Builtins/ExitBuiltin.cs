using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>exit</c>: Ends the shell.</summary>
internal sealed class ExitBuiltin : Builtin
{
    public override string Name => "exit";

    public override string Usage => "[n]";

    public override string Summary => "Ends the shell.";

    public override bool IsSpecial => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (!Statuses.TryRead(shell, fields, out int status))
        {
            status = Misuse(shell, $"{fields[^1]}: not an exit status");
            // Several operands are a mistake of the line's, and the shell stays.
            if (shell.Environment.Has(ShellOptions.Posix) || shell.IsInteractive || fields.Count > 2) return status;
        }
        if (shell.IsInteractive && shell.JobControl.WarnsOfStoppedJobs()) return 1;
        shell.Environment.LastStatus = status;
        shell.Flow = Flow.Exit;
        return status;
    }
}

using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>fg</c>: Brings a job to the foreground.</summary>
internal sealed class FgBuiltin : Builtin
{
    public override string Name => "fg";

    public override string Usage => "[id]";

    public override string Summary => "Brings a job to the foreground.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        if (!shell.Environment.Has(ShellOptions.Monitor)) return Failed(shell, "there is no job control (set -m)");
        if (fields.Count > first + 1) return Misuse(shell, "too many operands");
        if (JobOperand.Find(shell, this, fields, first) is not { } job) return 1;
        shell.Output.WriteLine(job.CommandText);
        _ = shell.Output.Flush();
        job.IsBackground = false;
        shell.JobControl.Give(job);
        job.Resume();
        return shell.WaitForeground(job);
    }
}

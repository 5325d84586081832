using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary><c>bg</c>: Lets stopped jobs go on in the background.</summary>
internal sealed class BgBuiltin : Builtin
{
    public override string Name => "bg";

    public override string Usage => "[id...]";

    public override string Summary => "Lets stopped jobs go on in the background.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        int first = fields.Count > 1 && fields[1] == "--" ? 2 : 1;
        if (!shell.Environment.Has(ShellOptions.Monitor)) return Failed(shell, "there is no job control (set -m)");
        int status = 0;
        int i = first;
        do
        {
            if (JobOperand.Find(shell, this, fields, i) is not { } job)
            {
                status = 1;
                continue;
            }
            job.IsBackground = true;
            shell.Jobs.Add(job);
            job.Resume();
            shell.Environment.LastBackgroundPid = job.Pid;
            shell.Output.WriteLine($"[{job.Id}] {job.CommandText} &");
        }
        while (++i < fields.Count);
        return status;
    }
}

using System.Runtime.InteropServices;
using Drover.Engine.ProcessTrees;
using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>tree %1</c>: Shows the processes of jobs. Without a job id it is the program of that name.</summary>
internal sealed class TreeBuiltin : Builtin
{
    public override string Name => "tree";

    public override string Usage => "%id...";

    public override string Summary => "Shows the processes of jobs, each with all below it.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count < 2 || !fields[1].StartsWith('%')) return shell.RunProgram(fields, string.Join(' ', fields));
        shell.Starter.Poll();
        int status = 0;
        foreach (string id in fields.Skip(1))
        {
            if (JobOperand.Find(shell, id, out string? error) is not { } job)
            {
                status = Failed(shell, error!);
                continue;
            }
            var processes = new List<ProcessInfo>();
            job.Pipeline.CollectTree(processes);
            shell.Output.WriteLine(JobText.Line(job, shell.Jobs.Mark(job)));
            shell.Output.Write(ShellText.FromUnicode(ProcessTree.FromProcesses(CollectionsMarshal.AsSpan(processes)).ToString()));
        }
        return status;
    }
}

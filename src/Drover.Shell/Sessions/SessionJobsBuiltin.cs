using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Sessions;

/// <summary><c>jobs</c> in a session: without operands a line <c>[1] Running command</c> for each; with them as POSIX has it.</summary>
internal sealed class SessionJobsBuiltin : Builtin
{
    private readonly JobsBuiltin _plain = new();

    public override string Name => _plain.Name;

    public override string Usage => _plain.Usage;

    public override string Summary => _plain.Summary;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count > 1) return _plain.Run(shell, fields);
        shell.Starter.Poll();
        foreach (Job job in shell.Jobs.All.OrderBy(job => job.Id).ToArray())
        {
            shell.Output.WriteLine($"[{job.Id}] {JobText.State(job)} {job.CommandText}");
            if (job.Pipeline.Status is not null) shell.Jobs.Remove(job);
        }
        return 0;
    }
}

using System.Globalization;
using Drover.Engine.ProcessTrees;
using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>stats %1</c>: Shows what jobs use. Without a job id it is the program of that name.</summary>
internal sealed class StatsBuiltin : Builtin
{
    public override string Name => "stats";

    public override string Usage => "%id...";

    public override string Summary => "Shows what jobs use: processes, threads, memory, processor time.";

    public override bool IsExtension => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        if (fields.Count < 2 || !fields[1].StartsWith('%')) return shell.RunProgram(fields, string.Join(' ', fields));
        shell.Starter.Poll();
        var sampler = new UsageSampler();
        var jobs = new List<(Job Job, SampledTree Tree)>();
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
            jobs.Add((job, sampler.Add([.. processes.Select(process => process.Pid)])));
        }
        if (jobs.Count == 0) return status;
        sampler.Sample();
        shell.Output.WriteLine("JOB  PROCS  THREADS    MEMORY      CPU      READ   WRITTEN  COMMAND");
        foreach ((Job job, SampledTree tree) in jobs)
        {
            TreeUsage usage = tree.Usage;
            string seconds = string.Create(CultureInfo.InvariantCulture, $"{ProcessInfo.FromTicks(usage.CpuTicks).TotalSeconds:0.00}s");
            shell.Output.WriteLine($"{"%" + job.Id,-4} {usage.Processes,5} {usage.Threads,8} {Size(usage.ResidentBytes),9} {seconds,8} {Size(usage.Io.ReadCharacters),9} {Size(usage.Io.WriteCharacters),9}  {job.CommandText}");
        }
        return status;
    }

    private static string Size(long bytes) => bytes < 10L << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024d:0}K")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576d:0}M");
}

using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>jobs</c>: Shows jobs.</summary>
internal sealed class JobsBuiltin : Builtin
{
    public override string Name => "jobs";

    public override string Usage => "[-lp] [id...]";

    public override string Summary => "Shows jobs.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool pids = false, details = false;
        var options = new OptionScan(fields, "lp");
        while (options.Next() is var option && option != '\0')
        {
            if (option == 'l') details = true;
            else if (option == 'p') pids = true;
            else return Misuse(shell, options.Describe(option));
        }
        shell.Starter.Poll();
        int status = 0;
        IEnumerable<Job> jobs = shell.Jobs.All;
        if (options.Index < fields.Count)
        {
            var chosen = new List<Job>();
            for (int i = options.Index; i < fields.Count; i++)
            {
                string? error = null;
                Job? job = fields[i].StartsWith('%') ? shell.Jobs.Find(fields[i], out error) : null;
                if (job is null) status = Failed(shell, error ?? $"{fields[i]}: no such job");
                else chosen.Add(job);
            }
            jobs = chosen;
        }
        Job? current = shell.Jobs.Current, previous = shell.Jobs.Previous;
        foreach (Job job in jobs.ToArray())
        {
            if (pids) shell.Output.WriteLine(ShellText.Of(job.Pipeline.Stages[0].Pid));
            else shell.Output.WriteLine(details ? JobText.Details(job, Mark(job)) : JobText.Line(job, Mark(job)));
            if (!pids) job.MarkTold();
            if (job.State == JobState.Done && !pids) shell.Jobs.Retire(job);
        }
        return status;

        char Mark(Job job) => job == current ? '+' : job == previous ? '-' : ' ';
    }
}

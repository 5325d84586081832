using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>jobs</c>: Shows jobs.</summary>
internal sealed class JobsBuiltin : Builtin
{
    public override string Name => "jobs";

    public override string Usage => "[-lnprs | --json] [id...] | -x command [argument...]";

    public override string Summary => "Shows jobs.";

    // In a subshell it shows the jobs of the parent, and changes nothing about them: $(jobs -p) is what people write.
    public override bool IsPure => true;

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool pids = false, details = false, running = false, stopped = false, news = false, json = fields.Remove("--json");
        var options = new OptionScan(fields, "lnprsx");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'l': details = true; break;
                case 'n': news = true; break;
                case 'p': pids = true; break;
                case 'r': running = true; break;
                case 's': stopped = true; break;
                case 'x': return RunWithGroups(shell, fields.GetRange(options.Index, fields.Count - options.Index));
                default: return Misuse(shell, options.Describe(option));
            }
        }
        shell.Starter.Poll();
        shell.JobControl.KeepWarning();
        var chosen = new List<Job>();
        int status = Choose(shell, fields, options.Index, chosen);
        if (running || stopped) chosen.RemoveAll(job => job.State == JobState.Done || (running ^ stopped && job.State != (running ? JobState.Running : JobState.Stopped)));
        if (news) chosen.RemoveAll(job => !job.HasNews);
        if (json) shell.Output.WriteLine(JobJson.Write(shell.Jobs, chosen));
        foreach (Job job in chosen)
        {
            char mark = shell.Jobs.Mark(job);
            if (pids) shell.Output.WriteLine(ShellText.Of(job.Pipeline.Stages[0].Pid));
            else if (!json) shell.Output.WriteLine(details ? JobText.Details(job, mark) : JobText.Line(job, mark));
        }
        if (pids || json || shell.Environment.Depth > 0) return status;
        foreach (Job job in chosen)
        {
            job.MarkTold();
            if (job.State == JobState.Done) shell.Jobs.Retire(job);
        }
        return status;
    }

    // jobs -x: each argument that is a job id becomes the process group of the job.
    private int RunWithGroups(Interpreter shell, List<string> command)
    {
        if (command.Count == 0) return 0;
        for (int i = 0; i < command.Count; i++)
            if (command[i].StartsWith('%') && JobTable.Find(shell.Jobs.Shown, command[i], out _) is { } job) command[i] = ShellText.Of(job.Pipeline.Group.Id);
        return shell.ExecuteText(string.Join(' ', command.Select(ShellText.Quote)));
    }

    private int Choose(Interpreter shell, List<string> fields, int first, List<Job> chosen)
    {
        if (first == fields.Count) chosen.AddRange(shell.Jobs.Shown);
        int status = 0;
        for (int i = first; i < fields.Count; i++)
        {
            string? error = null;
            Job? job = fields[i].StartsWith('%') ? shell.Jobs.Find(fields[i], out error) : int.TryParse(fields[i], out int pid) ? shell.Jobs.FindByPid(pid) : null;
            if (job is null) status = Failed(shell, error ?? $"{fields[i]}: no such job");
            else chosen.Add(job);
        }
        return status;
    }
}

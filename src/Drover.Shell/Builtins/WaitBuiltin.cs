using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>wait</c>: Waits for background commands.</summary>
internal sealed class WaitBuiltin : Builtin
{
    public override string Name => "wait";

    public override string Usage => "[-n] [id...]";

    public override string Summary => "Waits for background commands.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool any = false;
        var options = new OptionScan(fields, "n");
        while (options.Next() is var option && option != '\0')
        {
            if (option != 'n') return Misuse(shell, options.Describe(option));
            any = true;
        }
        if (any) return WaitAny(shell);
        if (options.Index == fields.Count)
        {
            foreach (Job job in shell.Jobs.All.ToArray())
            {
                if (!shell.TryWait(job, out int caught)) return caught;
            }
            return 0;
        }
        int status = 0;
        for (int i = options.Index; i < fields.Count; i++)
        {
            string id = fields[i];
            Job? job;
            if (id.StartsWith('%'))
            {
                job = shell.Jobs.Find(id, out string? error);
                if (error is not null) shell.Error($"{Name}: {error}");
            }
            else
            {
                if (!int.TryParse(id, out int pid) || pid <= 0) return Misuse(shell, $"{id}: not a job or process id");
                job = shell.Jobs.FindByPid(pid);
            }
            if (job is null) status = 127;
            else if (!shell.TryWait(job, out status)) return status;
        }
        return status;
    }

    private static int WaitAny(Interpreter shell)
    {
        while (true)
        {
            Job[] jobs = [.. shell.Jobs.All.Where(job => job.IsBackground)];
            if (jobs.Length == 0) return 127;
            foreach (Job job in jobs)
                if (job.State == JobState.Done && shell.TryWait(job, out int status)) return status;
            shell.Starter.Pump();
            if (shell.Signals.IsPending) return shell.Signals.InterruptStatus;
        }
    }
}

using System.Globalization;
using Drover.Engine.EventLoops;
using Drover.Engine.Processes;
using Drover.Shell.Execution;
using Drover.Shell.Jobs;

namespace Drover.Shell.Builtins;

/// <summary><c>wait</c>: Waits for background commands.</summary>
internal sealed class WaitBuiltin : Builtin
{
    private const int TimedOut = 124, Unknown = 127;

    public override string Name => "wait";

    public override string Usage => "[-fn] [-p variable] [-t seconds] [id...]";

    public override string Summary => "Waits for background commands.";

    public override int Run(Interpreter shell, List<string> fields)
    {
        bool any = false;
        string? variable = null;
        double seconds = -1;
        var options = new OptionScan(fields, "fnp:t:");
        while (options.Next() is var option && option != '\0')
        {
            switch (option)
            {
                case 'n': any = true; break;
                // We always wait for the end, or for a stop that nobody could undo.
                case 'f': break;
                case 'p': variable = options.Argument; break;
                case 't' when double.TryParse(options.Argument, CultureInfo.InvariantCulture, out seconds) && seconds >= 0: break;
                case 't': return Misuse(shell, $"{options.Argument}: not a number of seconds");
                default: return Misuse(shell, options.Describe(option));
            }
        }
        if (variable is not null && !ShellText.IsName(variable)) return Misuse(shell, $"{variable}: not a valid name");
        var wait = new Waiting(shell, seconds);
        using LoopTimer? timer = wait.Timer;
        int? pid = null;
        int status = any ? WaitAny(shell, fields, options.Index, wait, out pid)
            : options.Index == fields.Count ? WaitAll(shell, wait) : WaitEach(shell, fields, options.Index, wait, out pid);
        if (variable is null) return status;
        if (pid is { } known) shell.Assign(variable, ShellText.Of(known));
        else shell.Environment.Variables.Unset(variable);
        return status;
    }

    private static int WaitAll(Interpreter shell, Waiting wait)
    {
        foreach (Job job in shell.Jobs.All.ToArray())
        {
            if (!shell.TryWait(job, out int caught, wait.IsOver)) return wait.IsOver() ? TimedOut : caught;
        }
        return 0;
    }

    private int WaitEach(Interpreter shell, List<string> fields, int first, Waiting wait, out int? ended)
    {
        int status = 0;
        ended = null;
        for (int i = first; i < fields.Count; i++)
        {
            if (!TryFind(shell, fields[i], out Job? job, out int pid)) return Misuse(shell, $"{fields[i]}: not a job or process id");
            if (job is null)
            {
                if (shell.Jobs.TryTakeStatus(pid, out status, forgets: shell.Environment.Has(ShellOptions.Posix))) continue;
                status = Unknown;
                if (pid != 0 && !shell.Environment.Has(ShellOptions.Posix)) shell.Error($"{Name}: {pid}: not a child of this shell");
                continue;
            }
            ended = pid;
            ChildProcess? stage = pid == job.Pid ? null : job.Pipeline.Stages.FirstOrDefault(each => each.Pid == pid);
            if (!shell.TryWait(job, out status, wait.IsOver, keepsStatus: true)) return wait.IsOver() ? TimedOut : status;
            if (stage is { HasEnded: true }) status = stage.Status.ExitStatus;
        }
        return status;
    }

    // The first that ends, of all or of those named.
    private int WaitAny(Interpreter shell, List<string> fields, int first, Waiting wait, out int? ended)
    {
        ended = null;
        var candidates = new List<Job>();
        for (int i = first; i < fields.Count; i++)
        {
            if (!TryFind(shell, fields[i], out Job? job, out int pid)) return Misuse(shell, $"{fields[i]}: not a job or process id");
            if (job is not null) candidates.Add(job);
            else if (shell.Jobs.TryTakeStatus(pid, out int known, forgets: shell.Environment.Has(ShellOptions.Posix), unlessWaitedFor: true))
            {
                ended = pid;
                return known;
            }
        }
        if (first == fields.Count) candidates.AddRange(shell.Jobs.All);
        shell.Starter.Poll();
        while (candidates.Count > 0)
        {
            foreach (Job job in candidates)
            {
                if (job.State != JobState.Done || !shell.TryWait(job, out int status, keepsStatus: true)) continue;
                ended = job.Pid;
                return status;
            }
            if (wait.IsOver()) return TimedOut;
            if (shell.Signals.IsPending) return shell.Signals.InterruptStatus;
            shell.Starter.Pump();
        }
        return Unknown;
    }

    private bool TryFind(Interpreter shell, string id, out Job? job, out int pid)
    {
        job = null;
        pid = 0;
        if (!id.StartsWith('%'))
        {
            if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out pid) || pid <= 0) return false;
            job = shell.Jobs.FindByPid(pid);
            return true;
        }
        job = shell.Jobs.Find(id, out string? error);
        if (error is not null) shell.Error($"{Name}: {error}");
        pid = job?.Pid ?? 0;
        return true;
    }

    /// <summary>How long the whole waiting may take.</summary>
    private sealed class Waiting
    {
        private bool _isOver;

        public Waiting(Interpreter shell, double seconds)
        {
            if (seconds >= 0) Timer = shell.Starter.Loop.SetTimer(TimeSpan.FromSeconds(Math.Min(seconds, 1e9)), () => _isOver = true);
        }

        public LoopTimer? Timer { get; }

        public bool IsOver() => _isOver;
    }
}

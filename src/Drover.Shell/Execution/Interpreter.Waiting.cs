using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Shell.Jobs;

namespace Drover.Shell.Execution;

/// <summary>Waiting for jobs, and saying what became of them.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Waits for the end of a job and forgets it; false when a signal came first that has a trap, or ends the waiting.</summary>
    /// <param name="job">The job.</param>
    /// <param name="status">Its status, or what the interrupted waiting returns.</param>
    /// <param name="isOver">Says that there is no more time; then the result is false too.</param>
    /// <param name="keepsStatus">Whether its status can be asked for again; never in POSIX mode.</param>
    public bool TryWait(Job job, out int status, Func<bool>? isOver = null, bool keepsStatus = false)
    {
        while (job.Pipeline.Status is null)
        {
            if (Signals.IsPending)
            {
                status = Signals.InterruptStatus;
                return false;
            }
            if (job.HasOwnGroup && job.Pipeline.IsStopped)
            {
                // Nobody could continue it while we wait.
                status = 128 + job.Pipeline.StoppedBy!.Value.Number;
                return true;
            }
            if (isOver?.Invoke() == true)
            {
                status = 0;
                return false;
            }
            Starter.Pump();
        }
        status = job.ExitStatus;
        if (keepsStatus && !Environment.Has(ShellOptions.Posix)) Jobs.Retire(job, wasWaitedFor: true);
        else Jobs.Remove(job);
        return true;
    }

    /// <summary>Waits until a job in the foreground has ended or stopped, and returns its status.</summary>
    public int WaitForeground(Job job)
    {
        Pipeline pipeline = job.Pipeline;
        bool hasJobControl = job.HasOwnGroup;
        Session?.EnterForeground(job);
        while (pipeline.Status is null && !(hasJobControl && pipeline.IsStopped) && !Signals.IsEndPending && Session?.IsLetGo(job) != true)
            WaitForOne(pipeline);
        Session?.LeaveForeground(job);
        bool ownedTerminal = hasJobControl && JobControl.IsGiven;
        if (hasJobControl) JobControl.TakeBack(job);
        if (pipeline.Status is not null)
        {
            Jobs.Remove(job);
            if (IsInteractive) History.NotePipeline(pipeline.Status);
            if (pipeline.Stages.Length > 1) _pipeStatuses = [.. pipeline.Stages.Select(stage => stage.Status.ExitStatus)];
            if (job.Status.Kind == WaitStatusKind.Signalled) SayEnd(job, ownedTerminal);
            // Who got the Ctrl-C together with us and went on has made something of it.
            else if (!hasJobControl) Signals.ForgetInterrupt();
            return job.ExitStatus;
        }
        job.IsBackground = true;
        Jobs.Add(job);
        if (job.Face?.WasLetGo == true) return 0;
        if (!pipeline.IsStopped) return Signals.InterruptStatus;
        job.MarkTold();
        int stopped = 128 + (pipeline.StoppedBy?.Number ?? 0);
        if (!IsInteractive) return stopped;
        Output.WriteError($"\n{JobText.Line(job, '+')}\n");
        // As in bash a loop is given up: its next round would start what the user has just stopped.
        if (_loopDepth > 0) LeaveLoops(stopped);
        return stopped;
    }

    // A session may let go of what it waits for, and at the prompt, or with a trap of EXIT, signals count at once: only the loop knows of these.
    private bool WaitsForThatAlone => Session is null && !IsInteractive && Starter.Observer is null && !Signals.CatchesEnds;

    private void WaitForOne(Pipeline pipeline)
    {
        if (!WaitsForThatAlone || !pipeline.TryWaitDirectly()) Starter.Pump();
    }

    /// <summary>Says what jobs in the background did since that was last said.</summary>
    public void ReportJobs()
    {
        if (!Jobs.HasNews) return;
        foreach (Job job in Jobs.All.ToArray())
        {
            if (!job.HasNews) continue;
            Output.WriteError(JobText.Line(job, Jobs.Mark(job)) + "\n");
            job.MarkTold();
            if (job.State == JobState.Done) Jobs.Retire(job);
        }
    }

    /// <summary>Ends the expansion of a word when Ctrl-C has come.</summary>
    /// <exception cref="ShellErrorException">It has.</exception>
    public void ThrowIfInterrupted()
    {
        if (Session?.IsAbandoned == true)
        {
            Signals.Run();
            throw ShellErrorException.Interrupted(Environment.LastStatus);
        }
        if (Flow == Flow.None && Signals.IsOwnInterruptPending) Signals.Run();
        if (Flow == Flow.Interrupt) throw ShellErrorException.Interrupted();
        if (Flow == Flow.Exit && Signals.EndedBy is { } signal) throw ShellErrorException.Interrupted(128 + signal.Number);
    }

    /// <summary>Ends what the shell itself does, when it is to end: by Ctrl-C, by the closing of its terminal, or with the evaluation.</summary>
    /// <exception cref="ShellErrorException">It is.</exception>
    public void ThrowIfEnding()
    {
        if (Session is { } session)
        {
            if (session.IsToEnd()) ThrowIfInterrupted();
            return;
        }
        ThrowIfInterrupted();
        // It stays pending for whoever ends the shell.
        if (Signals.IsEndPending) throw ShellErrorException.Interrupted(Signals.InterruptStatus);
    }

    // SIGINT went to the job's group only, but the user meant all that he had entered. What else killed it is said, for nobody could tell.
    private void SayEnd(Job job, bool ownedTerminal)
    {
        Signal signal = job.Status.Signal;
        if (signal == Signal.INT)
        {
            if (!ownedTerminal && !(job.HasOwnGroup && IsInteractive)) return;
            // "^C" stands on the row; without a trap whoever gives up the command ends that.
            if (ownedTerminal && IsInteractive && Environment.Traps[signal.Number] is { Length: > 0 }) Output.WriteError("\n");
            Signals.Interrupt();
        }
        else if (signal == Signal.PIPE) return;
        else if (IsInteractive) Output.WriteError(JobText.Word(job.Status) + "\n");
        else if (Session is null && !Environment.Has(ShellOptions.Posix)) Error($"{JobText.Word(job.Status)}: {job.CommandText}");
    }
}

using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;

namespace Drover.Shell.Jobs;

/// <summary>The shell's numbered view of a pipeline.</summary>
internal sealed class Job(int id, Pipeline pipeline, string commandText, bool isBackground)
{
    private JobState _told = JobState.Running;

    /// <summary>The number that <c>%n</c> means.</summary>
    public int Id { get; } = id;

    public Pipeline Pipeline { get; } = pipeline;

    public string CommandText { get; } = commandText;

    /// <summary>Whether its status is that of the last process that failed: <c>pipefail</c>, as it was set when it started.</summary>
    public bool HasPipeFail { get; init; }

    /// <summary>The status that <c>wait</c> and <c>$?</c> show; only of a job that has ended.</summary>
    public int ExitStatus => HasPipeFail ? Pipeline.Status!.PipeFailStatus : Pipeline.Status!.ExitStatus;

    /// <summary>Whether the shell does not wait for it.</summary>
    public bool IsBackground { get; set; } = isBackground;

    /// <summary>What the host of a session sees of it.</summary>
    public Sessions.ShellJob? Face { get; set; }

    /// <summary>Whether the shell leaves it alone when it is hung up itself (<c>disown -h</c>).</summary>
    public bool IsSpared { get; set; }

    /// <summary>When it was last started, stopped or moved, counted in such events: the greatest is the current job.</summary>
    public long Recency { get; set; }

    /// <summary>The terminal's modes when it was stopped in the foreground; null when it never was.</summary>
    public TerminalModes? Modes { get; set; }

    /// <summary>Whether its state is another one than the user was last told.</summary>
    public bool HasNews => State is var state && state != JobState.Running && state != _told;

    /// <summary>Whether it has a process group of its own.</summary>
    public bool HasOwnGroup => Pipeline.Spec.Placement == GroupPlacement.NewGroup;

    /// <summary>The process that <c>$!</c> and <c>wait</c> mean: the last one.</summary>
    public int Pid => Pipeline.Stages[^1].Pid;

    public JobState State
    {
        get
        {
            if (Pipeline.Status is not null) return JobState.Done;
            foreach (ChildProcess stage in Pipeline.Stages)
                if (!stage.HasEnded && stage.Status.Kind != WaitStatusKind.Stopped) return JobState.Running;
            return JobState.Stopped;
        }
    }

    /// <summary>The status of the last process; of a job that is stopped, that of the stop.</summary>
    public WaitStatus Status => Pipeline.Stages[^1].Status;

    /// <summary>The user knows the state that it is in now.</summary>
    public void MarkTold() => _told = State;

    /// <summary>Lets it go on, wherever it is.</summary>
    public void Resume()
    {
        Pipeline.Resume();
        _told = JobState.Running;
    }

    /// <summary>Tells it that its terminal has gone; a stopped one goes on to hear it.</summary>
    public void HangUp()
    {
        try
        {
            if (Pipeline.Signal(Signal.HUP) && State == JobState.Stopped) Pipeline.Signal(Signal.CONT);
        }
        catch (Engine.SystemCallException)
        {
            // Another user's by now: it is not ours to end.
        }
    }
}

using Drover.Engine.Pipelines;
using Drover.Engine.Processes;

namespace Drover.Shell.Jobs;

/// <summary>The shell's numbered view of a pipeline.</summary>
internal sealed class Job(int id, Pipeline pipeline, string commandText, bool isBackground)
{
    /// <summary>The number that <c>%n</c> means.</summary>
    public int Id { get; } = id;

    public Pipeline Pipeline { get; } = pipeline;

    public string CommandText { get; } = commandText;

    /// <summary>Whether the shell does not wait for it.</summary>
    public bool IsBackground { get; set; } = isBackground;

    /// <summary>What the host of a session sees of it.</summary>
    public Sessions.ShellJob? Face { get; set; }

    /// <summary>Whether its last change has been reported.</summary>
    public bool IsReported { get; set; }

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
}

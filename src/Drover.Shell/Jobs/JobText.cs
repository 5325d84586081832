using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Shell.Jobs;

/// <summary>The lines that say what jobs do (POSIX jobs).</summary>
internal static class JobText
{
    /// <summary>For example "[1]+  Running                 sleep 100".</summary>
    /// <param name="job">The job.</param>
    /// <param name="mark">Plus for the current one, minus for the previous one.</param>
    /// <param name="details">Whether the process number is shown.</param>
    public static string Line(Job job, char mark, bool details)
    {
        string pid = details ? $"{job.Pipeline.Stages[0].Pid} " : "";
        return $"[{job.Id}] {mark} {pid}{State(job),-16} {job.CommandText}";
    }

    /// <summary>The word for a state: Running, Done, Done(1), Stopped (SIGTSTP), Killed (SIGTERM).</summary>
    public static string State(Job job)
    {
        WaitStatus status = job.Status;
        return job.State switch
        {
            JobState.Running => "Running",
            JobState.Stopped => $"Stopped ({StopSignal(job)})",
            _ when status.Kind == WaitStatusKind.Signalled => $"Killed ({status.Signal})",
            _ when status.ExitStatus == 0 => "Done",
            _ => $"Done({status.ExitStatus})",
        };
    }

    private static Signal StopSignal(Job job)
    {
        foreach (ChildProcess stage in job.Pipeline.Stages)
            if (stage.Status.Kind == WaitStatusKind.Stopped) return stage.Status.Signal;
        return Signal.STOP;
    }
}

using System.Text;
using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Shell.Jobs;

/// <summary>The lines that say what jobs do (POSIX jobs).</summary>
internal static class JobText
{
    /// <summary>For example "[1] + Running          sleep 100 &amp;".</summary>
    /// <param name="job">The job.</param>
    /// <param name="mark">Plus for the current one, minus for the previous one.</param>
    public static string Line(Job job, char mark) => $"[{job.Id}] {mark} {State(job),-16} {Command(job)}";

    /// <summary>The same with the process group, and each further process on a line of its own.</summary>
    public static string Details(Job job, char mark)
    {
        string head = $"[{job.Id}] {mark} ";
        if (job.Pipeline.Stages.Length == 1) return $"{head}{job.Pid} {State(job),-16} {Command(job)}";
        var lines = new StringBuilder();
        for (int i = 0; i < job.Pipeline.Stages.Length; i++)
        {
            ChildProcess stage = job.Pipeline.Stages[i];
            if (i > 0) lines.Append('\n').Append(' ', head.Length);
            else lines.Append(head);
            lines.Append(stage.Pid).Append(' ').Append(Word(stage.Status).PadRight(16)).Append(' ').Append(i > 0 ? "| " : "").Append(ShellText.From(stage.Spec.Executable));
        }
        return lines.Append("   (").Append(Command(job)).Append(')').ToString();
    }

    /// <summary>The word for a state: Running, Done, Done(1), Stopped (SIGTSTP), Terminated.</summary>
    public static string State(Job job) => job.State switch
    {
        JobState.Running => "Running",
        JobState.Stopped => $"Stopped ({StopSignal(job)})",
        _ => Word(job.Status),
    };

    /// <summary>What a process did, in a word or two.</summary>
    public static string Word(WaitStatus status) => status.Kind switch
    {
        WaitStatusKind.Signalled => SignalText.Describe(status.Signal) + (status.CoreDumped ? " (core dumped)" : ""),
        WaitStatusKind.Stopped => $"Stopped ({status.Signal})",
        WaitStatusKind.Exited => status.ExitStatus == 0 ? "Done" : $"Done({status.ExitStatus})",
        _ => "Running",
    };

    /// <summary>The signal by which it was stopped.</summary>
    public static Signal StopSignal(Job job)
    {
        foreach (ChildProcess stage in job.Pipeline.Stages)
            if (stage.Status.Kind == WaitStatusKind.Stopped) return stage.Status.Signal;
        return Signal.STOP;
    }

    // As bash shows it: what runs in the background is written as it was started.
    private static string Command(Job job) => job.State == JobState.Running && job.IsBackground ? job.CommandText + " &" : job.CommandText;
}

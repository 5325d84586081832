using Drover.Engine.Processes;
using Drover.Runs;

namespace Drover.Cli.Printing;

/// <summary>The state of a run in a few words: "running 5m", "exited 0 3h ago", "killed SIGSEGV 2d ago", "lost (reboot)".</summary>
internal static class StateText
{
    /// <summary>The words, and how they are meant.</summary>
    public static Cell Of(RunStatus status, DateTimeOffset now)
    {
        switch (status.State)
        {
            case RunState.Starting:
                return status.NextAttemptAt is { } next
                    ? new Cell($"waiting, attempt {status.AttemptCount + 1} in {AgeText.Of(next - now)}", Tone.Warning)
                    : new Cell("starting", Tone.Good);
            case RunState.Running:
                string details = Details(status);
                return new Cell($"running {AgeText.Of(now - (status.StartedAt ?? status.CreatedAt))}{details}", details.Length > 0 ? Tone.Warning : Tone.Good);
            case RunState.Stopping:
                return status.Leftovers.IsEmpty
                    ? new Cell($"stopping {AgeText.Of(now - (status.Stop?.RequestedAt ?? now))}", Tone.Warning)
                    : new Cell($"stopping, {status.Leftovers.Length} can't be ended", Tone.Bad);
            default:
                (string how, Tone tone) = Ending(status);
                return new Cell(status.EndedAt is { } ended ? $"{how} {AgeText.Of(now - ended)} ago" : how, tone);
        }
    }

    /// <summary>How an ended run ended: "exited 0", "killed SIGSEGV (core dumped)", "timed out", "lost (reboot)".</summary>
    public static (string Words, Tone Tone) Ending(RunStatus status) => Ending(status.Outcome, status.LeaderStatus, status);

    /// <summary>How an attempt ended.</summary>
    public static (string Words, Tone Tone) Ending(RunOutcome outcome, WaitStatus leader, RunStatus status) => outcome switch
    {
        RunOutcome.Exited => ($"exited {leader.ExitCode}", leader.ExitCode == 0 ? Tone.Plain : Tone.Bad),
        RunOutcome.Signalled => ($"killed {leader.Signal}{(leader.CoreDumped ? " (core dumped)" : "")}", Tone.Bad),
        RunOutcome.Stopped => ("stopped", Tone.Dim),
        RunOutcome.TimedOut => ("timed out", Tone.Bad),
        RunOutcome.IdleTimedOut => ("timed out idle", Tone.Bad),
        RunOutcome.Oom => ("out of memory", Tone.Bad),
        RunOutcome.StartFailed => ($"not started ({status.StartFailedStatus})", Tone.Bad),
        RunOutcome.Lost => (status.Reason is { Length: > 0 and < 40 } reason ? $"lost ({reason})" : "lost", Tone.Bad),
        _ => ("running", Tone.Good),
    };

    private static string Details(RunStatus status)
    {
        string text = status.AttemptCount > 1 ? $", attempt {status.AttemptCount}" : "";
        if (status.Health is "unhealthy") text += ", unhealthy";
        if (status.PausedAt is not null) text += ", paused";
        else if (status.Stuck is not null) text += ", stuck?";
        return text;
    }
}

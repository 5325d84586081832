using Drover.Cli.Printing;
using Drover.Engine.Signals;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary>What a person is told when a run that they followed has ended otherwise than by exiting.</summary>
internal static class Endings
{
    /// <summary>Why the command could not be started.</summary>
    public static string StartFailure(RunStatus status) => status.Reason ?? $"{status.Command} could not be started.";

    /// <summary>Says it on standard error, if there is something to say, and returns the exit status.</summary>
    public static int Report(RunStatus status)
    {
        string run = status.Name ?? status.Id;
        switch (status.Outcome)
        {
            case RunOutcome.StartFailed:
                StandardError.Line(StartFailure(status));
                break;
            case RunOutcome.Lost:
                StandardError.Line($"run {run} was lost ({status.Reason ?? "nobody knows why"}): how it ended is not known. 'drover inspect {run}' shows what is.");
                break;
            case RunOutcome.TimedOut:
                StandardError.Line($"run {run} took longer than its timeout and was stopped.");
                break;
            case RunOutcome.IdleTimedOut:
                StandardError.Line($"run {run} wrote nothing for longer than its idle timeout and was stopped.");
                break;
            case RunOutcome.Oom:
                StandardError.Line($"run {run} needed more memory than it may use (--memory).");
                break;
            case RunOutcome.Signalled when StandardError.Descriptor.IsTerminal && status.LeaderStatus.Signal is var signal && signal != Signal.INT && signal != Signal.PIPE:
                // As a shell says it of a command that was run by hand.
                StandardError.Line($"run {run} was {status.LeaderStatus}.");
                break;
            default:
                break;
        }
        ReportLeftovers(status);
        return status.ExitStatus;
    }

    /// <summary>Names the processes that could not be ended; true when there are any.</summary>
    public static bool ReportLeftovers(RunStatus status)
    {
        foreach (RunLeftover leftover in status.Leftovers)
            StandardError.Line($"run {status.Name ?? status.Id}: pid {leftover.Identity.Pid} ({leftover.Command}) could not be ended: {leftover.Why}.");
        return !status.Leftovers.IsEmpty;
    }
}

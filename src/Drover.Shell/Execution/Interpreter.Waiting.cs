using Drover.Shell.Jobs;

namespace Drover.Shell.Execution;

/// <summary>Waiting for jobs.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Waits for the end of a job and forgets it; false when a signal with a trap came first.</summary>
    public bool TryWait(Job job, out int status)
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
            Starter.Pump();
        }
        status = job.Pipeline.Status.ExitStatus;
        Jobs.Remove(job);
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using Drover.Engine.Processes;
using Drover.Runs;

namespace Drover.Shim;

/// <summary>Decides whether and when a run is started again: exponential back-off with jitter.</summary>
internal sealed class RestartSchedule(RunSpec spec)
{
    private int _failures;
    private int _restarts;
    private bool _isOver;

    /// <summary>There will be no further attempt, however this one ends: somebody has stopped the run.</summary>
    public void End() => _isOver = true;

    /// <summary>The wait before the next attempt; null when there is to be none.</summary>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="status">Its leader's wait status.</param>
    /// <param name="lasted">How long it ran: one that outlasted the longest back-off counts as having come up.</param>
    [SuppressMessage("Security", "CA5394", Justification = "Jitter guards nothing.")]
    public TimeSpan? Next(RunOutcome outcome, WaitStatus status, TimeSpan lasted)
    {
        bool failed = outcome != RunOutcome.Exited || status.ExitCode != 0;
        if (_isOver || spec.Restart == RestartPolicy.No || (spec.Restart == RestartPolicy.OnFailure && !failed)) return null;
        if (spec.MaxRestarts is { } most && _restarts >= most) return null;
        _restarts++;
        _failures = lasted > spec.BackoffMax ? 0 : _failures + 1;
        double factor = Math.Pow(2, Math.Min(30, Math.Max(0, _failures - 1)));
        double wait = Math.Min(spec.BackoffMax.TotalMilliseconds, spec.BackoffMin.TotalMilliseconds * factor);
        // A tenth up or down, so that a hundred runs of one cause do not come back in step.
        return TimeSpan.FromMilliseconds(wait * (0.9 + (0.2 * Random.Shared.NextDouble())));
    }
}

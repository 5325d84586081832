// Constraints
//   Ctrl-Z is the run's: its terminal stops it, whatever program it is, and we hear of that from its status. What stopped it may be long past
//   when we look, for instance when it was paused before we came.
// Scheme
//   A pause that is younger than our last resumption stops us and our group, as if the run were one of them; continued, we continue the run.

using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Runs;

namespace Drover.Cli.Interactive;

/// <summary>Stops drover when the run that has its terminal is stopped, so that the shell above gets the terminal back.</summary>
internal sealed class JobSuspension(Run run, RawTerminal terminal)
{
    private DateTimeOffset _resumedAt = TimeProvider.System.GetUtcNow();

    /// <summary>Called on the main thread when we have been continued.</summary>
    public Action? Resumed { get; init; }

    /// <summary>Looks whether the run has been stopped; if so, returns when drover and the run have been continued.</summary>
    public void StatusChanged()
    {
        if (run.ReadStatus().PausedAt is not { } pausedAt || pausedAt <= _resumedAt) return;
        terminal.Suspend();
        // An orphaned group can't be stopped by its terminal: by hand, the program would have gone on.
        _ = OwnProcess.SuspendGroup();
        terminal.Resume();
        _resumedAt = TimeProvider.System.GetUtcNow();
        _ = run.Signal(Signal.CONT, wholeTree: true);
        Resumed?.Invoke();
    }
}

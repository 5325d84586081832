using Drover.Shell.Execution;

namespace Drover.Shell.Traps;

/// <summary>Signals that came and whose traps have not run yet.</summary>
internal sealed class PendingTraps(Interpreter shell)
{
    private readonly Interpreter _shell = shell;

    public bool IsPending => false;

    public void Run() => _ = _shell;
}

using Drover.Engine.Signals;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;

namespace Drover.Shell.Traps;

/// <summary>Signals that came and whose traps have not run yet.</summary>
internal sealed class PendingTraps(Interpreter shell)
{
    private readonly Interpreter _shell = shell;

    public bool IsPending => false;

    public SignalSet IgnoredByChildren => default;

    public void Run() => _ = _shell;

    public void EnterSubshell()
    {
    }

    public void IgnoreInterrupts()
    {
    }

    public int RunExit(int status) => status;

    public int? StatusBeforeTrap(Builtin builtin) => null;
}

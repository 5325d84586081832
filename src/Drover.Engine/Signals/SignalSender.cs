using Drover.Engine.Interop;

namespace Drover.Engine.Signals;

/// <summary>Sends signals by number, as the shell's <c>kill</c> does.</summary>
/// <remarks>A number may have been reused: what the engine started is signalled by its <see cref="Processes.ChildProcess"/> or group, which can't be.</remarks>
public static class SignalSender
{
    /// <summary>kill(2): a positive pid is a process, 0 our own group, -1 everybody we may signal, below that a group. Returns 0 or the error number (ESRCH, EPERM).</summary>
    public static int Send(int pid, Signal signal) => Libc.kill(pid, signal.Number) == 0 ? 0 : Errno.Last;
}

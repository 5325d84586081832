// Constraints
//   A number read from a file may belong to another process by the time it is signalled, even between two of our own calls.
// Scheme
//   Take hold of whoever has the number (pidfd_open), then look whether it is the one we mean: from then on the descriptor can't
//   change its meaning, so the signal reaches that process or nobody.

using Drover.Engine.Interop;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Processes;

/// <summary>One process of this boot: its number and when it started. Unlike the number alone it is never reused.</summary>
/// <param name="Pid">The process number.</param>
/// <param name="StartTicks">When it started, in clock ticks of 10 ms since boot (field 22 of proc_pid_stat(5)).</param>
public readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>The identity of whoever has the number now, a zombie included; null when nobody has.</summary>
    public static ProcessIdentity? TryRead(int pid) => ProcessReader.TryRead(pid, out ProcessInfo info) ? info.Identity : null;

    /// <summary>Whether this very process still runs: not ended, not a zombie, not succeeded by another with its number.</summary>
    public bool IsAlive() => ProcessReader.TryRead(Pid, out ProcessInfo info) && info.StartTicks == StartTicks && !info.HasEnded;

    /// <summary>Sends a signal to this very process and to no other.</summary>
    /// <param name="signal">The signal's number; 0 only asks whether it could be sent.</param>
    /// <remarks>A zombie counts as gone. It costs four system calls more than kill(2).</remarks>
    /// <exception cref="SystemCallException">pidfd_open(2) or pidfd_send_signal(2) failed in an unforeseen way: no such signal, no descriptor left.</exception>
    public SignalResult TrySignal(int signal)
    {
        int descriptor = Libc.pidfd_open(Pid, 0);
        if (descriptor < 0)
        {
            // EINVAL and ENOENT: the number is not positive, or now names a thread that leads no process.
            return Errno.Last is var errno and not (Errno.ESRCH or Errno.EINVAL or Errno.ENOENT)
                ? throw new SystemCallException("pidfd_open", errno, $"pid {Pid}")
                : SignalResult.Gone;
        }

        try
        {
            if (!IsAlive()) return SignalResult.Gone;
            if (Libc.pidfd_send_signal(descriptor, signal) == 0) return SignalResult.Sent;
            return Errno.Last switch
            {
                Errno.ESRCH => SignalResult.Gone,
                Errno.EPERM => SignalResult.NotPermitted,
                var errno => throw new SystemCallException("pidfd_send_signal", errno, $"pid {Pid}"),
            };
        }
        finally
        {
            _ = Libc.close(descriptor);
        }
    }
}

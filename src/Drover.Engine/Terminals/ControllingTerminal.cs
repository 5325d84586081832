using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Engine.Terminals;

/// <summary>The terminal of this process's session, and which group is in its foreground (tcsetpgrp(3)).</summary>
public sealed unsafe class ControllingTerminal : IDisposable
{
    private ControllingTerminal(Descriptor descriptor) => Descriptor = descriptor;

    /// <summary>The terminal, open for reading and writing.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>The process group in the foreground.</summary>
    public int ForegroundGroup => Libc.tcgetpgrp(Descriptor.Number);

    /// <summary>Whether our own group is in the foreground.</summary>
    public bool IsOurs => ForegroundGroup == Libc.getpgrp();

    /// <summary>Opens /dev/tty; null when this session has no terminal.</summary>
    public static ControllingTerminal? TryOpen() =>
        Descriptor.TryOpen("/dev/tty", OpenMode.ReadWriteExisting, out _) is { } terminal ? new ControllingTerminal(terminal) : null;

    /// <summary>Makes a terminal the controlling one of our session (TIOCSCTTY of ioctl_tty(2)).</summary>
    /// <param name="path">The device, such as <see cref="PseudoTerminal.Path"/>.</param>
    /// <remarks>
    /// We must lead the session and have no terminal yet. Closing the descriptor does not give the terminal up; closing the other side of a
    /// pseudo-terminal does, and sends us SIGHUP.
    /// </remarks>
    /// <exception cref="SystemCallException">We lead no session (EPERM), or the device can't be opened.</exception>
    public static ControllingTerminal Acquire(ByteString path)
    {
        Descriptor terminal = Descriptor.Open(path, OpenMode.ReadWriteExisting);
        if (Libc.ioctl(terminal.Number, Libc.TIOCSCTTY, null) == 0) return new ControllingTerminal(terminal);
        int errno = Errno.Last;
        terminal.Dispose();
        throw new SystemCallException("ioctl(TIOCSCTTY)", errno, path.ToString());
    }

    /// <summary>Puts <paramref name="group"/> into the foreground. False when it has gone or is not of this session.</summary>
    public bool GiveTo(ProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return SetForeground(Descriptor.Number, group.Id);
    }

    /// <summary>Puts our own group into the foreground.</summary>
    public bool TakeBack() => SetForeground(Descriptor.Number, Libc.getpgrp());

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => Descriptor.Dispose();

    // From the background tcsetpgrp(3) would stop us by SIGTTOU, unless that is blocked.
    internal static bool SetForeground(int terminal, int group)
    {
        ulong* set = stackalloc ulong[Libc.SignalSetWords];
        ulong* old = stackalloc ulong[Libc.SignalSetWords];
        new Span<ulong>(set, Libc.SignalSetWords).Clear();
        set[0] = SignalSet.Of(Signal.TTOU).Mask;
        _ = Libc.pthread_sigmask(Libc.SIG_BLOCK, set, old);
        int result = Libc.tcsetpgrp(terminal, group);
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, old, null);
        return result == 0;
    }
}

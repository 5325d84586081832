using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.Terminals;

/// <summary>What can be asked of and done to a terminal by any descriptor of it (ioctl_tty(2)).</summary>
public static unsafe class Terminal
{
    /// <summary>Its size; null when the descriptor is no terminal or does not know.</summary>
    public static TerminalSize? GetSize(Descriptor terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ushort* size = stackalloc ushort[4];
        return Libc.ioctl(terminal.Number, Libc.TIOCGWINSZ, size) == 0 && size[0] > 0 && size[1] > 0 ? new TerminalSize(size[1], size[0]) : null;
    }

    /// <summary>The process group in its foreground (tcgetpgrp(3)); 0 when it is not the terminal of our session.</summary>
    public static int GetForegroundGroup(Descriptor terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        return Math.Max(0, Libc.tcgetpgrp(terminal.Number));
    }

    /// <summary>Puts a group into its foreground (tcsetpgrp(3)), from the background too: SIGTTOU is blocked meanwhile. False when either is not of our session.</summary>
    public static bool TrySetForegroundGroup(Descriptor terminal, int group)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        return ControllingTerminal.SetForeground(terminal.Number, group);
    }

    /// <summary>Whether it has gone (vhangup(2), or the other end of a pseudo-terminal was closed): every ioctl fails with EIO then, and there is nothing more to read (XBD 11.1.10).</summary>
    public static bool IsHungUp(Descriptor terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        byte* modes = stackalloc byte[Libc.TermiosSize];
        return Libc.tcgetattr(terminal.Number, modes) != 0 && Errno.Last == Errno.EIO;
    }

    /// <summary>Sets its size.</summary>
    public static void SetSize(Descriptor terminal, TerminalSize size)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ushort* value = stackalloc ushort[4] { (ushort)size.Rows, (ushort)size.Columns, 0, 0 };
        if (Libc.ioctl(terminal.Number, Libc.TIOCSWINSZ, value) != 0) throw new SystemCallException("ioctl(TIOCSWINSZ)", Errno.Last, $"fd {terminal.Number}");
    }
}

using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.Terminals;

/// <summary>A pseudo-terminal: our side is <see cref="Master"/>, the program's side is the device at <see cref="Path"/> (pty(7)).</summary>
/// <remarks>
/// Nobody here holds the program's side open: when its last user closes it, reading the master gives EIO, which <see cref="Descriptor.Read"/> reports as the end of file.
/// </remarks>
public sealed class PseudoTerminal : IDisposable
{
    private PseudoTerminal(Descriptor master, ByteString path)
    {
        Master = master;
        Path = path;
    }

    /// <summary>Our side: what is read is the program's output, what is written are its keys.</summary>
    public Descriptor Master { get; }

    /// <summary>The device that the program gets as its controlling terminal, such as /dev/pts/3.</summary>
    public ByteString Path { get; }

    /// <summary>Makes one of the given size.</summary>
    /// <exception cref="SystemCallException">None can be had: /dev/pts is not mounted, or full.</exception>
    public static unsafe PseudoTerminal Open(TerminalSize size)
    {
        int fd = Libc.posix_openpt(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        if (fd < 0) throw new SystemCallException("posix_openpt", Errno.Last, "/dev/ptmx");
        var master = new Descriptor(fd);
        try
        {
            if (Libc.grantpt(fd) != 0 || Libc.unlockpt(fd) != 0) throw new SystemCallException("unlockpt", Errno.Last, "/dev/ptmx");
            byte* name = stackalloc byte[64];
            int errno = Libc.ptsname_r(fd, name, 64);
            if (errno != 0) throw new SystemCallException("ptsname_r", errno, "/dev/ptmx");
            var terminal = new PseudoTerminal(master, new ByteString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)));
            terminal.Resize(size);
            return terminal;
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Sets the size; the kernel sends SIGWINCH to the foreground group when it changed.</summary>
    public void Resize(TerminalSize size) => Terminal.SetSize(Master, size);

    /// <summary>Closes our side: the program's session gets SIGHUP.</summary>
    public void Dispose() => Master.Dispose();
}

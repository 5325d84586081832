// Constraints
//   A socket's path holds 107 bytes, a state directory may have 300 characters; the shim can't afford System.Net.Sockets.
// Scheme
//   Sockets are bound and reached through /proc/self/fd/<directory>/<name>, which is short wherever the directory is.

using System.Text;
using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>Unix domain stream sockets that live in a directory held open (unix(7)).</summary>
public static unsafe class UnixSocket
{
    /// <summary>Binds <paramref name="name"/> in <paramref name="directory"/> and listens; the descriptor is non-blocking.</summary>
    /// <remarks>The socket file is made with the umask of the process: 0077 keeps others out.</remarks>
    /// <exception cref="SystemCallException">EADDRINUSE: something of that name is there.</exception>
    public static Descriptor Listen(Descriptor directory, string name)
    {
        Descriptor socket = Open(Libc.SOCK_NONBLOCK);
        byte* address = stackalloc byte[Libc.SocketAddressSize];
        uint length = Address(directory, name, address);
        if (Libc.bind(socket.Number, address, length) == 0 && Libc.listen(socket.Number, 64) == 0) return socket;
        int errno = Errno.Last;
        socket.Dispose();
        throw new SystemCallException("bind", errno, name);
    }

    /// <summary>The next waiting connection, non-blocking; null when there is none.</summary>
    /// <param name="listener">What <see cref="Listen"/> returned.</param>
    /// <param name="errno">0, or why one that waits can't be had: EMFILE, ENFILE, ENOMEM. The listener then stays readable.</param>
    public static Descriptor? TryAccept(Descriptor listener, out int errno)
    {
        ArgumentNullException.ThrowIfNull(listener);
        int fd = Libc.accept4(listener.Number, null, null, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK);
        errno = fd >= 0 || Errno.Last is Errno.EAGAIN or Errno.EINTR ? 0 : Errno.Last;
        return fd >= 0 ? new Descriptor(fd) : null;
    }

    /// <summary>Connects to <paramref name="name"/> in <paramref name="directory"/>; the descriptor is blocking. Null with the error number when nobody listens.</summary>
    public static Descriptor? TryConnect(Descriptor directory, string name, out int errno)
    {
        Descriptor socket = Open(0);
        byte* address = stackalloc byte[Libc.SocketAddressSize];
        uint length = Address(directory, name, address);
        int result;
        do result = Libc.connect(socket.Number, address, length);
        while (result != 0 && Errno.Last == Errno.EINTR);
        errno = result == 0 ? 0 : Errno.Last;
        if (result == 0) return socket;
        socket.Dispose();
        return null;
    }

    /// <summary>The user id of the process at the other end when it connected or listened (SO_PEERCRED).</summary>
    public static uint PeerUser(Descriptor socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        uint* credentials = stackalloc uint[3];
        uint size = 12;
        return Libc.getsockopt(socket.Number, Libc.SOL_SOCKET, Libc.SO_PEERCRED, credentials, &size) == 0
            ? credentials[1]
            : throw new SystemCallException("getsockopt(SO_PEERCRED)", Errno.Last, $"fd {socket.Number}");
    }

    private static Descriptor Open(int flags)
    {
        int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | flags, 0);
        return fd >= 0 ? new Descriptor(fd) : throw new SystemCallException("socket", Errno.Last);
    }

    private static uint Address(Descriptor directory, string name, byte* address)
    {
        ArgumentNullException.ThrowIfNull(directory);
        *(ushort*)address = Libc.AF_UNIX;
        int length = Encoding.UTF8.GetBytes($"/proc/self/fd/{directory.Number}/{name}", new Span<byte>(address + 2, Libc.SocketAddressSize - 3));
        address[2 + length] = 0;
        return (uint)(2 + length + 1);
    }
}

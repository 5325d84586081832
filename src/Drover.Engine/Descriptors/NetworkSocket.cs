using Drover.Engine.Interop;
using Drover.Engine.Processes;

namespace Drover.Engine.Descriptors;

/// <summary>Connections to other machines and to this one, by TCP and UDP (tcp(7), udp(7)).</summary>
/// <remarks>By plain calls on the calling thread: a forked process has no thread pool, which System.Net.Sockets needs.</remarks>
public static unsafe class NetworkSocket
{
    /// <summary>Connects to the first address of <paramref name="host"/> that answers; the descriptor is blocking and close-on-exec.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="service">A port, or its name (services(5)).</param>
    /// <param name="isDatagram">UDP, which connects without asking the other side.</param>
    /// <param name="errno">0, or the error number of the last address; EINTR: a caught signal came, which ends the trying. EINVAL when there is no address.</param>
    /// <param name="reason">Why there is no connection, in the C library's words; empty when there is one.</param>
    public static Descriptor? TryConnect(ByteString host, ByteString service, bool isDatagram, out int errno, out string reason)
    {
        var hints = new Libc.AddressInfo { SocketType = isDatagram ? Libc.SOCK_DGRAM : Libc.SOCK_STREAM };
        Libc.AddressInfo* addresses;
        int failure;
        fixed (byte* node = host.NullTerminated(), port = service.NullTerminated()) failure = Libc.getaddrinfo(node, port, &hints, &addresses);
        if (failure != 0)
        {
            errno = Errno.EINVAL;
            reason = Libc.DescribeLookup(failure);
            return null;
        }
        Descriptor? connected = null;
        errno = Errno.EINVAL;
        for (Libc.AddressInfo* address = addresses; address != null && connected is null && errno != Errno.EINTR; address = address->Next) connected = TryConnect(address, out errno);
        Libc.freeaddrinfo(addresses);
        reason = connected is null ? ErrnoText.Describe(errno) : "";
        return connected;
    }

    private static Descriptor? TryConnect(Libc.AddressInfo* address, out int errno)
    {
        int fd = Libc.socket(address->Family, address->SocketType | Libc.SOCK_CLOEXEC, address->Protocol);
        errno = fd < 0 ? Errno.Last : 0;
        if (fd < 0) return null;
        var socket = new Descriptor(fd);
        if (Libc.connect(fd, address->Address, address->Length) == 0) return socket;
        errno = Errno.Last;
        socket.Dispose();
        return null;
    }
}

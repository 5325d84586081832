using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>Sockets (socket(7), unix(7)) and the addresses of names (getaddrinfo(3)).</summary>
internal static unsafe partial class Libc
{
    public const int AF_UNIX = 1;
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOL_SOCKET = 1;
    public const int SO_PEERCRED = 17;

    /// <summary>sizeof(struct sockaddr_un): the family and 108 bytes of path.</summary>
    public const int SocketAddressSize = 110;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int bind(int descriptor, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int listen(int descriptor, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int accept4(int descriptor, byte* address, uint* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int connect(int descriptor, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getsockopt(int descriptor, int level, int option, void* value, uint* length);

    [LibraryImport("libc")]
    public static partial int getaddrinfo(byte* node, byte* service, AddressInfo* hints, AddressInfo** result);

    [LibraryImport("libc")]
    public static partial void freeaddrinfo(AddressInfo* first);

    [LibraryImport("libc")]
    private static partial byte* gai_strerror(int code);

    /// <summary>The C library's words for what getaddrinfo(3) returned.</summary>
    public static string DescribeLookup(int code) => Marshal.PtrToStringUTF8((nint)gai_strerror(code)) ?? $"error {code} of getaddrinfo";

    /// <summary>struct addrinfo (netdb.h) of Linux with 64 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct AddressInfo
    {
        public int Flags;
        public int Family;
        public int SocketType;
        public int Protocol;
        public uint Length;
        public byte* Address;
        public byte* CanonicalName;
        public AddressInfo* Next;
    }
}

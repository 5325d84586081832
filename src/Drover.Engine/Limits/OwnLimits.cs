using Drover.Engine.Interop;

namespace Drover.Engine.Limits;

/// <summary>The resource limits of this process, which what it starts inherits (getrlimit(2)).</summary>
public static unsafe class OwnLimits
{
    /// <summary>Reads one; returns 0 or the error number. Any number of the kernel's may be cast to a <see cref="ResourceLimit"/>.</summary>
    public static int Read(ResourceLimit resource, out ulong soft, out ulong hard)
    {
        ulong* limits = stackalloc ulong[2];
        int errno = Libc.getrlimit((int)resource, limits) == 0 ? 0 : Errno.Last;
        (soft, hard) = errno == 0 ? (limits[0], limits[1]) : (0, 0);
        return errno;
    }

    /// <summary>Sets one; returns 0 or the error number: EPERM to raise the hard limit without privileges, EINVAL when soft is above hard.</summary>
    public static int Set(ResourceLimit resource, ulong soft, ulong hard)
    {
        ulong* limits = stackalloc ulong[2] { soft, hard };
        return Libc.setrlimit((int)resource, limits) == 0 ? 0 : Errno.Last;
    }
}

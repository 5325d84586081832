using System.Runtime.InteropServices;
using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>The working directory of this process. It is process-wide: only for programs that are one shell, not for sessions in a host.</summary>
public static unsafe class WorkingDirectory
{
    private const int Greatest = 64 * 1024;

    /// <summary>Its path without symbolic links (getcwd(3)); null with the error number (ENOENT: it was removed).</summary>
    public static ByteString? TryRead(out int errno)
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            fixed (byte* p = buffer)
            {
                if (Libc.getcwd(p, (nuint)buffer.Length) is not null)
                {
                    errno = 0;
                    return new ByteString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(p));
                }
            }
            errno = Errno.Last;
            if (errno != Errno.ERANGE || buffer.Length >= Greatest) return null;
            buffer = new byte[buffer.Length * 4];
        }
    }

    /// <summary>Changes it (chdir(2)); returns 0 or the error number.</summary>
    public static int Change(ByteString path)
    {
        fixed (byte* p = path.NullTerminated()) return Libc.chdir(p) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Changes it to an open directory (fchdir(2)); returns 0 or the error number.</summary>
    public static int Change(Descriptor directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return Libc.fchdir(directory.Number) == 0 ? 0 : Errno.Last;
    }
}

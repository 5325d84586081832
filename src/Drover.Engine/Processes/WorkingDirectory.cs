using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.Processes;

/// <summary>The working directory of this whole process.</summary>
/// <remarks>Only for programs that own their process, such as a shell; a library host keeps its directories as data.</remarks>
public static unsafe class WorkingDirectory
{
    /// <summary>Goes to <paramref name="path"/> (chdir(2)); returns 0 or the error number.</summary>
    public static int Change(ByteString path)
    {
        fixed (byte* p = path.NullTerminated()) return Libc.chdir(p) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Goes to an open directory (fchdir(2)); returns 0 or the error number.</summary>
    public static int Change(Descriptor directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return Libc.fchdir(directory.Number) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Its path without symbolic links (getcwd(3)); null with the error number when it has been removed.</summary>
    public static ByteString? Read(out int errno)
    {
        const int Size = 65536;
        byte* buffer = stackalloc byte[Size];
        errno = 0;
        if (Libc.getcwd(buffer, Size) is not null) return new ByteString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
        errno = Errno.Last;
        return null;
    }
}

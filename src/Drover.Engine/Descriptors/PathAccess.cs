using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>What this process may do with a path.</summary>
public static unsafe class PathAccess
{
    private const int R_OK = 4, W_OK = 2, X_OK = 1;

    /// <summary>Whether the effective user may read it; false too when it is not there.</summary>
    public static bool CanRead(ByteString path, Descriptor? directory = null) => Check(path, directory, R_OK);

    /// <summary>Whether the effective user may write it; false too when it is not there.</summary>
    public static bool CanWrite(ByteString path, Descriptor? directory = null) => Check(path, directory, W_OK);

    /// <summary>Whether the effective user may execute it, or search it if it is a directory; false too when it is not there.</summary>
    public static bool CanExecute(ByteString path, Descriptor? directory = null) => Check(path, directory, X_OK);

    /// <summary>The target of a symbolic link; null when it is none or can't be read (readlink(2)).</summary>
    public static ByteString? ReadLink(ByteString path, Descriptor? directory = null)
    {
        byte* buffer = stackalloc byte[4096];
        fixed (byte* p = path.NullTerminated())
        {
            nint n = Libc.readlinkat(directory?.Number ?? Libc.AT_FDCWD, p, buffer, 4096);
            if (n < 0) return null;
            return new ByteString(new ReadOnlySpan<byte>(buffer, (int)n));
        }
    }

    private static bool Check(ByteString path, Descriptor? directory, int mode)
    {
        fixed (byte* p = path.NullTerminated()) return Libc.faccessat(directory?.Number ?? Libc.AT_FDCWD, p, mode, Libc.AT_EACCESS) == 0;
    }
}

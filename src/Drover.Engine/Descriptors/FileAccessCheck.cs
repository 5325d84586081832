using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>Asks whether a file may be used (faccessat(2)).</summary>
public static unsafe class FileAccessCheck
{
    /// <summary>The file is there.</summary>
    public const int Exists = 0;

    /// <summary>It may be executed, or the directory searched.</summary>
    public const int Execute = 1;

    /// <summary>It may be written.</summary>
    public const int Write = 2;

    /// <summary>It may be read.</summary>
    public const int Read = 4;

    /// <summary>Asks for the effective user, as open(2) and execve(2) will; returns 0 or the error number.</summary>
    public static int Ask(ByteString path, int what, Descriptor? directory = null)
    {
        fixed (byte* p = path.NullTerminated())
            return Libc.faccessat(directory?.Number ?? Libc.AT_FDCWD, p, what, Libc.AT_EACCESS) == 0 ? 0 : Errno.Last;
    }
}

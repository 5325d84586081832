using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Processes;

namespace Drover.Engine.Spawning;

/// <summary>Finds the file of an executable: on the PATH of the child's environment, from the child's working directory (POSIX 8.3).</summary>
/// <remarks>posix_spawnp(3) would search with our own PATH.</remarks>
internal static unsafe class ExecutableResolver
{
    internal const int X_OK = 1;

    /// <summary>Used when PATH is unset, as execvp(3) does.</summary>
    private static readonly ByteString s_pathName = "PATH";
    private static readonly ByteString s_defaultPath = "/bin:/usr/bin";

    /// <summary>The path to execute, or an error number: ENOENT when there is none, EACCES when all that are there can't be executed.</summary>
    public static ByteString? Resolve(ByteString executable, ProcessEnvironment environment, Descriptor? directory, out int errno)
    {
        errno = 0;
        if (executable.Span.Contains((byte)'/')) return executable;
        errno = Errno.ENOENT;
        ReadOnlySpan<byte> path = (environment.Get(s_pathName) ?? s_defaultPath).Span;
        while (true)
        {
            int colon = path.IndexOf((byte)':');
            ReadOnlySpan<byte> entry = colon < 0 ? path : path[..colon];
            ByteString candidate = Join(entry, executable);
            int result = Check(candidate, directory);
            if (result == 0)
            {
                errno = 0;
                return candidate;
            }
            if (result is Errno.EACCES or Errno.EISDIR) errno = Errno.EACCES;
            if (colon < 0) return null;
            path = path[(colon + 1)..];
        }
    }

    /// <summary>0 when the file is there and can be executed, otherwise the error number; EISDIR for a directory, of which execve(2) says EACCES.</summary>
    public static int Check(ByteString path, Descriptor? directory)
    {
        int at = directory?.Number ?? Libc.AT_FDCWD;
        fixed (byte* p = path.NullTerminated())
        {
            if (Libc.faccessat(at, p, X_OK, 0) != 0) return Errno.Last;
            // Directories have the x bit too.
            int fd = Libc.openat(at, p, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
            if (fd < 0) return 0;
            _ = Libc.close(fd);
            return Errno.EISDIR;
        }
    }

    // An empty entry of PATH means the working directory (POSIX 8.3).
    private static ByteString Join(ReadOnlySpan<byte> entry, ByteString name)
    {
        if (entry.IsEmpty) entry = "."u8;
        byte[] path = new byte[entry.Length + 1 + name.Length];
        entry.CopyTo(path);
        path[entry.Length] = (byte)'/';
        name.Span.CopyTo(path.AsSpan(entry.Length + 1));
        return new ByteString(path);
    }
}

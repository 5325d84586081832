using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>Copies of files in memory that nobody can change any more, this process included (memfd_create(2), F_ADD_SEALS of fcntl(2)).</summary>
public static unsafe class SealedFile
{
    private const int ChunkSize = 256 * 1024;

    /// <summary>Copies a file, close-on-exec; null with the error number (ENOENT, EACCES, ENOMEM, ENOSYS).</summary>
    /// <remarks>The copy can be executed, by <c>/proc/PID/fd/NUMBER</c>, where the system allows that for files in memory (sysctl vm.memfd_noexec).</remarks>
    public static Descriptor? TryCopy(ByteString path, out int errno)
    {
        using Descriptor? source = Descriptor.TryOpen(path, OpenMode.Read, out errno);
        if (source is null) return null;
        int number;
        fixed (byte* name = "drover\0"u8)
        {
            const uint Flags = Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING;
            number = Libc.memfd_create(name, Flags | Libc.MFD_EXEC);
            // Before Linux 6.3 there was no such flag, and all could be executed.
            if (number < 0 && Errno.Last == Errno.EINVAL) number = Libc.memfd_create(name, Flags);
        }
        errno = number < 0 ? Errno.Last : 0;
        if (number < 0) return null;
        var copy = new Descriptor(number);
        byte[] chunk = new byte[ChunkSize];
        try
        {
            for (int n; (n = source.Read(chunk)) > 0;) copy.WriteAll(chunk.AsSpan(0, n));
        }
        catch (SystemCallException e)
        {
            errno = e.Errno;
            copy.Dispose();
            return null;
        }
        if (Libc.fcntl(number, Libc.F_ADD_SEALS, Libc.F_SEAL_SEAL | Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE) == 0) return copy;
        errno = Errno.Last;
        copy.Dispose();
        return null;
    }
}

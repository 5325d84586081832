// Constraints
//   The file mode creation mask belongs to the process; that of a session is data, and may take less away than the process's own does.
// Scheme
//   A file that is new is made with O_EXCL, so that it is known to be ours, and then gets the permissions that the session's mask leaves.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Drover.Shell.Redirections;

/// <summary>Opens files under a file mode creation mask that is not the process's.</summary>
internal static class MaskedCreation
{
    private const int EEXIST = 17, ENOENT = 2;
    private const int ReadAndWrite = 0x1B6;
    private const int Attempts = 10;

    /// <summary>Opens <paramref name="path"/>, or returns null and the error number.</summary>
    public static Descriptor? TryOpen(ByteString path, OpenMode mode, int mask, Descriptor? directory, out int errno)
    {
        if (mode is OpenMode.CreateNew or OpenMode.WriteNew) return Create(path, mode, mask, directory, out errno);
        if (mode is not (OpenMode.Truncate or OpenMode.Append or OpenMode.ReadWrite)) return Descriptor.TryOpen(path, mode, out errno, directory: directory);
        errno = 0;
        // Somebody else may make or remove it between the two looks.
        for (int i = 0; i < Attempts; i++)
        {
            if (FileStatus.TryRead(path, out int missing, directory: directory) is not null || missing != ENOENT) break;
            Descriptor? made = Create(path, OpenMode.WriteNew, mask, directory, out errno);
            if (made is null)
            {
                if (errno == EEXIST) continue;
                return null;
            }
            if (mode == OpenMode.Truncate) return made;
            using (made) return Descriptor.TryOpen(path, mode, out errno, directory: directory);
        }
        return Descriptor.TryOpen(path, mode, out errno, ReadAndWrite & ~mask, directory);
    }

    private static Descriptor? Create(ByteString path, OpenMode mode, int mask, Descriptor? directory, out int errno)
    {
        Descriptor? made = Descriptor.TryOpen(path, mode, out errno, ReadAndWrite & ~mask, directory);
        if (made is null) return null;
        using var handle = new SafeFileHandle(made.Number, ownsHandle: false);
        File.SetUnixFileMode(handle, (UnixFileMode)(ReadAndWrite & ~mask));
        return made;
    }
}

using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>Files of a directory that is held open, by name: written whole, replaced at once, removed.</summary>
public static unsafe class DirectoryFiles
{
    private const int LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8;

    /// <summary>Writes a file so that readers see the old content or the new, never a part: a temporary name, then rename(2).</summary>
    /// <param name="directory">Where.</param>
    /// <param name="name">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="permissions">Its permission bits.</param>
    /// <param name="durable">Whether file and directory are brought to the disk (fsync(2)) before this returns.</param>
    /// <param name="temporary">The name it has while it is written; null for <paramref name="name"/> with ".new".</param>
    /// <returns>0, or the error number: then the old file stands as it was.</returns>
    public static int Replace(
        Descriptor directory, string name, ReadOnlySpan<byte> content, int permissions = 0x180 /* 0600 */, bool durable = false, string? temporary = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        temporary ??= name + ".new";
        int errno;
        using (Descriptor? file = Descriptor.TryOpen(temporary, OpenMode.Truncate, out errno, permissions, directory))
        {
            if (file is null) return errno;
            while (!content.IsEmpty)
            {
                int n = file.TryWrite(content, out errno);
                if (errno != 0) break;
                content = content[n..];
            }
            if (errno == 0 && durable) errno = file.Sync();
        }
        if (errno == 0) errno = Rename(directory, temporary, directory, name);
        if (errno != 0) Remove(directory, temporary);
        else if (durable) errno = directory.Sync();
        return errno;
    }

    /// <summary>Gives a file or directory another name, replacing a file of that name (rename(2)); returns 0 or the error number.</summary>
    public static int Rename(Descriptor directory, ByteString name, Descriptor newDirectory, ByteString newName)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(newDirectory);
        fixed (byte* from = name.NullTerminated())
        fixed (byte* to = newName.NullTerminated())
            return Libc.renameat(directory.Number, from, newDirectory.Number, to) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Removes a file; returns 0 or the error number.</summary>
    public static int Remove(Descriptor directory, ByteString name)
    {
        ArgumentNullException.ThrowIfNull(directory);
        fixed (byte* path = name.NullTerminated()) return Libc.unlinkat(directory.Number, path, 0) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Makes a directory, mode 0700; returns 0 or the error number (EEXIST).</summary>
    public static int MakeDirectory(ByteString path, Descriptor? directory = null)
    {
        fixed (byte* p = path.NullTerminated()) return Libc.mkdirat(directory?.Number ?? Libc.AT_FDCWD, p, 0x1C0 /* 0700 */) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Makes a named pipe (mkfifo(3)); returns 0 or the error number.</summary>
    public static int MakeFifo(ByteString path, int permissions, Descriptor? directory = null)
    {
        fixed (byte* p = path.NullTerminated()) return Libc.mkfifoat(directory?.Number ?? Libc.AT_FDCWD, p, (uint)permissions) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Takes the lock of an open file or directory without waiting (flock(2)); false when somebody else has it.</summary>
    /// <remarks>It belongs to the open file: a child that is handed the descriptor holds it too, and it ends with the last of them.</remarks>
    public static bool TryLock(Descriptor descriptor, bool shared = false)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (Libc.flock(descriptor.Number, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) return true;
        return Errno.Last == Errno.EAGAIN ? false : throw new SystemCallException("flock", Errno.Last, $"fd {descriptor.Number}");
    }

    /// <summary>Waits for the lock of an open file (flock(2)): only where nobody holds it for long. Returns 0 or the error number; a caught signal ends the waiting with EINTR.</summary>
    public static int Lock(Descriptor descriptor, bool shared = false)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Libc.flock(descriptor.Number, shared ? LOCK_SH : LOCK_EX) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Gives the lock back.</summary>
    public static void Unlock(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _ = Libc.flock(descriptor.Number, LOCK_UN);
    }
}

using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>What the kernel knows of a file (statx(2)).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Permissions">Its permission bits, set-id and sticky ones included: 0 to 07777.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Device">The file system it is on.</param>
/// <param name="Inode">Its number there: two files are the same if both agree.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="AccessedNs">When it was last read, in nanoseconds since the epoch.</param>
/// <param name="ModifiedNs">When its content last changed, in nanoseconds since the epoch.</param>
public readonly record struct FileStatus(
    FileKind Kind, int Permissions, uint User, uint Group, long Size, ulong Device, ulong Inode, uint Links, long AccessedNs, long ModifiedNs)
{
    /// <summary>The numbers of the device that a device file stands for; zeros for any other file.</summary>
    public (uint Major, uint Minor) Represents { get; private init; }

    private const uint BasicStatus = 0x7FF;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;

    /// <summary>Reads it by path; null with the error number.</summary>
    /// <param name="path">The path, relative to the working directory or <paramref name="directory"/>.</param>
    /// <param name="errno">0 or the error number: ENOENT, ENOTDIR, EACCES, ELOOP.</param>
    /// <param name="followLink">Whether a symbolic link stands for what it leads to (stat) or for itself (lstat).</param>
    /// <param name="directory">Where a relative path starts.</param>
    public static unsafe FileStatus? TryRead(ByteString path, out int errno, bool followLink = true, Descriptor? directory = null)
    {
        fixed (byte* p = path.NullTerminated()) return Read(directory?.Number ?? Libc.AT_FDCWD, p, followLink ? 0 : AT_SYMLINK_NOFOLLOW, out errno);
    }

    /// <summary>Reads it by one of our numbers; null with the error number (EBADF).</summary>
    public static unsafe FileStatus? TryRead(int number, out int errno)
    {
        byte empty = 0;
        return Read(number, &empty, Libc.AT_EMPTY_PATH, out errno);
    }

    private static unsafe FileStatus? Read(int directory, byte* path, int flags, out int errno)
    {
        Libc.StatX status;
        errno = Libc.statx(directory, path, flags, BasicStatus, &status) == 0 ? 0 : Errno.Last;
        if (errno != 0) return null;
        return new FileStatus(
            (FileKind)(status.Mode & Libc.S_IFMT), status.Mode & 0xFFF, status.User, status.Group, (long)status.Size,
            ((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, status.Links,
            (status.AccessedSeconds * 1_000_000_000) + status.AccessedNanoseconds, (status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds)
        {
            Represents = (status.SpecialMajor, status.SpecialMinor),
        };
    }
}

using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>What the kernel knows of a file (statx(2)).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Permissions">The permission bits, with set-user-id, set-group-id and sticky.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Device">The device it is on.</param>
/// <param name="Inode">Its number on that device.</param>
/// <param name="ModifiedNs">When its content was last changed, in nanoseconds since the epoch.</param>
public readonly record struct FileStatus(FileKind Kind, int Permissions, uint User, uint Group, ulong Size, ulong Device, ulong Inode, long ModifiedNs)
{
    private const int S_IFMT = 0xF000;

    /// <summary>The status of what <paramref name="path"/> leads to, or false and the error number.</summary>
    /// <param name="path">The path.</param>
    /// <param name="status">What was found.</param>
    /// <param name="errno">0, or the error number.</param>
    /// <param name="directory">Where a relative path starts; null for the working directory.</param>
    /// <param name="followLinks">Whether a symbolic link at its end is followed.</param>
    public static unsafe bool TryRead(ByteString path, out FileStatus status, out int errno, Descriptor? directory = null, bool followLinks = true)
    {
        fixed (byte* p = path.NullTerminated())
            return TryRead(directory?.Number ?? Libc.AT_FDCWD, p, followLinks ? 0 : Libc.AT_SYMLINK_NOFOLLOW, out status, out errno);
    }

    /// <summary>The status of an open file, or false and the error number.</summary>
    public static unsafe bool TryRead(int number, out FileStatus status, out int errno)
    {
        byte empty = 0;
        return TryRead(number, &empty, Libc.AT_EMPTY_PATH, out status, out errno);
    }

    private static unsafe bool TryRead(int directory, byte* path, int flags, out FileStatus status, out int errno)
    {
        Libc.StatX raw;
        status = default;
        errno = 0;
        if (Libc.statx(directory, path, flags, Libc.STATX_BASIC, &raw) != 0)
        {
            errno = Errno.Last;
            return false;
        }
        FileKind kind = (raw.Mode & S_IFMT) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xA000 => FileKind.Link,
            Libc.S_IFIFO => FileKind.Fifo,
            0xC000 => FileKind.Socket,
            0x2000 => FileKind.CharacterDevice,
            0x6000 => FileKind.BlockDevice,
            _ => FileKind.Other,
        };
        ulong device = ((ulong)raw.DeviceMajor << 32) | raw.DeviceMinor;
        status = new FileStatus(kind, raw.Mode & 0xFFF, raw.User, raw.Group, raw.Size, device, raw.Inode,
            (raw.ModifiedSeconds * 1_000_000_000) + raw.ModifiedNanoseconds);
        return true;
    }
}

// Constraints
//   The shim holds a run in 1.5 MB, so its files, pipes and sockets must not pull in FileStream, System.Net.Sockets or the thread pool.
//   O_NONBLOCK belongs to the open file, not to the descriptor: setting it on an inherited 0, 1, 2 would change it for everybody else.
// Scheme
//   One owned number. Reads and writes are the plain calls, repeated on EINTR; "would block", end of file and "reader gone" are values.

using System.Buffers;
using Drover.Engine.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drover.Engine.Descriptors;

/// <summary>An owned file descriptor: a file, directory, pipe end, terminal or socket.</summary>
/// <remarks>Everything opened here is close-on-exec. Reading and writing from several threads at once is as safe as the kernel makes it.</remarks>
public sealed class Descriptor : IDisposable
{
    /// <summary>What <see cref="Read(Span{byte})"/> and <see cref="Write(ReadOnlySpan{byte})"/> return when a non-blocking descriptor is not ready (EAGAIN).</summary>
    public const int WouldBlock = -1;

    /// <summary>What <see cref="Write(ReadOnlySpan{byte})"/> returns when nobody reads the pipe or socket any more (EPIPE, ECONNRESET).</summary>
    public const int ReaderGone = -2;

    private int _number;

    /// <summary>Takes ownership of an open descriptor.</summary>
    /// <param name="number">The descriptor's number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Descriptor(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        _number = number;
    }

    /// <summary>The descriptor's number.</summary>
    /// <exception cref="ObjectDisposedException">It has been closed or given away.</exception>
    public int Number => _number >= 0 ? _number : throw new ObjectDisposedException(nameof(Descriptor));

    /// <summary>Whether it is still open here.</summary>
    public bool IsOpen => _number >= 0;

    /// <summary>Opens <paramref name="path"/> as open(2) does, close-on-exec.</summary>
    /// <param name="path">The path, relative to the process's working directory or to <paramref name="directory"/>.</param>
    /// <param name="mode">How to open it.</param>
    /// <param name="permissions">Permission bits of a file that is created, before the umask.</param>
    /// <param name="directory">A directory that a relative path starts from; null for the working directory.</param>
    /// <exception cref="SystemCallException">open(2) failed; <see cref="SystemCallException.Target"/> is the path.</exception>
    public static Descriptor Open(ByteString path, OpenMode mode, int permissions = 0x1B6 /* 0666 */, Descriptor? directory = null) =>
        TryOpen(path, mode, out int errno, permissions, directory) ?? throw new SystemCallException("open", errno, path.ToString());

    /// <summary>Opens <paramref name="path"/>, or returns null and the error number.</summary>
    /// <param name="path">As for <see cref="Open"/>.</param>
    /// <param name="mode">How to open it.</param>
    /// <param name="errno">The error number; 0 when it is open.</param>
    /// <param name="permissions">As for <see cref="Open"/>.</param>
    /// <param name="directory">As for <see cref="Open"/>.</param>
    /// <param name="endsOnSignal">Whether a caught signal ends the waiting for the other side of a FIFO (EINTR).</param>
    public static unsafe Descriptor? TryOpen(ByteString path, OpenMode mode, out int errno, int permissions = 0x1B6, Descriptor? directory = null, bool endsOnSignal = false)
    {
        fixed (byte* p = path.NullTerminated())
        {
            int fd;
            do fd = Libc.openat(directory?.Number ?? Libc.AT_FDCWD, p, Flags(mode), (uint)permissions);
            while (fd < 0 && Errno.Last == Errno.EINTR && !endsOnSignal);
            errno = fd < 0 ? Errno.Last : 0;
            return fd < 0 ? null : new Descriptor(fd);
        }
    }

    /// <summary>Makes a pipe (pipe2(2)), both ends close-on-exec and blocking.</summary>
    public static unsafe (Descriptor Read, Descriptor Write) Pipe()
    {
        int* ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC) != 0) throw new SystemCallException("pipe2", Errno.Last);
        return (new Descriptor(ends[0]), new Descriptor(ends[1]));
    }

    /// <summary>Another descriptor for the same open file, close-on-exec, numbered <paramref name="minimum"/> or above.</summary>
    public Descriptor Duplicate(int minimum = 0)
    {
        int fd = Libc.fcntl(Number, Libc.F_DUPFD_CLOEXEC, minimum);
        return fd >= 0 ? new Descriptor(fd) : throw new SystemCallException("fcntl(F_DUPFD_CLOEXEC)", Errno.Last, $"fd {Number}");
    }

    /// <summary>Makes reads and writes return <see cref="WouldBlock"/> instead of waiting.</summary>
    /// <remarks>Only for pipes and sockets that we made: the setting is shared by everybody who holds the open file.</remarks>
    public void SetNonBlocking()
    {
        int flags = Libc.fcntl(Number, Libc.F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(Number, Libc.F_SETFL, flags | Libc.O_NONBLOCK) < 0)
            throw new SystemCallException("fcntl(F_SETFL)", Errno.Last, $"fd {Number}");
    }

    /// <summary>Asks for a pipe buffer of <paramref name="bytes"/>; returns whether the kernel agreed (it caps users at /proc/sys/fs/pipe-max-size).</summary>
    public bool TrySetPipeSize(int bytes) => Libc.fcntl(Number, Libc.F_SETPIPE_SZ, bytes) >= 0;

    /// <summary>Whether it is a terminal (isatty(3)).</summary>
    public bool IsTerminal => Libc.isatty(Number) == 1;

    /// <summary>Waits until it can be read without blocking, is at its end or in error; false when <paramref name="timeout"/> has passed or a signal came first.</summary>
    /// <param name="timeout">Rounded up to a millisecond; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    public bool WaitReadable(TimeSpan timeout) =>
        Libc.WaitReadable(Number, timeout == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(Math.Ceiling(Math.Max(0, timeout.TotalMilliseconds)), int.MaxValue));

    /// <summary>Reads once. Returns the number of bytes, 0 at the end of file, or <see cref="WouldBlock"/>.</summary>
    /// <remarks>A terminal whose other side has closed (EIO) reads as the end of file.</remarks>
    /// <exception cref="SystemCallException">read(2) failed otherwise.</exception>
    public unsafe int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint n;
            fixed (byte* p = buffer) n = Libc.read(Number, p, (nuint)buffer.Length);
            if (n >= 0) return (int)n;
            switch (Errno.Last)
            {
                case Errno.EINTR: continue;
                case Errno.EAGAIN: return WouldBlock;
                case Errno.EIO or Errno.ECONNRESET: return 0;
                case var errno: throw new SystemCallException("read", errno, $"fd {Number}");
            }
        }
    }

    /// <summary>Reads at <paramref name="offset"/> without moving the file's position. Returns the number of bytes, 0 at the end of file.</summary>
    public unsafe int ReadAt(Span<byte> buffer, long offset)
    {
        while (true)
        {
            nint n;
            fixed (byte* p = buffer) n = Libc.pread(Number, p, (nuint)buffer.Length, offset);
            if (n >= 0) return (int)n;
            if (Errno.Last is var errno && errno != Errno.EINTR) throw new SystemCallException("pread", errno, $"fd {Number}");
        }
    }

    /// <summary>Writes once. Returns the number of bytes taken, <see cref="WouldBlock"/>, or <see cref="ReaderGone"/>.</summary>
    /// <exception cref="SystemCallException">write(2) failed otherwise: ENOSPC, EIO, EFBIG, …</exception>
    public int Write(ReadOnlySpan<byte> bytes) =>
        TryWrite(bytes, out int errno) is var n && errno == 0 ? n : throw new SystemCallException("write", errno, $"fd {Number}");

    /// <summary>Writes once as <see cref="Write"/> does, but gives an unexpected error number back instead of throwing.</summary>
    public unsafe int TryWrite(ReadOnlySpan<byte> bytes, out int errno)
    {
        while (true)
        {
            nint n;
            fixed (byte* p = bytes) n = Libc.write(Number, p, (nuint)bytes.Length);
            errno = 0;
            if (n >= 0) return (int)n;
            switch (Errno.Last)
            {
                case Errno.EINTR: continue;
                case Errno.EAGAIN: return WouldBlock;
                case Errno.EPIPE or Errno.ECONNRESET: return ReaderGone;
                case var e:
                    errno = e;
                    return 0;
            }
        }
    }

    /// <summary>Writes all of <paramref name="bytes"/> to a blocking descriptor; returns false when the reader has gone.</summary>
    public bool WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int n = Write(bytes);
            if (n == ReaderGone) return false;
            if (n == WouldBlock) throw new SystemCallException("write", Errno.EAGAIN, $"fd {Number}");
            bytes = bytes[n..];
        }
        return true;
    }

    /// <summary>Writes at <paramref name="offset"/> without moving the position; returns the bytes taken, 0 with <paramref name="errno"/> set on failure.</summary>
    public unsafe int TryWriteAt(ReadOnlySpan<byte> bytes, long offset, out int errno)
    {
        while (true)
        {
            nint n;
            fixed (byte* p = bytes) n = Libc.pwrite(Number, p, (nuint)bytes.Length, offset);
            errno = n >= 0 ? 0 : Errno.Last;
            if (n >= 0) return (int)n;
            if (errno != Errno.EINTR) return 0;
        }
    }

    /// <summary>The file's length in bytes, found by lseek(2) to its end; moves the position there.</summary>
    public long SeekToEnd() => Seek(0, 2);

    /// <summary>Moves the position by <paramref name="distance"/>; false when it has none, as a pipe or terminal.</summary>
    public bool TrySeekBy(long distance) => Libc.lseek(Number, distance, 1) >= 0;

    /// <summary>Whether it was opened for reading, or else for writing.</summary>
    public bool Allows(bool reading) => Libc.fcntl(Number, Libc.F_GETFL, 0) is >= 0 and var flags && (flags & 3) is var mode && (mode == Libc.O_RDWR || mode == (reading ? Libc.O_RDONLY : Libc.O_WRONLY));

    /// <summary>Moves the position to <paramref name="offset"/> from the start (lseek(2)).</summary>
    public void SeekTo(long offset) => Seek(offset, 0);

    /// <summary>Cuts or extends the file to <paramref name="length"/> bytes (ftruncate(2)).</summary>
    public void Truncate(long length)
    {
        if (TryTruncate(length) is var errno and not 0) throw new SystemCallException("ftruncate", errno, $"fd {Number}");
    }

    /// <summary>Cuts or extends the file as <see cref="Truncate"/> does; returns 0 or the error number.</summary>
    public int TryTruncate(long length) => Libc.ftruncate(Number, length) == 0 ? 0 : Errno.Last;

    /// <summary>Reserves room on the disk for <paramref name="length"/> bytes from <paramref name="offset"/> without changing the file's length
    /// (fallocate(2)); returns 0 or the error number: ENOSPC, or EOPNOTSUPP where the file system can't.</summary>
    public int TryReserve(long offset, long length)
    {
        while (Libc.fallocate(Number, Libc.FALLOC_FL_KEEP_SIZE, offset, length) != 0)
        {
            if (Errno.Last is var errno && errno != Errno.EINTR) return errno;
        }
        return 0;
    }

    /// <summary>When the file's content was last changed, in nanoseconds since the epoch (statx(2)).</summary>
    public unsafe long ModifiedNs()
    {
        Libc.StatX status;
        byte empty = 0;
        if (Libc.statx(Number, &empty, Libc.AT_EMPTY_PATH, Libc.STATX_MTIME, &status) != 0)
            throw new SystemCallException("statx", Errno.Last, $"fd {Number}");
        return status.ModifiedSeconds * 1_000_000_000 + status.ModifiedNanoseconds;
    }

    /// <summary>The user who owns the file or directory, and its permission bits (statx(2)).</summary>
    public unsafe (uint User, int Permissions) ReadOwner()
    {
        Libc.StatX status;
        byte empty = 0;
        if (Libc.statx(Number, &empty, Libc.AT_EMPTY_PATH, Libc.STATX_MODE | Libc.STATX_UID, &status) != 0)
            throw new SystemCallException("statx", Errno.Last, $"fd {Number}");
        return (status.User, status.Mode & 0xFFF);
    }

    /// <summary>Brings data and metadata to the disk (fsync(2)); returns 0 or the error number.</summary>
    public int Sync() => Libc.fsync(Number) == 0 ? 0 : Errno.Last;

    /// <summary>Reads a whole small file, such as one under /proc; null with the error number when it can't be opened or read.</summary>
    public static byte[]? ReadFile(ByteString path, out int errno, Descriptor? directory = null)
    {
        using Descriptor? file = TryOpen(path, OpenMode.Read, out errno, directory: directory);
        if (file is null) return null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        int length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
                int n = file.Read(buffer.AsSpan(length));
                if (n <= 0) return buffer.AsSpan(0, length).ToArray();
                length += n;
            }
        }
        catch (SystemCallException e)
        {
            errno = e.Errno;
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A <see cref="FileStream"/> that owns the descriptor from now on; this object is closed without closing the number.</summary>
    public FileStream ToStream(FileAccess access) => new(new SafeFileHandle(Release(), ownsHandle: true), access, bufferSize: 0, isAsync: false);

    /// <summary>Gives the number away: the caller closes it.</summary>
    public int Release()
    {
        int number = Number;
        _number = -1;
        return number;
    }

    /// <summary>Closes it. Closing twice does nothing.</summary>
    public void Dispose()
    {
        int number = Interlocked.Exchange(ref _number, -1);
        // close(2) is not repeated on EINTR: Linux has released the number by then.
        if (number >= 0) _ = Libc.close(number);
    }

    /// <summary>For example "fd 7".</summary>
    public override string ToString() => _number >= 0 ? $"fd {_number}" : "closed descriptor";

    private long Seek(long offset, int whence)
    {
        long position = Libc.lseek(Number, offset, whence);
        return position >= 0 ? position : throw new SystemCallException("lseek", Errno.Last, $"fd {Number}");
    }

    private static int Flags(OpenMode mode) => Libc.O_CLOEXEC | Libc.O_NOCTTY | mode switch
    {
        OpenMode.Read => Libc.O_RDONLY,
        OpenMode.Truncate => Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC,
        OpenMode.Append => Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND,
        OpenMode.CreateNew => Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL,
        OpenMode.WriteNew => Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL,
        OpenMode.ReadWrite => Libc.O_RDWR | Libc.O_CREAT,
        OpenMode.ReadWriteExisting => Libc.O_RDWR,
        OpenMode.WriteExisting => Libc.O_WRONLY,
        OpenMode.WriteExistingNonBlocking => Libc.O_WRONLY | Libc.O_NONBLOCK | Libc.O_NOFOLLOW,
        OpenMode.ReadWriteExistingNoFollow => Libc.O_RDWR | Libc.O_NOFOLLOW,
        OpenMode.Directory => Libc.O_RDONLY | Libc.O_DIRECTORY,
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };
}

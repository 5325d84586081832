using System.Runtime.CompilerServices;
using Drover.Engine.Interop;

namespace Drover.Engine.ProcessTrees;

/// <summary>Opens and reads files under /proc/PID without strings or allocation. A process that has gone is a value, never an exception.</summary>
internal static unsafe class ProcFile
{
    private const int MaxPath = 64;

    /// <summary>Opens /proc/<paramref name="pid"/>/<paramref name="entry"/>; -1 when it is not there or not for us.</summary>
    [SkipLocalsInit]
    public static int Open(int pid, ReadOnlySpan<byte> entry, int flags = Libc.O_RDONLY)
    {
        byte* path = stackalloc byte[MaxPath];
        Path(pid, entry, new Span<byte>(path, MaxPath));
        int descriptor;
        do descriptor = Libc.openat(Libc.AT_FDCWD, path, flags | Libc.O_CLOEXEC, 0);
        while (descriptor < 0 && Errno.Last == Errno.EINTR);
        return descriptor;
    }

    /// <summary>Reads once, or until something else than EINTR happens; 0 at the end, -1 on error (ESRCH: the process went meanwhile).</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        while (true)
        {
            nint n;
            fixed (byte* p = buffer) n = Libc.read(descriptor, p, (nuint)buffer.Length);
            if (n >= 0 || Errno.Last != Errno.EINTR) return (int)n;
        }
    }

    /// <summary>The start of a file, as much as fits; -1 when it can't be opened or read.</summary>
    public static int ReadStart(int pid, ReadOnlySpan<byte> entry, Span<byte> buffer)
    {
        int descriptor = Open(pid, entry);
        if (descriptor < 0) return -1;
        int length = 0;
        while (length < buffer.Length)
        {
            int n = Read(descriptor, buffer[length..]);
            if (n < 0 && length == 0) length = -1;
            if (n <= 0) break;
            length += n;
        }
        _ = Libc.close(descriptor);
        return length;
    }

    /// <summary>One read of a file that the kernel makes in one piece, such as stat: saves the read that would find its end.</summary>
    public static int ReadOnce(int pid, ReadOnlySpan<byte> entry, Span<byte> buffer)
    {
        int descriptor = Open(pid, entry);
        if (descriptor < 0) return -1;
        int length = Read(descriptor, buffer);
        _ = Libc.close(descriptor);
        return length;
    }

    /// <summary>Where a link leads; -1 when it can't be read.</summary>
    [SkipLocalsInit]
    public static int ReadLink(int pid, ReadOnlySpan<byte> entry, Span<byte> buffer)
    {
        byte* path = stackalloc byte[MaxPath];
        Path(pid, entry, new Span<byte>(path, MaxPath));
        fixed (byte* p = buffer) return (int)Libc.readlinkat(Libc.AT_FDCWD, path, p, (nuint)buffer.Length);
    }

    /// <summary>Writes a positive number's digits; returns how many.</summary>
    public static int WriteNumber(Span<byte> target, int number)
    {
        int length = 1;
        for (int rest = number; rest >= 10; rest /= 10) length++;
        for (int i = length - 1; i >= 0; i--, number /= 10) target[i] = (byte)('0' + (number % 10));
        return length;
    }

    /// <summary>The positive number that a name consists of; 0 when it is not one.</summary>
    public static int ParseNumber(ReadOnlySpan<byte> name)
    {
        int value = 0;
        foreach (byte digit in name)
        {
            if (digit is < (byte)'0' or > (byte)'9') return 0;
            value = (value * 10) + (digit - '0');
        }
        return value;
    }

    private static void Path(int pid, ReadOnlySpan<byte> entry, Span<byte> path)
    {
        "/proc/"u8.CopyTo(path);
        int length = 6 + WriteNumber(path[6..], Math.Max(pid, 0)); // there is no /proc/0
        path[length++] = (byte)'/';
        entry.CopyTo(path[length..]);
        path[length + entry.Length] = 0;
    }
}

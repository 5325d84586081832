using System.Buffers.Text;
using Drover.Engine.Interop;

namespace Drover.Engine.Descriptors;

/// <summary>Descriptors of this process by their number, owned or not, with error numbers as values: what a shell's built-ins work on.</summary>
public static unsafe class OwnNumbers
{
    /// <summary>Whether the number is open.</summary>
    public static bool IsOpen(int number) => Libc.fcntl(number, Libc.F_GETFD, 0) >= 0;

    /// <summary>Whether the number is open and an exec keeps it. At the start of a program: whether it was inherited.</summary>
    public static bool IsInheritable(int number) => Libc.fcntl(number, Libc.F_GETFD, 0) is >= 0 and var flags && (flags & Libc.FD_CLOEXEC) == 0;

    /// <summary>Open numbers from <paramref name="minimum"/> on that an exec keeps, in no order. At the start of a program: what it inherited.</summary>
    /// <remarks>Of /proc/self/fd (proc(5)); where that is not mounted, those below 256.</remarks>
    public static List<int> ListInheritable(int minimum)
    {
        var numbers = new List<int>();
        using Descriptor? directory = Descriptor.TryOpen("/proc/self/fd", OpenMode.Directory, out _);
        if (directory is null)
        {
            for (int number = minimum; number < 256; number++)
                if (IsInheritable(number)) numbers.Add(number);
            return numbers;
        }
        var names = new DirectoryScan(directory.Number, stackalloc byte[1024]);
        while (names.MoveNext())
            if (Utf8Parser.TryParse(names.Name, out int number, out _) && number >= minimum && IsInheritable(number)) numbers.Add(number);
        return numbers;
    }

    /// <summary>Has reading and writing wait or not (O_NONBLOCK, fcntl(2)): for everybody who has the open file.</summary>
    public static void SetBlocking(int number, bool blocks)
    {
        int flags = Libc.fcntl(number, Libc.F_GETFL, 0);
        if (flags >= 0) _ = Libc.fcntl(number, Libc.F_SETFL, blocks ? flags & ~Libc.O_NONBLOCK : flags | Libc.O_NONBLOCK);
    }

    /// <summary>Has the number closed by an exec (FD_CLOEXEC).</summary>
    public static void CloseOnExecute(int number) => _ = Libc.fcntl(number, Libc.F_SETFD, Libc.FD_CLOEXEC);

    /// <summary>Whether it is a terminal (isatty(3)).</summary>
    public static bool IsTerminal(int number) => Libc.isatty(number) == 1;

    /// <summary>Another descriptor for the same open file, close-on-exec, numbered <paramref name="minimum"/> or above; null with the error number (EBADF, EMFILE).</summary>
    public static Descriptor? TryDuplicate(int number, int minimum, out int errno)
    {
        int copy = Libc.fcntl(number, Libc.F_DUPFD_CLOEXEC, minimum);
        errno = copy < 0 ? Errno.Last : 0;
        return copy < 0 ? null : new Descriptor(copy);
    }

    /// <summary>A pipe, close-on-exec, both ends numbered <paramref name="minimum"/> or above; false with the error number (EMFILE, ENFILE).</summary>
    public static bool TryPipe(int minimum, out Descriptor? read, out Descriptor? write, out int errno)
    {
        read = write = null;
        int* ends = stackalloc int[2];
        errno = Libc.pipe2(ends, Libc.O_CLOEXEC) == 0 ? 0 : Errno.Last;
        if (errno != 0) return false;
        using var lowRead = new Descriptor(ends[0]);
        using var lowWrite = new Descriptor(ends[1]);
        read = TryDuplicate(ends[0], minimum, out errno);
        if (read is not null) write = TryDuplicate(ends[1], minimum, out errno);
        if (write is not null) return true;
        read?.Dispose();
        read = null;
        return false;
    }

    /// <summary>A file in memory without a name (memfd_create(2)), close-on-exec: for here-documents. Null with the error number.</summary>
    public static Descriptor? TryMemoryFile(int minimum, out int errno)
    {
        int number;
        fixed (byte* name = "drover\0"u8) number = Libc.memfd_create(name, Libc.MFD_CLOEXEC);
        errno = number < 0 ? Errno.Last : 0;
        if (number < 0) return null;
        using var low = new Descriptor(number);
        return TryDuplicate(number, minimum, out errno);
    }

    /// <summary>Whether something can be read, be it the end, within a time (poll(2)). A caught signal ends the waiting early.</summary>
    public static bool WaitReadable(int number, TimeSpan time) => Libc.WaitReadable(number, (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue));

    /// <summary>Reads once; the number of bytes, 0 at the end, or -1 with the error number. EINTR is one: a caught signal came.</summary>
    public static int TryRead(int number, Span<byte> buffer, out int errno)
    {
        fixed (byte* p = buffer)
        {
            int n = (int)Libc.read(number, p, (nuint)buffer.Length);
            errno = n < 0 ? Errno.Last : 0;
            return n;
        }
    }

    /// <summary>Writes once; the number of bytes, or -1 with the error number, EINTR and EPIPE among them.</summary>
    public static int TryWrite(int number, ReadOnlySpan<byte> bytes, out int errno)
    {
        fixed (byte* p = bytes)
        {
            int n = (int)Libc.write(number, p, (nuint)bytes.Length);
            errno = n < 0 ? Errno.Last : 0;
            return n;
        }
    }

    /// <summary>Moves the position (lseek(2)) and returns it; -1 with the error number (ESPIPE: a pipe or terminal).</summary>
    public static long TrySeek(int number, long offset, SeekOrigin origin, out int errno)
    {
        long position = Libc.lseek(number, offset, (int)origin);
        errno = position < 0 ? Errno.Last : 0;
        return position;
    }
}

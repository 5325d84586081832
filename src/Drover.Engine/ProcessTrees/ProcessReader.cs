// Constraints
//   The shim asks these questions while it has 1.5 MB to live in, and any process may end between two of our calls.
// Scheme
//   Every file is opened, read into the stack, parsed as bytes and closed. "Gone", "a zombie" and "not for us to read" are answers,
//   not errors, and give the same one: false, -1 or nothing.

using System.Runtime.CompilerServices;
using System.Text;
using Drover.Engine.Interop;

namespace Drover.Engine.ProcessTrees;

/// <summary>Questions about one process, answered from /proc.</summary>
/// <remarks>Safe from any thread; holds no descriptor open. Allocates only where it returns a string.</remarks>
public static class ProcessReader
{
    private const int ChunkSize = 4096;
    private static int s_hasChildrenFiles; // 0 not yet looked, 1 yes, -1 no

    /// <summary>Whether this kernel lists children in /proc/PID/task/TID/children (CONFIG_PROC_CHILDREN); looked up once.</summary>
    public static unsafe bool HasChildrenFiles
    {
        get
        {
            if (s_hasChildrenFiles == 0)
            {
                fixed (byte* path = "/proc/thread-self/children\0"u8)
                    s_hasChildrenFiles = Libc.faccessat(Libc.AT_FDCWD, path, 0, 0) == 0 ? 1 : -1;
            }
            return s_hasChildrenFiles > 0;
        }
    }

    /// <summary>Reads /proc/PID/stat; false when there is no such process.</summary>
    [SkipLocalsInit]
    public static bool TryRead(int pid, out ProcessInfo info)
    {
        Span<byte> text = stackalloc byte[ProcessStat.MaxLength];
        int length = ProcFile.ReadOnce(pid, "stat"u8, text);
        if (length > 0) return ProcessStat.TryParse(text[..length], out info);
        info = default;
        return false;
    }

    /// <summary>Whether a process ignores a signal, 1 to 31; false when there is no such process.</summary>
    [SkipLocalsInit]
    internal static bool Ignores(int pid, int signal)
    {
        Span<byte> text = stackalloc byte[ProcessStat.MaxLength];
        int length = ProcFile.ReadOnce(pid, "stat"u8, text);
        return length > 0 && ProcessStat.Ignores(text[..length], signal);
    }

    /// <summary>Reads what the process moved (proc_pid_io(5)); false when it has gone or belongs to another user.</summary>
    [SkipLocalsInit]
    public static bool TryReadIo(int pid, out ProcessIo io)
    {
        Span<byte> text = stackalloc byte[512];
        int length = ProcFile.ReadOnce(pid, "io"u8, text);
        io = default;
        if (length <= 0) return false;
        text = text[..length];
        io = new ProcessIo(Labelled(text, "rchar: "u8), Labelled(text, "wchar: "u8), Labelled(text, "\nread_bytes: "u8), Labelled(text, "\nwrite_bytes: "u8));
        return true;
    }

    /// <summary>Memory in bytes, where a page shared by n processes counts as 1/n (Pss of smaps_rollup); -1 when it can't be read.</summary>
    /// <remarks>The kernel walks all pages for it: some 100 times the cost of <see cref="TryRead"/>.</remarks>
    [SkipLocalsInit]
    public static long ReadProportionalBytes(int pid)
    {
        Span<byte> text = stackalloc byte[2048];
        int length = ProcFile.ReadStart(pid, "smaps_rollup"u8, text);
        int at = length <= 0 ? -1 : text[..length].IndexOf("\nPss:"u8);
        return at < 0 ? -1 : new NumberReader(text[(at + 5)..length]).Next() * 1024;
    }

    /// <summary>Adds the numbers of all children of all threads of a process, zombies among them.</summary>
    /// <param name="pid">The parent.</param>
    /// <param name="into">Where they are added; nothing is removed from it.</param>
    /// <remarks>
    /// While children come and go during the call, some may be missed or be listed twice (proc_tid_children(5)): ask until two answers
    /// agree, as <see cref="Descendants"/> does. Needs <see cref="HasChildrenFiles"/>.
    /// </remarks>
    /// <returns>False when there is no such process.</returns>
    [SkipLocalsInit]
    public static unsafe bool ReadChildren(int pid, List<int> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        int tasks = ProcFile.Open(pid, "task"u8, Libc.O_RDONLY | Libc.O_DIRECTORY);
        if (tasks < 0) return false;
        Span<byte> entries = stackalloc byte[2048];
        Span<byte> text = stackalloc byte[2048];
        byte* path = stackalloc byte[32];
        var threads = new Descriptors.DirectoryScan(tasks, entries);
        while (threads.MoveNext())
        {
            threads.Name.CopyTo(new Span<byte>(path, 32));
            "/children\0"u8.CopyTo(new Span<byte>(path + threads.Name.Length, 32 - threads.Name.Length));
            int children = Libc.openat(tasks, path, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
            if (children < 0) continue; // the thread has ended; its children belong to another of the process's threads now
            AddNumbers(children, text, into);
            _ = Libc.close(children);
        }
        _ = Libc.close(tasks);
        return true;
    }

    /// <summary>The start of the command line: arguments, a NUL after each. A process without one (a zombie, a kernel thread) gives its name in brackets.</summary>
    /// <returns>How many bytes were written, 0 when there is no such process.</returns>
    public static int ReadCommandLine(int pid, Span<byte> buffer)
    {
        int length = ProcFile.ReadStart(pid, "cmdline"u8, buffer);
        if (length > 0) return length;
        if (!TryRead(pid, out ProcessInfo info) || buffer.Length < info.Name.Length + 2) return 0;
        buffer[0] = (byte)'[';
        info.Name.CopyTo(buffer[1..]);
        buffer[info.Name.Length + 1] = (byte)']';
        return info.Name.Length + 2;
    }

    /// <summary>The command line for people, on one line: spaces between arguments, "?" for control characters, cut at about 240 bytes.</summary>
    [SkipLocalsInit]
    public static string ReadCommandText(int pid)
    {
        Span<byte> text = stackalloc byte[240];
        int length = ReadCommandLine(pid, text);
        bool cut = length == text.Length;
        text = text[..length].TrimEnd((byte)0);
        foreach (ref byte b in text)
        {
            if (b == 0) b = (byte)' ';
            else if (b is < 32 or 127) b = (byte)'?';
        }
        return cut ? Encoding.UTF8.GetString(text) + "…" : Encoding.UTF8.GetString(text);
    }

    /// <summary>The last component of the executable's path, without the " (deleted)" that an upgraded one gets.</summary>
    /// <returns>How many bytes were written; 0 for a zombie, a kernel thread, or another user's process.</returns>
    [SkipLocalsInit]
    public static int ReadExecutableName(int pid, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[ChunkSize];
        int length = ProcFile.ReadLink(pid, "exe"u8, path);
        if (length <= 0) return 0;
        ReadOnlySpan<byte> name = path[..length];
        if (name.EndsWith(" (deleted)"u8)) name = name[..^" (deleted)"u8.Length];
        name = name[(name.LastIndexOf((byte)'/') + 1)..];
        if (name.Length > buffer.Length) name = name[..buffer.Length];
        name.CopyTo(buffer);
        return name.Length;
    }

    /// <summary>Whether the environment that the process was started with has this very entry.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="entry">The whole entry, <c>KEY=value</c>.</param>
    /// <remarks>False as well when the environment can't be read, and when the program has overwritten it. Reads in chunks: bounded memory.</remarks>
    [SkipLocalsInit]
    public static bool HasEnvironmentEntry(int pid, ReadOnlySpan<byte> entry)
    {
        int descriptor = entry.IsEmpty ? -1 : ProcFile.Open(pid, "environ"u8);
        if (descriptor < 0) return false;
        Span<byte> chunk = stackalloc byte[ChunkSize];
        var search = new EntrySearch(entry);
        bool found = false;
        while (!found && ProcFile.Read(descriptor, chunk) is > 0 and var length) found = search.Continue(chunk[..length]);
        _ = Libc.close(descriptor);
        return found || search.EndsWithEntry;
    }

    private static long Labelled(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label) =>
        text.IndexOf(label) is >= 0 and var at ? new NumberReader(text[(at + label.Length)..]).Next() : 0;

    private static void AddNumbers(int descriptor, Span<byte> text, List<int> into)
    {
        int number = 0;
        while (ProcFile.Read(descriptor, text) is > 0 and var length)
        {
            // Each number is followed by a space, and may be cut by the end of the buffer.
            foreach (byte b in text[..length])
            {
                if (b is >= (byte)'0' and <= (byte)'9') number = (number * 10) + (b - '0');
                else if (number != 0)
                {
                    into.Add(number);
                    number = 0;
                }
            }
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.ControlGroups;

/// <summary>The few things done with files and directories under /sys/fs/cgroup; failures are error numbers.</summary>
internal static unsafe class GroupFiles
{
    /// <summary>A whole file as text; null when it can't be read.</summary>
    public static string? Read(string path) => Descriptor.ReadFile(path, out _) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>A file that holds one number; null when it can't be read or holds a word, such as "max".</summary>
    public static long? ReadNumber(string path) => long.TryParse(Read(path), out long value) ? value : null;

    /// <summary>The number after a key in a file of lines "key number"; null when there is none.</summary>
    public static long? ReadKey(string path, string key)
    {
        foreach (string line in Lines(Read(path)))
        {
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key, StringComparison.Ordinal))
                return long.TryParse(line.AsSpan(key.Length + 1), out long value) ? value : null;
        }
        return null;
    }

    /// <summary>Whether a file of words separated by spaces, such as cgroup.controllers, has this one.</summary>
    public static bool HasWord(string path, string word) => Read(path)?.Split((char[])[' ', '\n']).AsSpan().Contains(word) == true;

    /// <summary>The numbers in a file, one a line, such as cgroup.procs.</summary>
    public static void ReadNumbers(string path, List<int> into)
    {
        foreach (string line in Lines(Read(path)))
        {
            if (int.TryParse(line, out int number)) into.Add(number);
        }
    }

    /// <summary>Writes a text in one write(2), as the kernel wants it; 0 or the error number.</summary>
    public static int Write(string path, string text)
    {
        using Descriptor? file = Descriptor.TryOpen(path, OpenMode.WriteExisting, out int errno);
        if (file is null) return errno;
        int written = file.TryWrite(Encoding.ASCII.GetBytes(text), out errno);
        return errno != 0 ? errno : written < 0 ? Errno.EAGAIN : 0;
    }

    /// <summary>Makes a directory; 0 or the error number.</summary>
    public static int MakeDirectory(string path)
    {
        fixed (byte* p = new ByteString(path).NullTerminated()) return Libc.mkdirat(Libc.AT_FDCWD, p, 0x1ED /* 0755 */) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Removes a directory, which on cgroupfs need not be empty of files; 0 or the error number.</summary>
    public static int RemoveDirectory(string path)
    {
        fixed (byte* p = new ByteString(path).NullTerminated()) return Libc.unlinkat(Libc.AT_FDCWD, p, Libc.AT_REMOVEDIR) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Whether it is there.</summary>
    public static bool Exists(string path) => Access(path, 0) == 0;

    /// <summary>Whether we may write to the file or make directories in the directory; 0 or the error number.</summary>
    public static int CheckWritable(string path) => Access(path, Libc.W_OK);

    /// <summary>The directories directly in a directory, with full paths.</summary>
    [SkipLocalsInit]
    public static List<string> Subdirectories(string path)
    {
        var found = new List<string>();
        using Descriptor? directory = Descriptor.TryOpen(path, OpenMode.Directory, out _);
        if (directory is null) return found;
        Span<byte> buffer = stackalloc byte[4096];
        var scan = new DirectoryScan(directory.Number, buffer);
        while (scan.MoveNext())
        {
            if (scan.IsDirectory) found.Add($"{path}/{Encoding.UTF8.GetString(scan.Name)}");
        }
        return found;
    }

    /// <summary>The lines of a text that are not empty.</summary>
    public static string[] Lines(string? text) => text?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static int Access(string path, int mode)
    {
        fixed (byte* p = new ByteString(path).NullTerminated())
            return Libc.faccessat(Libc.AT_FDCWD, p, mode, Libc.AT_EACCESS) == 0 ? 0 : Errno.Last;
    }
}

// Constraints
//   Several shells write one file at the same time: no record may be lost or torn, not even while one of them cuts the file.
// Scheme
//   A record is one write at the end of the file under a shared lock. Whoever cuts the file takes the lock alone, writes a new file and renames it; who then holds the lock of the old one
//   sees that the name means another file, and opens that. A reader remembers how far it has read.

using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;

namespace Drover.Shell.Histories;

/// <summary>A history on disk.</summary>
internal sealed class HistoryFile(string path)
{
    private const int Permissions = 0x180; /* 0600 */
    private const int MostTries = 100;
    private const int EINTR = 4;

    private long _offset;
    private bool _endsLine;
    private (ulong Device, ulong Inode)? _identity;

    /// <summary>The lines that were added by others, or by us, since the last call; all of them the first time, and when the file was cut.</summary>
    /// <param name="isNew">Whether they are the whole file.</param>
    public List<string> ReadNew(out bool isNew)
    {
        isNew = false;
        var lines = new List<string>();
        using Descriptor? file = Descriptor.TryOpen(ShellText.ToBytes(path), OpenMode.Read, out _);
        if (file is null || Identity(file) is not { } identity) return lines;
        if (_identity != identity)
        {
            isNew = true;
            (_identity, _offset) = (identity, 0);
        }
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (file.ReadAt(buffer, _offset + bytes.Length) is > 0 and var n) bytes.Write(buffer, 0, n);
        }
        catch (SystemCallException)
        {
            return lines;
        }
        ReadOnlySpan<byte> content = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        int end = content.LastIndexOf((byte)'\n') + 1;
        foreach (Range range in content[..end].Split((byte)'\n'))
            if (!content[range].IsEmpty) lines.Add(Encoding.Latin1.GetString(content[range]));
        _offset += end;
        return lines;
    }

    /// <summary>Adds records at the end; returns 0 or the error number.</summary>
    public int Append(string records)
    {
        Descriptor? file = Open(shared: true, out int errno);
        if (file?.SeekToEnd() == 0)
        {
            // Only one may write the first line.
            file.Dispose();
            file = Open(shared: false, out errno);
        }
        if (file is null) return errno;
        using (file)
        {
            bool isEmpty = file.SeekToEnd() == 0;
            // Another program's last line, or one that a full disk has cut, may lack its end.
            if (!isEmpty && !_endsLine && !EndsLine()) records = "\n" + records;
            _endsLine = true;
            byte[] bytes = Encoding.Latin1.GetBytes(isEmpty ? HistoryRecord.Header + "\n" + records : records);
            int n = file.TryWrite(bytes, out errno);
            return errno != 0 || n == bytes.Length ? errno : 28;
        }
    }

    private bool EndsLine()
    {
        using Descriptor? file = Descriptor.TryOpen(ShellText.ToBytes(path), OpenMode.Read, out _);
        Span<byte> last = stackalloc byte[1];
        return file is null || file.SeekToEnd() is not (> 0 and var length) || file.ReadAt(last, length - 1) != 1 || last[0] == (byte)'\n';
    }

    /// <summary>Replaces the content by these records; returns 0 or the error number.</summary>
    public int Replace(IEnumerable<string> records)
    {
        Descriptor? file = Open(shared: false, out int errno);
        if (file is null) return errno;
        using (file) return Write(records);
    }

    /// <summary>Keeps only the newest records; returns 0 or the error number.</summary>
    public int Cut(int most)
    {
        Descriptor? file = Open(shared: false, out int errno);
        if (file is null) return errno;
        using (file)
        {
            // Read anew: others may have added to it until we had the lock.
            List<string> lines = new HistoryFile(path).ReadNew(out _);
            lines.Remove(HistoryRecord.Header);
            return lines.Count <= most ? 0 : Write(lines.Skip(lines.Count - most).Select(line => line + "\n"));
        }
    }

    private int Write(IEnumerable<string> records)
    {
        (string directory, string name) = Split();
        using Descriptor? place = Descriptor.TryOpen(ShellText.ToBytes(directory), OpenMode.Directory, out int errno);
        if (place is null) return errno;
        return DirectoryFiles.Replace(place, name, Encoding.Latin1.GetBytes(HistoryRecord.Header + "\n" + string.Concat(records)), Permissions);
    }

    private Descriptor? Open(bool shared, out int errno)
    {
        MakeDirectories();
        for (int tries = 0; ; tries++)
        {
            Descriptor? file = Descriptor.TryOpen(ShellText.ToBytes(path), OpenMode.Append, out errno, Permissions);
            if (file is null) return null;
            errno = DirectoryFiles.Lock(file, shared);
            if (errno == 0 && FileStatus.TryRead(ShellText.ToBytes(path), out _) is { } named && Identity(file) is { } identity && identity == (named.Device, named.Inode)) return file;
            file.Dispose();
            if ((errno != 0 && errno != EINTR) || tries > MostTries) return null;
        }
    }

    private void MakeDirectories()
    {
        (string directory, string _) = Split();
        if (FileStatus.TryRead(ShellText.ToBytes(directory), out _) is not null) return;
        for (int slash = directory.IndexOf('/', 1); slash > 0; slash = slash + 1 < directory.Length ? directory.IndexOf('/', slash + 1) : -1)
            _ = DirectoryFiles.MakeDirectory(ShellText.ToBytes(directory[..slash]));
        _ = DirectoryFiles.MakeDirectory(ShellText.ToBytes(directory));
    }

    private (string Directory, string Name) Split()
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? (".", path) : slash == 0 ? ("/", path[1..]) : (path[..slash], path[(slash + 1)..]);
    }

    private static (ulong Device, ulong Inode)? Identity(Descriptor file) =>
        FileStatus.TryRead($"/proc/self/fd/{file.Number}", out _) is { } status ? (status.Device, status.Inode) : null;
}

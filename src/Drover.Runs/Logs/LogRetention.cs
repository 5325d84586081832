using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>Keeps a capped log below its cap: the first segment and the newest ones stay, whole segments between are dropped.</summary>
internal sealed class LogRetention
{
    private readonly Descriptor _directory;
    private readonly long _maximum;
    private readonly List<(int Number, long Bytes)> _closed = [];
    private long _total;

    /// <summary>Starts with the segments that are there, all but <paramref name="open"/>, which is being written.</summary>
    public LogRetention(Descriptor directory, long maximum, SegmentList segments, int open)
    {
        _directory = directory;
        _maximum = maximum;
        for (int i = 0; i < segments.Count; i++)
        {
            if (segments[i] != open) Add(segments[i], LengthOf(LogFormat.DataName(segments[i])) + LengthOf(LogFormat.IndexName(segments[i])));
        }
    }

    /// <summary>Counts a segment that is written no more.</summary>
    public void Add(int number, long bytes)
    {
        _closed.Add((number, bytes));
        _total += bytes;
    }

    /// <summary>Drops the oldest closed segments but the first until <paramref name="bytes"/> more stay below the cap.</summary>
    public void MakeRoom(long bytes)
    {
        while (_total + bytes > _maximum && _closed.Count > 1)
        {
            (int number, long length) = _closed[1];
            // Data before index: an index without data is known to be half dropped, and readers that opened the files keep them.
            _ = DirectoryFiles.Remove(_directory, LogFormat.DataName(number));
            _ = DirectoryFiles.Remove(_directory, LogFormat.IndexName(number));
            _closed.RemoveAt(1);
            _total -= length;
        }
    }

    private long LengthOf(Engine.ByteString name)
    {
        using Descriptor? file = Descriptor.TryOpen(name, OpenMode.Read, out _, directory: _directory);
        return file?.SeekToEnd() ?? 0;
    }
}

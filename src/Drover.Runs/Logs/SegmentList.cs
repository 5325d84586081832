using Drover.Engine.Descriptors;

namespace Drover.Runs.Logs;

/// <summary>The numbers of a log's segments, in order, as the directory shows them.</summary>
/// <remarks>A segment counts when it has a data file: an index alone is what is left of a segment that was being dropped.</remarks>
internal sealed class SegmentList
{
    private const int BufferSize = 4096;
    private readonly Descriptor _directory;
    private readonly List<int> _numbers = [];

    public SegmentList(Descriptor directory) => _directory = directory;

    public int Count => _numbers.Count;

    public int this[int position] => _numbers[position];

    /// <summary>The newest segment's number, or -1.</summary>
    public int Last => _numbers.Count > 0 ? _numbers[^1] : -1;

    /// <summary>Looks again.</summary>
    public void Refresh()
    {
        _numbers.Clear();
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(_directory, stackalloc byte[BufferSize]))
        {
            if (LogFormat.TryParseDataName(name, out int number)) _numbers.Add(number);
        }
        _numbers.Sort();
    }

    /// <summary>The number of the first segment after <paramref name="number"/>, or -1.</summary>
    public int After(int number)
    {
        int position = _numbers.BinarySearch(number + 1);
        if (position < 0) position = ~position;
        return position < _numbers.Count ? _numbers[position] : -1;
    }

    /// <summary>Removes index files without data, the rest of a drop that was interrupted.</summary>
    public void RemoveStrayIndexes()
    {
        List<int>? strays = null;
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(_directory, stackalloc byte[BufferSize]))
        {
            if (LogFormat.TryParseIndexName(name, out int number) && _numbers.BinarySearch(number) < 0) (strays ??= []).Add(number);
        }
        foreach (int number in strays ?? [])
            _ = DirectoryFiles.Remove(_directory, LogFormat.IndexName(number));
    }
}

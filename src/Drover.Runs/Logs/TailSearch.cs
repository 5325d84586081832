namespace Drover.Runs.Logs;

/// <summary>Finds where the last lines of a log begin, from its end backwards.</summary>
/// <remarks>A line is what tail(1) calls one, in the bytes of the chosen streams put together: a last one without a newline counts.</remarks>
internal sealed class TailSearch
{
    private readonly LogStreams _streams;
    private long _missing;
    private bool _seenLast;

    /// <summary>Looks for the beginning of the last <paramref name="lines"/> lines.</summary>
    public TailSearch(long lines, LogStreams streams)
    {
        _missing = lines;
        _streams = streams;
    }

    /// <summary>The position in the segment of the record in which the lines begin.</summary>
    public int Position { get; private set; }

    /// <summary>How many bytes of that record come before them.</summary>
    public int Skip { get; private set; }

    /// <summary>Goes through one segment backwards; the newest comes first. Returns whether the beginning was found in it.</summary>
    public bool Search(LogSegment segment, in SegmentExtent extent)
    {
        var block = new IndexBlock();
        var window = new DataWindow();
        try
        {
            for (int i = extent.Total - 1; i >= 0; i--)
            {
                IndexRecord record;
                if (i >= extent.Indexed) record = extent.Raw(i);
                else
                {
                    // Small at first: the last hundred lines are in few records.
                    if (!block.Has(i)) block.Load(segment, Math.Max(0, i + 1 - (_seenLast ? IndexBlock.Records : IndexBlock.Records / 16)), i + 1);
                    // The file became shorter in the meantime.
                    if (!block.Has(i)) continue;
                    record = block[i];
                }
                // A record that is no such thing is passed over here; reading in order finds out what became of its bytes.
                if (!_streams.Includes(record.Stream) || !segment.IsPlausible(record)) continue;
                if (window.TryGetBehind(segment, record, out ReadOnlySpan<byte> bytes) && BeginsIn(bytes, i)) return true;
            }
            return false;
        }
        finally
        {
            block.Release();
            window.Release();
        }
    }

    private bool BeginsIn(ReadOnlySpan<byte> bytes, int position)
    {
        // The newline that ends the last line separates it from nothing.
        ReadOnlySpan<byte> rest = _seenLast || bytes[^1] != '\n' ? bytes : bytes[..^1];
        _seenLast = true;
        int newlines = rest.Count((byte)'\n');
        if (newlines < _missing)
        {
            _missing -= newlines;
            return false;
        }
        int at = rest.Length;
        for (; _missing > 0; _missing--) at = rest[..at].LastIndexOf((byte)'\n');
        // Lines that begin after the record's last byte begin in the next one.
        bool here = at + 1 < bytes.Length;
        Position = here ? position : position + 1;
        Skip = here ? at + 1 : 0;
        return true;
    }
}

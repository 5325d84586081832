using Drover.Runs.Logs;

namespace Drover.Runs.Tests.Logs;

/// <summary>A record with bytes of its own, to be kept and compared.</summary>
public sealed record Entry(long Sequence, long Offset, long TimeNs, LogStream Stream, LogRecordKind Kind, bool Recovered, byte[] Bytes, long LostRecords, long LostBytes)
{
    public static Entry Of(in LogRecord r) =>
        new(r.Sequence, r.Offset, r.TimeNs, r.Stream, r.Kind, r.IsRecovered, r.Bytes.ToArray(), r.LostRecords, r.LostBytes);

    public static List<Entry> ReadAll(LogReader reader)
    {
        List<Entry> all = [];
        while (reader.TryRead(out LogRecord record)) all.Add(Of(record));
        return all;
    }

    public static byte[] Joined(IEnumerable<Entry> entries) => entries.SelectMany(e => e.Bytes).ToArray();

    public bool Equals(Entry? other) => other is not null
        && (Sequence, Offset, TimeNs, Stream, Kind, Recovered, LostRecords, LostBytes)
        == (other.Sequence, other.Offset, other.TimeNs, other.Stream, other.Kind, other.Recovered, other.LostRecords, other.LostBytes)
        && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override int GetHashCode() => HashCode.Combine(Sequence, Offset, TimeNs, Stream);

    public override string ToString() =>
        $"#{Sequence} @{Offset} t{TimeNs} {Stream} {Kind}{(Recovered ? " recovered" : "")} {Bytes.Length} bytes, lost {LostRecords}/{LostBytes}";
}

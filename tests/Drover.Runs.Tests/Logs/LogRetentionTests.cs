using Drover.Runs.Logs;

namespace Drover.Runs.Tests.Logs;

public sealed class LogRetentionTests : IDisposable
{
    private const int Record = 1000;
    private readonly LogDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, 4L * 65_664)]
    [InlineData(2_000_000, 2_000_000L)]
    public void Cap_keeps_the_head_and_the_newest_tail_with_an_exact_gap(long cap, long effective)
    {
        const int records = 20_000;
        using (LogWriter writer = _directory.Write(new LogOptions { MaximumBytes = cap }))
        {
            for (int i = 1; i <= records; i++)
            {
                writer.Append(LogStream.Stdout, i, Payload(i));
                if (i % 100 == 0) _directory.Size().ShouldBeLessThanOrEqualTo(effective);
            }
        }
        List<Entry> entries = _directory.Entries();
        Entry gap = entries.Where(e => e.Kind != LogRecordKind.Output).ShouldHaveSingleItem();
        gap.Kind.ShouldBe(LogRecordKind.Dropped);
        List<Entry> head = entries[..entries.IndexOf(gap)], tail = entries[(entries.IndexOf(gap) + 1)..];

        head.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, head.Count).Select(i => (long)i));
        tail.Select(e => e.Sequence).ShouldBe(Enumerable.Range(records - tail.Count + 1, tail.Count).Select(i => (long)i));
        foreach (Entry entry in entries.Where(e => e != gap)) entry.Bytes.AsSpan().SequenceEqual(Payload((int)entry.Sequence)).ShouldBeTrue();
        gap.Sequence.ShouldBe(head.Count + 1);
        gap.LostRecords.ShouldBe(records - head.Count - tail.Count);
        gap.LostBytes.ShouldBe(gap.LostRecords * Record);
        (head.Count * (Record + 32L)).ShouldBeInRange(Math.Max(60_000, effective / 16 - 2000), Math.Max(65_664, effective / 16));
        _directory.Size().ShouldBeGreaterThan(effective / 2);

        using LogReader reader = _directory.Read();
        LogExtent extent = reader.GetExtent();
        extent.FirstSequence.ShouldBe(1);
        extent.LastSequence.ShouldBe(records);
        extent.EndOffset.ShouldBe(records * (long)Record);
        extent.Bytes.ShouldBe((head.Count + tail.Count) * (long)Record);
        extent.LastTimeNs.ShouldBe(records);
    }

    [Fact]
    public void Seeking_into_what_was_dropped_leads_to_the_gap()
    {
        WriteCapped(5000);
        Entry gap = _directory.Entries().Single(e => e.Kind == LogRecordKind.Dropped);
        using LogReader reader = _directory.Read();
        reader.SeekToSequence(gap.Sequence + 7);
        Entry.ReadAll(reader)[0].ShouldBe(gap);
        reader.SeekToTime(gap.Sequence + 7);
        Entry.ReadAll(reader)[0].ShouldBe(gap);
        reader.SeekToSequence(gap.Sequence + gap.LostRecords);
        Entry.ReadAll(reader)[0].Sequence.ShouldBe(gap.Sequence + gap.LostRecords);
    }

    [Fact]
    public void Reader_whose_segments_are_dropped_reads_on_and_tells_of_the_gap()
    {
        using LogWriter writer = _directory.Write(new LogOptions { MaximumBytes = 1 });
        int written = 0;
        Write(200);
        using LogReader reader = _directory.Read();
        List<Entry> seen = [];
        for (int i = 0; i < 100; i++)
        {
            reader.TryRead(out LogRecord record).ShouldBeTrue();
            seen.Add(Entry.Of(record));
        }
        Write(1000);
        seen.AddRange(Entry.ReadAll(reader));

        Entry gap = seen.Where(e => e.Kind != LogRecordKind.Output).ShouldHaveSingleItem();
        long next = 1;
        foreach (Entry entry in seen)
        {
            entry.Sequence.ShouldBe(next);
            next += Math.Max(1, entry.LostRecords);
            if (entry != gap) entry.Bytes.AsSpan().SequenceEqual(Payload((int)entry.Sequence)).ShouldBeTrue();
        }
        next.ShouldBe(written + 1);
        gap.LostBytes.ShouldBe(gap.LostRecords * Record);

        void Write(int count)
        {
            for (int end = written + count; written < end;) writer.Append(LogStream.Stdout, ++written, Payload(written));
            writer.FlushIndex();
        }
    }

    [Fact]
    public async Task Readers_keep_their_footing_while_segments_come_and_go()
    {
        const int records = 30_000;
        using var done = new ManualResetEventSlim();
        Task writing = Task.Run(() =>
        {
            WriteCapped(records);
            done.Set();
        });
        Task[] reading = [.. Enumerable.Range(0, 2).Select(n => Task.Run(() =>
        {
            using LogReader reader = _directory.Read();
            using LogReader seeker = _directory.Read();
            long next = 1;
            for (int turn = 0; next <= records; turn++)
            {
                if (done.IsSet) reader.IsFinal = true;
                while (reader.TryRead(out LogRecord record))
                {
                    record.Sequence.ShouldBe(next);
                    next = record.NextSequence;
                    if (record.Kind == LogRecordKind.Output) record.Bytes.SequenceEqual(Payload((int)record.Sequence)).ShouldBeTrue();
                    else record.LostBytes.ShouldBe(record.LostRecords * Record);
                    record.IsRecovered.ShouldBeFalse();
                }
                switch (turn % 4)
                {
                    case 0: seeker.SeekToTail(5); break;
                    case 1: seeker.SeekToTime(next / 2); break;
                    case 2: seeker.SeekToSequence(next - 3); break;
                    default: seeker.GetExtent().LastSequence.ShouldBeLessThanOrEqualTo(records); break;
                }
                if (seeker.TryRead(out LogRecord found) && found.Kind == LogRecordKind.Output)
                    Payload((int)found.Sequence).AsSpan().EndsWith(found.Bytes).ShouldBeTrue();
            }
        }))];
        await Task.WhenAll([writing, .. reading]);
    }

    [Fact]
    public void Cap_holds_for_a_log_that_was_begun_without_one()
    {
        using (LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 }))
        {
            for (int i = 1; i <= 5000; i++) writer.Append(LogStream.Stdout, i, Payload(i));
        }
        using (LogWriter writer = _directory.Write(new LogOptions { MaximumBytes = 1_000_000 }))
        {
            for (int i = 5001; i <= 5200; i++) writer.Append(LogStream.Stdout, i, Payload(i));
        }
        _directory.Size().ShouldBeLessThanOrEqualTo(1_000_000);
        List<Entry> entries = _directory.Entries();
        entries[0].Sequence.ShouldBe(1);
        entries[^1].Sequence.ShouldBe(5200);
    }

    [Fact]
    public void Drop_that_was_interrupted_is_finished()
    {
        using (LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 }))
        {
            for (int i = 1; i <= 300; i++) writer.Append(LogStream.Stdout, i, Payload(i));
        }
        File.Delete(_directory.File("out.2.log"));
        Entry gap = _directory.Entries().Single(e => e.Kind == LogRecordKind.Dropped);
        gap.LostRecords.ShouldBeGreaterThan(50);
        _directory.Write().Dispose();
        File.Exists(_directory.File("out.2.idx")).ShouldBeFalse();
        _directory.Entries().ShouldContain(gap);
    }

    private void WriteCapped(int records)
    {
        using LogWriter writer = _directory.Write(new LogOptions { MaximumBytes = 1 });
        for (int i = 1; i <= records; i++) writer.Append(LogStream.Stdout, i, Payload(i));
    }

    private static byte[] Payload(int sequence)
    {
        byte[] bytes = new byte[Record];
        new Random(sequence).NextBytes(bytes);
        return bytes;
    }
}

using System.Security.Cryptography;
using Drover.Runs.Logs;

namespace Drover.Runs.Tests.Logs;

public sealed class LogReaderTests : IDisposable
{
    private readonly LogDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Log_that_has_not_begun_reads_as_empty_and_is_read_when_it_begins()
    {
        using LogReader reader = _directory.Read();
        reader.TryRead(out _).ShouldBeFalse();
        reader.SeekToTail(10);
        reader.SeekToTime(5);
        reader.SeekToSequence(5);
        reader.SeekToEnd();
        reader.GetExtent().LastSequence.ShouldBe(0);
        reader.IsFinal = true;
        reader.TryRead(out _).ShouldBeFalse();
        reader.IsFinal = false;

        using LogWriter writer = _directory.Write();
        writer.Append(LogStream.Terminal, 9, "hello"u8);
        writer.FlushIndex();
        reader.TryRead(out LogRecord record).ShouldBeTrue();
        Entry.Of(record).ShouldBe(new Entry(1, 0, 9, LogStream.Terminal, LogRecordKind.Output, false, "hello"u8.ToArray(), 0, 0));
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Every_sequence_and_time_is_found_in_every_segment()
    {
        List<Entry> all = Many(400, out _);
        using LogReader reader = _directory.Read();
        for (int i = 0; i <= all.Count + 1; i++)
        {
            reader.SeekToSequence(i);
            First(reader).ShouldBe(all.Find(e => e.Sequence >= i));
        }
        for (long time = all[0].TimeNs - 1; time <= all[^1].TimeNs + 1; time++)
        {
            reader.SeekToTime(time);
            First(reader).ShouldBe(all.Find(e => e.TimeNs >= time));
        }
        reader.SeekToTime(long.MinValue);
        First(reader).ShouldBe(all[0]);
        reader.SeekToSequence(long.MaxValue);
        First(reader).ShouldBeNull();
        reader.SeekToStart();
        Entry.ReadAll(reader).ShouldBe(all);
        reader.SeekToEnd();
        First(reader).ShouldBeNull();

        static Entry? First(LogReader reader) => reader.TryRead(out LogRecord record) ? Entry.Of(record) : null;
    }

    [Fact]
    public void Reader_at_the_end_follows_into_new_segments()
    {
        using LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 });
        using LogReader reader = _directory.Read();
        byte[] bytes = new byte[30_000];
        for (int i = 1; i <= 20; i++)
        {
            bytes[0] = (byte)i;
            writer.Append(LogStream.Stdout, i, bytes);
            writer.FlushIndex();
            reader.TryRead(out LogRecord record).ShouldBeTrue();
            record.Sequence.ShouldBe(i);
            record.Bytes[0].ShouldBe((byte)i);
            reader.TryRead(out _).ShouldBeFalse();
        }
        Directory.GetFiles(_directory.Path, "*.log").Length.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Reader_goes_on_when_the_run_is_started_again()
    {
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stdout, 1, "first"u8);
        File.AppendAllText(_directory.File("out.log"), "raw");
        File.AppendAllText(_directory.File("out.idx"), new string('?', 40));
        using LogReader reader = _directory.Read(final: true);
        List<Entry> seen = Entry.ReadAll(reader);
        Entry.Joined(seen).ShouldBe("firstraw"u8.ToArray());
        reader.IsFinal = false;
        using (LogWriter writer = _directory.Write())
        {
            writer.Append(LogStream.Stdout, 2, "second"u8);
            writer.FlushIndex();
            Entry next = Entry.ReadAll(reader).ShouldHaveSingleItem();
            next.Bytes.ShouldBe("second"u8.ToArray());
            next.Sequence.ShouldBe(3);
        }
    }

    [Fact]
    public async Task Eight_readers_of_which_one_stalls_read_every_byte_while_it_is_written()
    {
        const long total = 48L << 20;
        using var stalled = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        string? hash = null;
        Task writing = Task.Run(() =>
        {
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 4 << 20 });
            byte[] bytes = new byte[65_536];
            var random = new Random(8);
            random.NextBytes(bytes);
            for (long sent = 0, i = 0; sent < total; i++)
            {
                Span<byte> piece = bytes.AsSpan(0, (int)Math.Min(total - sent, i % 3 == 0 ? 65_536 : random.Next(1, 2000)));
                BitConverter.TryWriteBytes(piece, i);
                sum.AppendData(piece);
                writer.Append((LogStream)(i % 3 + 1), i, piece);
                if (i % 50 == 0) writer.FlushIndex();
                sent += piece.Length;
            }
            hash = Convert.ToHexString(sum.GetHashAndReset());
            writer.Dispose();
            done.Set();
        });
        string[] read = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using LogReader reader = _directory.Read();
            long sequence = 0, seen = 0;
            while (seen < total)
            {
                // The last one reads a little and then waits until everybody else has seen everything.
                if (n == 7 && sequence == 10) stalled.Wait();
                if (!reader.TryRead(out LogRecord record))
                {
                    if (done.IsSet) reader.IsFinal = true;
                    Thread.Yield();
                    continue;
                }
                record.Sequence.ShouldBe(++sequence);
                record.Kind.ShouldBe(LogRecordKind.Output);
                record.IsRecovered.ShouldBeFalse();
                sum.AppendData(record.Bytes);
                seen += record.Bytes.Length;
            }
            if (n == 0) stalled.Set();
            return Convert.ToHexString(sum.GetHashAndReset());
        })));
        await writing;
        read.ShouldAllBe(h => h == hash);
    }

    [Fact]
    public void Waiting_reader_sees_no_byte_before_its_record()
    {
        using LogWriter writer = _directory.Write();
        using LogReader reader = _directory.Read();
        writer.Append(LogStream.Stdout, 1, "a"u8);
        writer.FlushIndex();
        writer.Append(LogStream.Stdout, 2, "b"u8);
        Entry.ReadAll(reader).Count.ShouldBe(1);
        reader.GetExtent().EndOffset.ShouldBe(1);
        writer.FlushIndex();
        Entry.ReadAll(reader).ShouldHaveSingleItem().Bytes.ShouldBe("b"u8.ToArray());
    }

    [Fact]
    public void Extent_tells_what_the_log_holds()
    {
        List<Entry> all = Many(300, out long bytes);
        using LogReader reader = _directory.Read();
        LogExtent extent = reader.GetExtent();
        (extent.FirstSequence, extent.LastSequence, extent.EndOffset, extent.Bytes, extent.LastTimeNs)
            .ShouldBe((1, all.Count, bytes, bytes, all[^1].TimeNs));
    }

    /// <summary>A log of many segments in which several records share a time.</summary>
    private List<Entry> Many(int records, out long bytes)
    {
        byte[] buffer = new byte[2000];
        var random = new Random(5);
        using (LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 }))
        {
            for (int i = 0; i < records; i++)
            {
                random.NextBytes(buffer);
                writer.Append((LogStream)random.Next(1, 4), 1000 + i / 3 * 2, buffer.AsSpan(0, random.Next(1, 2000)));
            }
            bytes = writer.Position.KeptBytes;
        }
        List<Entry> all = _directory.Entries();
        all.Count.ShouldBe(records);
        Directory.GetFiles(_directory.Path, "*.log").Length.ShouldBeGreaterThan(3);
        return all;
    }
}

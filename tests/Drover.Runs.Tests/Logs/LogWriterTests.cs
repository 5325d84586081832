using System.Runtime.Versioning;
using System.Security.Cryptography;
using Drover.Engine;
using Drover.Runs.Logs;

namespace Drover.Runs.Tests.Logs;

[SupportedOSPlatform("linux")]
public sealed class LogWriterTests : IDisposable
{
    private readonly LogDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Silent_run_leaves_no_file()
    {
        using (LogWriter writer = _directory.Write())
        {
            writer.FlushIndex().ShouldBeTrue();
            writer.Sync().ShouldBe(0);
            writer.Position.NextSequence.ShouldBe(1);
        }
        _directory.Files().ShouldBeEmpty();
        _directory.Entries().ShouldBeEmpty();
    }

    [Fact]
    public void Mixed_streams_come_back_byte_for_byte_in_order()
    {
        var random = new Random(1);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IncrementalHash[] each = [.. Enumerable.Range(0, 4).Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256))];
        byte[] buffer = new byte[70_000];
        long total = 0;
        using (LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 << 20 }))
        {
            for (int i = 0; i < 3000; i++)
            {
                Span<byte> bytes = buffer.AsSpan(0, random.Next(10) == 0 ? random.Next(1, 70_000) : random.Next(1, 300));
                random.NextBytes(bytes);
                var stream = (LogStream)random.Next(1, 4);
                writer.Append(stream, i, bytes);
                all.AppendData(bytes);
                each[(int)stream].AppendData(bytes);
                total += bytes.Length;
            }
            writer.Position.KeptBytes.ShouldBe(total);
            writer.Sync().ShouldBe(0);
        }
        Directory.GetFiles(_directory.Path, "*.log").Length.ShouldBeGreaterThan(5);

        using var read = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (LogReader reader = _directory.Read())
        {
            long sequence = 0, offset = 0;
            while (reader.TryRead(out LogRecord record))
            {
                record.Sequence.ShouldBe(++sequence);
                record.Offset.ShouldBe(offset);
                record.Kind.ShouldBe(LogRecordKind.Output);
                record.Bytes.Length.ShouldBeInRange(1, 65_536);
                offset += record.Bytes.Length;
                read.AppendData(record.Bytes);
            }
            offset.ShouldBe(total);
        }
        read.GetHashAndReset().ShouldBe(all.GetHashAndReset());

        foreach ((LogStreams choice, int stream) in new[] { (LogStreams.Stdout, 1), (LogStreams.Stderr, 2), (LogStreams.Terminal, 3) })
        {
            using LogReader reader = _directory.Read();
            reader.Streams = choice;
            while (reader.TryRead(out LogRecord record)) read.AppendData(record.Bytes);
            read.GetHashAndReset().ShouldBe(each[stream].GetHashAndReset());
            each[stream].Dispose();
        }
        each[0].Dispose();
    }

    [Fact]
    public void Data_file_holds_the_raw_bytes_before_the_index_is_flushed()
    {
        using LogWriter writer = _directory.Write();
        writer.Append(LogStream.Stdout, 1, "one"u8);
        writer.Append(LogStream.Stderr, 2, "two"u8);
        File.ReadAllText(_directory.File("out.log")).ShouldBe("onetwo");
        writer.HasUnflushedRecords.ShouldBeTrue();
        _directory.Entries(final: false).Count.ShouldBe(0);
        writer.FlushIndex().ShouldBeTrue();
        writer.HasUnflushedRecords.ShouldBeFalse();
        _directory.Entries(final: false).Select(e => e.Sequence).ShouldBe([1, 2]);
    }

    [Fact]
    public void Index_is_flushed_by_itself_each_100_ms_of_output()
    {
        using LogWriter writer = _directory.Write();
        const long start = 1_700_000_000_000_000_000;
        writer.Append(LogStream.Stdout, start, "a"u8);
        writer.HasUnflushedRecords.ShouldBeFalse("the first output is seen at once");
        writer.Append(LogStream.Stdout, start + LogWriter.FlushIntervalNs - 1, "b"u8);
        writer.HasUnflushedRecords.ShouldBeTrue();
        writer.Append(LogStream.Stdout, start + LogWriter.FlushIntervalNs, "c"u8);
        writer.HasUnflushedRecords.ShouldBeFalse();
        _directory.Entries(final: false).Count.ShouldBe(3);
    }

    [Fact]
    public void Clock_that_goes_backwards_never_makes_times_decrease()
    {
        using (LogWriter writer = _directory.Write())
        {
            foreach (long time in new long[] { 1000, 900, 1100, 5, 1200 }) writer.Append(LogStream.Stdout, time, "x"u8);
        }
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stdout, 7, "y"u8);
        _directory.Entries().Select(e => e.TimeNs).ShouldBe([1000, 1000, 1100, 1100, 1200, 1200]);
        using LogReader reader = _directory.Read();
        reader.SeekToTime(1001);
        Entry.ReadAll(reader).Count.ShouldBe(4);
    }

    [Fact]
    public void Reopened_log_goes_on_with_the_next_number()
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            using LogWriter writer = _directory.Write();
            writer.Position.NextSequence.ShouldBe(attempt * 2 + 1);
            writer.Append(LogStream.Stdout, attempt, "ab"u8);
            writer.Append(LogStream.Stderr, attempt, "c"u8);
        }
        _directory.Entries().Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 10).Select(i => (long)i));
        _directory.Files().Keys.ShouldBe(["out.idx", "out.log"]);
        File.ReadAllText(_directory.File("out.log")).ShouldBe("abcabcabcabcabc");
    }

    [Fact]
    public void Index_bytes_are_as_the_format_says()
    {
        using (LogWriter writer = _directory.Write())
        {
            writer.Append(LogStream.Stderr, 0x0102030405060708, "hello"u8);
        }
        byte[] index = File.ReadAllBytes(_directory.File("out.idx"));
        Convert.ToHexString(index.AsSpan(0, 32)).ShouldBe("0000000000000000" + "0807060504030201" + "00000000" + "00" + "02" + "0100" + "0100000000000000");
        Convert.ToHexString(index.AsSpan(32)).ShouldBe("0000000000000000" + "0807060504030201" + "05000000" + "02" + "00" + "0000" + "0000000000000000");
    }

    [Fact]
    public void Files_are_for_the_owner_alone()
    {
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stdout, 1, "secret"u8);
        foreach (string file in Directory.GetFiles(_directory.Path))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Data_file_of_unknown_origin_is_never_emptied()
    {
        using (LogWriter writer = _directory.Write())
        {
            File.WriteAllText(_directory.File("out.log"), "not ours");
            writer.Append(LogStream.Stdout, 1, "ours"u8);
            writer.Position.LostBytes.ShouldBe(0);
        }
        File.ReadAllText(_directory.File("out.log")).ShouldBe("not ours");
        File.ReadAllText(_directory.File("out.1.log")).ShouldBe("ours");
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        using LogWriter writer = _directory.Write();
        byte[] bytes = new byte[100];
        writer.Append(LogStream.Stdout, 1, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) writer.Append(LogStream.Stdout, i, bytes);
        // One object a record would be 240,000 bytes; a collection that another thread starts makes the count jump by some 16,000.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    [Fact]
    public void Stream_that_is_no_stream_is_refused()
    {
        using LogWriter writer = _directory.Write();
        Should.Throw<ArgumentOutOfRangeException>(() => writer.Append(LogStream.None, 1, "x"u8));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.Append((LogStream)4, 1, "x"u8));
    }

    [Fact]
    public void Directory_that_is_missing_is_named()
    {
        Should.Throw<SystemCallException>(() => LogWriter.Open(_directory.File("nothing"), LogOptions.Unlimited)).Message.ShouldContain("nothing");
        Should.Throw<SystemCallException>(() => LogReader.Open(_directory.File("nothing"))).Errno.ShouldBe(2);
    }
}

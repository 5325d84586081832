using System.Runtime.InteropServices;
using Drover.Runs.Logs;
using Drover.Testing;

namespace Drover.Runs.Tests.Logs;

[CollectionDefinition(nameof(DiskFullTests), DisableParallelization = true)]
[Collection(nameof(DiskFullTests))]
public sealed partial class DiskFullTests
{
    private const long Pause = LogWriter.FlushIntervalNs;
    private const int ENOSPC = 28;

    [Theory]
    [InlineData(65_536, null)]
    [InlineData(1000, null)]
    [InlineData(37, null)]
    [InlineData(1000, 1)]
    public void Loss_is_recorded_with_its_exact_size_and_writing_goes_on_when_there_is_room(int length, int? segmentBytes)
    {
        using var disk = new SmallFileSystem(1 << 20);
        disk.Fill();
        disk.Free(16 * 1024);
        byte[] bytes = new byte[length];
        var random = new Random(length);
        using var kept = new MemoryStream();
        long sent = 0, lost = 0;
        using (LogWriter writer = LogWriter.Open(disk.Path, new LogOptions { SegmentBytes = segmentBytes }))
        {
            for (int round = 1; round <= 3; round++)
            {
                disk.Free(200 * 1024);
                while (writer.Position.LostBytes < round * 300_000)
                {
                    random.NextBytes(bytes);
                    long before = writer.Position.KeptBytes;
                    // The time at which it is tried again comes after some thousand bytes.
                    writer.Append(LogStream.Stdout, sent * (Pause / 10_000), bytes);
                    kept.Write(bytes.AsSpan(0, (int)(writer.Position.KeptBytes - before)));
                    sent += length;
                }
                writer.Errno.ShouldBe(ENOSPC);
                writer.FlushIndex().ShouldBeTrue("room for the index was reserved");
            }
            lost = writer.Position.LostBytes;
            lost.ShouldBe(sent - writer.Position.KeptBytes);
        }
        kept.Length.ShouldBeGreaterThan(250_000);
        using LogReader reader = LogReader.Open(disk.Path);
        List<Entry> entries = Entry.ReadAll(reader);
        entries.Where(e => e.Kind == LogRecordKind.Lost).Sum(e => e.LostBytes).ShouldBe(lost);
        entries[^1].Kind.ShouldBe(LogRecordKind.Lost, "the disk is still full at the end");
        entries.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, entries.Count).Select(i => (long)i));
        Entry.Joined(entries).AsSpan().SequenceEqual(kept.ToArray()).ShouldBeTrue();
    }

    [Fact]
    public void Log_that_finds_no_room_at_all_counts_what_it_could_not_record()
    {
        using var disk = new SmallFileSystem(64 * 1024);
        disk.Fill();
        LogWriter writer = LogWriter.Open(disk.Path, LogOptions.Unlimited);
        writer.Append(LogStream.Stdout, 1, "gone"u8);
        writer.Append(LogStream.Stdout, 2, "too"u8);
        writer.Position.LostBytes.ShouldBe(7);
        writer.Dispose();
        writer.Position.UnrecordedLostBytes.ShouldBe(7);
        writer.Position.NextSequence.ShouldBe(1);
        using LogReader reader = LogReader.Open(disk.Path);
        Entry.ReadAll(reader).ShouldBeEmpty();
    }

    [Fact]
    public void Loss_is_recorded_when_there_is_room_only_at_the_end()
    {
        using var disk = new SmallFileSystem(64 * 1024);
        disk.Fill();
        using (LogWriter writer = LogWriter.Open(disk.Path, LogOptions.Unlimited))
        {
            writer.Append(LogStream.Stdout, 1, "gone"u8);
            disk.Free();
        }
        using LogReader reader = LogReader.Open(disk.Path);
        Entry.ReadAll(reader).ShouldHaveSingleItem().LostBytes.ShouldBe(4);
    }

    [Fact]
    public void Full_disk_is_asked_again_only_after_a_pause()
    {
        using var disk = new SmallFileSystem(64 * 1024);
        disk.Fill();
        using LogWriter writer = LogWriter.Open(disk.Path, LogOptions.Unlimited);
        writer.Append(LogStream.Stdout, 10 * Pause, "a"u8);
        disk.Free();
        writer.Append(LogStream.Stdout, 11 * Pause - 1, "b"u8);
        writer.Position.LostBytes.ShouldBe(2);
        writer.Append(LogStream.Stdout, 11 * Pause, "c"u8);
        writer.Position.LostBytes.ShouldBe(2);
        writer.Position.KeptBytes.ShouldBe(1);
        writer.Errno.ShouldBe(0);
    }

    [Fact]
    public void Pause_ends_though_the_clock_went_back()
    {
        using var disk = new SmallFileSystem(64 * 1024);
        disk.Fill();
        using LogWriter writer = LogWriter.Open(disk.Path, LogOptions.Unlimited);
        writer.Append(LogStream.Stdout, 1000 * Pause, "a"u8);
        disk.Free();
        writer.Append(LogStream.Stdout, 5 * Pause, "b"u8);
        writer.Position.KeptBytes.ShouldBe(1);
    }

    [Fact]
    public void Segment_that_can_not_be_followed_grows_on()
    {
        using var directory = new LogDirectory();
        byte[] bytes = new byte[10_000];
        using (LogWriter writer = directory.Write(new LogOptions { SegmentBytes = 1 }))
        {
            writer.Append(LogStream.Stdout, 1, bytes);
            // A directory in the place of the next segment's index: it can't be created.
            Directory.CreateDirectory(directory.File("out.1.idx"));
            for (int i = 0; i < 10; i++) writer.Append(LogStream.Stdout, 2, bytes);
            writer.Position.LostBytes.ShouldBe(0);
            new FileInfo(directory.File("out.log")).Length.ShouldBe(110_000);
            Directory.Delete(directory.File("out.1.idx"));
            writer.Append(LogStream.Stdout, 3, bytes);
            new FileInfo(directory.File("out.1.log")).Length.ShouldBe(10_000);
        }
        directory.Entries().Count.ShouldBe(12);
    }

    [Fact]
    public void Limit_on_file_size_begins_the_next_segment()
    {
        using var directory = new LogDirectory();
        const int SIGXFSZ = 25, RLIMIT_FSIZE = 1;
        nint handler = signal(SIGXFSZ, 1 /* SIG_IGN */);
        ulong[] before = new ulong[2];
        getrlimit(RLIMIT_FSIZE, before).ShouldBe(0);
        byte[] bytes = new byte[40_000];
        try
        {
            setrlimit(RLIMIT_FSIZE, [100_000, before[1]]).ShouldBe(0);
            using LogWriter writer = directory.Write();
            for (int i = 0; i < 10; i++)
            {
                new Random(i).NextBytes(bytes);
                writer.Append(LogStream.Stdout, i, bytes);
            }
            writer.Position.LostBytes.ShouldBe(0);
        }
        finally
        {
            setrlimit(RLIMIT_FSIZE, before);
            signal(SIGXFSZ, handler);
        }
        byte[] read = Entry.Joined(directory.Entries());
        read.Length.ShouldBe(400_000);
        read.AsSpan(360_000).SequenceEqual(bytes).ShouldBeTrue();
        Directory.GetFiles(directory.Path, "*.log").Length.ShouldBe(4);
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, [Out] ulong[] limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, ulong[] limit);
}

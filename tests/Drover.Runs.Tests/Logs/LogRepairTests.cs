using System.Security.Cryptography;
using Drover.Runs.Logs;
using Drover.Testing;

namespace Drover.Runs.Tests.Logs;

public sealed class LogRepairTests : IDisposable
{
    private const int RecordSize = 32;
    private readonly LogDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Index_cut_at_any_byte_loses_no_byte_of_output()
    {
        SortedDictionary<string, byte[]> files = SmallLog();
        byte[] index = files["out.1.idx"];
        for (int length = index.Length; length >= 0; length--)
        {
            files["out.1.idx"] = index[..length];
            CheckSurvives(files, soundRecords: Math.Max(0, length / RecordSize - 1));
        }
        files.Remove("out.1.idx");
        CheckSurvives(files, soundRecords: 0);
    }

    [Fact]
    public void Data_cut_at_any_byte_loses_no_other_byte()
    {
        SortedDictionary<string, byte[]> files = SmallLog();
        byte[] data = files["out.1.log"];
        for (int length = data.Length; length >= 0; length--)
        {
            files["out.1.log"] = data[..length];
            CheckSurvives(files, soundRecords: null);
        }
    }

    [Fact]
    public void Output_that_no_record_tells_of_is_read_in_pieces_of_64_KiB()
    {
        byte[] raw = new byte[200_000];
        new Random(3).NextBytes(raw);
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stderr, 5, "sound"u8);
        using (FileStream file = File.Open(_directory.File("out.log"), FileMode.Append)) file.Write(raw);

        _directory.Entries(final: false).Count.ShouldBe(1, "a writer may be about to index it");
        List<Entry> before = _directory.Entries();
        before.Select(e => e.Bytes.Length).ShouldBe([5, 65_536, 65_536, 65_536, 200_000 - 3 * 65_536]);
        before.Select(e => e.Recovered).ShouldBe([false, true, true, true, true]);
        before[1..].ShouldAllBe(e => e.TimeNs > 1_000_000_000_000_000_000 && e.Stream == LogStream.Stdout);

        _directory.Write().Dispose();
        _directory.Entries(final: false).ShouldBe(before, "repair writes what readers saw");
    }

    [Theory]
    [InlineData(1)]
    public void Index_with_any_byte_garbled_loses_no_byte_of_output(int seed)
    {
        SortedDictionary<string, byte[]> files = SmallLog();
        var random = new Random(seed);
        foreach (string name in new[] { "out.idx", "out.1.idx" })
        {
            byte[] index = files[name];
            for (int at = 0; at < index.Length; at++)
            {
                // The version of a segment's start: another one is refused, as it must be.
                if (at is 22 or 23) continue;
                files[name] = [.. index];
                files[name][at] ^= (byte)random.Next(1, 256);
                CheckSurvives(files, soundRecords: null, exactBase: false);
            }
            files[name] = index;
        }
    }

    [Fact]
    public void Index_of_garbage_loses_no_byte_of_output()
    {
        SortedDictionary<string, byte[]> files = SmallLog();
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            string name = round % 2 == 0 ? "out.idx" : "out.1.idx";
            byte[] sound = files[name];
            byte[] garbage = [.. sound];
            // From the version on, or from the very start: a sound start of another version is refused.
            int from = round % 7 == 0 ? 0 : random.Next(24, garbage.Length);
            if (round % 3 == 0) Array.Clear(garbage, from, garbage.Length - from);
            else random.NextBytes(garbage.AsSpan(from));
            if (round % 5 == 0) garbage = [.. garbage, .. garbage];
            files[name] = garbage;
            CheckSurvives(files, soundRecords: null, exactBase: false);
            files[name] = sound;
        }
    }

    [Fact]
    public void Garbled_record_in_a_middle_segment_is_no_gap()
    {
        SortedDictionary<string, byte[]> files = SmallLog();
        Array.Clear(files["out.idx"], 5 * RecordSize, RecordSize);
        _directory.Restore(files);
        List<Entry> entries = _directory.Entries();
        entries.ShouldAllBe(e => e.Kind != LogRecordKind.Dropped);
        Entry.Joined(entries).ShouldBe([.. files["out.log"], .. files["out.1.log"]]);
        for (int i = 1; i < entries.Count; i++) entries[i].Sequence.ShouldBeGreaterThan(entries[i - 1].Sequence);
    }

    [Fact]
    public void Log_of_a_newer_version_is_refused_and_left_alone()
    {
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stdout, 1, "x"u8);
        SortedDictionary<string, byte[]> files = _directory.Files();
        files["out.idx"][22] = 2;
        _directory.Restore(files);
        Should.Throw<InvalidDataException>(() => _directory.Write()).Message.ShouldBe("out.idx: log format 2; this program reads 1");
        Should.Throw<InvalidDataException>(() => _directory.Entries());
        foreach ((string name, byte[] bytes) in _directory.Files()) bytes.ShouldBe(files[name]);
    }

    [Fact]
    public void Unrelated_files_are_no_segments()
    {
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stdout, 1, "x"u8);
        foreach (string name in new[] { "out.0.log", "out.01.log", "out.x.log", "out..log", "out.log.bak", "out.-1.log", "out.99999999999.log", "xout.log" })
            File.WriteAllText(_directory.File(name), "no");
        _directory.Entries().Count.ShouldBe(1);
        using LogWriter again = _directory.Write();
        again.Position.NextSequence.ShouldBe(2);
    }

    [Fact]
    public void Full_disk_during_repair_begins_the_next_segment_with_the_same_numbers()
    {
        using var mount = new SmallFileSystem(256 * 1024);
        string path = mount.Path;
        using (LogWriter writer = LogWriter.Open(path, LogOptions.Unlimited)) writer.Append(LogStream.Stdout, 1, "sound"u8);
        using (FileStream file = File.Open(Path.Combine(path, "out.log"), FileMode.Append)) file.Write("raw"u8);
        File.Delete(Path.Combine(path, "out.idx"));
        mount.Fill();
        using (LogWriter writer = LogWriter.Open(path, LogOptions.Unlimited))
        {
            writer.Position.NextSequence.ShouldBe(2);
            mount.Free();
            writer.Append(LogStream.Stdout, 2, "more"u8);
            writer.Position.LostBytes.ShouldBe(0);
        }
        using LogReader reader = LogReader.Open(path);
        List<Entry> entries = Entry.ReadAll(reader);
        entries.Select(e => e.Sequence).ShouldBe([1, 2]);
        Entry.Joined(entries).ShouldBe("soundrawmore"u8.ToArray());
    }

    [Fact]
    public void Damaged_log_in_a_read_only_directory_is_read_in_full()
    {
        using var mount = new SmallFileSystem(1 << 20);
        using (LogWriter writer = LogWriter.Open(mount.Path, LogOptions.Unlimited)) writer.Append(LogStream.Stdout, 1, "sound"u8);
        using (FileStream file = File.Open(Path.Combine(mount.Path, "out.log"), FileMode.Append)) file.Write("raw"u8);
        using (FileStream file = File.Open(Path.Combine(mount.Path, "out.idx"), FileMode.Append)) file.Write("torn"u8);
        mount.MakeReadOnly();
        using (LogReader reader = LogReader.Open(mount.Path))
        {
            reader.IsFinal = true;
            Entry.Joined(Entry.ReadAll(reader)).ShouldBe("soundraw"u8.ToArray());
            reader.SeekToTail(1);
            Entry.Joined(Entry.ReadAll(reader)).ShouldBe("soundraw"u8.ToArray());
        }
        using LogWriter refused = LogWriter.Open(mount.Path, LogOptions.Unlimited);
        refused.Append(LogStream.Stdout, 2, "lost"u8);
        refused.Errno.ShouldBe(30, "EROFS");
        refused.Position.UnrecordedLostBytes.ShouldBe(4);
    }

    /// <summary>Two segments: the first is full, the second holds a few records of mixed length.</summary>
    private SortedDictionary<string, byte[]> SmallLog()
    {
        byte[] bytes = new byte[3000];
        var random = new Random(42);
        using (LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 }))
        {
            long time = 1_000_000_000;
            // As much as the first segment takes, then what is cut and garbled byte by byte.
            int[] first = [.. Enumerable.Repeat(bytes.Length, 21), 1800];
            foreach (int length in (int[])[.. first, 150, 1, 7, 60, 2, 110])
            {
                random.NextBytes(bytes);
                writer.Append((LogStream)random.Next(1, 4), time++, bytes.AsSpan(0, length));
            }
        }
        SortedDictionary<string, byte[]> files = _directory.Files();
        files.Keys.ShouldBe(["out.1.idx", "out.1.log", "out.idx", "out.log"]);
        files["out.1.log"].Length.ShouldBe(330);
        return files;
    }

    private void CheckSurvives(SortedDictionary<string, byte[]> files, int? soundRecords, bool exactBase = true)
    {
        byte[] expected = [.. files["out.log"], .. files["out.1.log"]];
        _directory.Restore(files);

        List<Entry> before = _directory.Entries();
        ShouldBeSame(Entry.Joined(before), expected);
        if (soundRecords is { } sound) before.Count(e => e.Offset >= files["out.log"].Length && !e.Recovered).ShouldBe(sound);
        foreach (int n in new[] { 0, 1, 3, 1000 })
        {
            using LogReader reader = _directory.Read(final: true);
            reader.SeekToTail(n);
            _ = Entry.ReadAll(reader);
            reader.SeekToTime(1_000_000_000 + n);
            _ = Entry.ReadAll(reader);
            reader.SeekToSequence(n);
            _ = Entry.ReadAll(reader);
            _ = reader.GetExtent();
        }
        // A reader of a live log may see less, and never something else.
        byte[] live = Entry.Joined(_directory.Entries(final: false));
        expected.AsSpan().StartsWith(live).ShouldBeTrue();

        using (LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 })) writer.Append(LogStream.Stderr, 2_000_000_000, "after"u8);
        List<Entry> after = _directory.Entries(final: false);
        ShouldBeSame(Entry.Joined(after), [.. expected, .. "after"u8]);
        after[^1].Bytes.ShouldBe("after"u8.ToArray());
        if (exactBase) after[..^1].SequenceEqual(before).ShouldBeTrue("repair writes what readers saw");
    }

    private static void ShouldBeSame(byte[] actual, byte[] expected) => Convert.ToHexString(SHA256.HashData(actual)).ShouldBe(Convert.ToHexString(SHA256.HashData(expected)));
}

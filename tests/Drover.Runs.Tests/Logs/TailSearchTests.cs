using System.Text;
using Drover.Runs.Logs;
using FsCheck;
using FsCheck.Fluent;

namespace Drover.Runs.Tests.Logs;

public sealed class TailSearchTests : IDisposable
{
    private readonly LogDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", 1, "")]
    [InlineData("a", 1, "a")]
    [InlineData("a\n", 1, "a\n")]
    [InlineData("a\nb", 1, "b")]
    [InlineData("a\nb\n", 1, "b\n")]
    [InlineData("a\nb\n", 2, "a\nb\n")]
    [InlineData("a\nb\n", 0, "")]
    [InlineData("a\n\n\n", 2, "\n\n")]
    [InlineData("\n", 1, "\n")]
    [InlineData("\na", 1, "a")]
    [InlineData("a\nb\nc", 100, "a\nb\nc")]
    public void Lines_are_counted_as_tail_does(string output, int lines, string expected)
    {
        for (int piece = 1; piece <= 3; piece++)
        {
            _directory.Restore(new Dictionary<string, byte[]>());
            using (LogWriter writer = _directory.Write())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(output);
                for (int at = 0; at < bytes.Length; at += piece) writer.Append(LogStream.Stdout, 1, bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            }
            Tail(lines, LogStreams.All).ShouldBe(expected);
        }
    }

    [Fact]
    public void Tail_equals_that_of_the_joined_bytes_in_logs_of_any_shape()
    {
        Gen<string> text = Gen.Elements("a", "bc", "\n", "\n\n", "line\n", "x\ny", "é", new string('z', 30_000), new string('z', 30_000) + "\n").ListOf()
            .Select(parts => string.Concat(parts.Take(6)));
        Gen<(int Stream, string Text)> record = Gen.Choose(1, 3).Zip(text.Where(t => t.Length > 0), (stream, t) => (stream, t));
        Gen<((int Stream, string Text)[] Records, int Lines, int Streams)> log = record.ArrayOf()
            .Zip(Gen.Choose(0, 12).Zip(Gen.Choose(1, 7)), (records, choice) => (records, choice.Item1, choice.Item2));
        Prop.ForAll(Arb.From(log), shape =>
        {
            _directory.Restore(new Dictionary<string, byte[]>());
            var expected = new StringBuilder();
            using (LogWriter writer = _directory.Write(new LogOptions { SegmentBytes = 1 }))
            {
                foreach ((int stream, string output) in shape.Records)
                {
                    writer.Append((LogStream)stream, 1, Encoding.UTF8.GetBytes(output));
                    if ((shape.Streams & (1 << (stream - 1))) != 0) expected.Append(output);
                }
            }
            return Tail(shape.Lines, (LogStreams)shape.Streams) == Naive(expected.ToString(), shape.Lines);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(40));
    }

    [Fact]
    public void Tail_reaches_back_over_what_was_dropped()
    {
        using (LogWriter writer = _directory.Write(new LogOptions { MaximumBytes = 1 }))
        {
            for (int i = 0; i < 3000; i++) writer.Append(LogStream.Stdout, i, Encoding.UTF8.GetBytes($"{i:d499}\n"));
        }
        List<Entry> all = _directory.Entries();
        int tail = all.Count - 1 - all.FindIndex(e => e.Kind == LogRecordKind.Dropped);
        using LogReader reader = _directory.Read();
        reader.SeekToTail(tail + 2);
        Entry.ReadAll(reader).ShouldBe(all[^(tail + 3)..]);
    }

    [Fact]
    public void Tail_begins_in_the_middle_of_a_record_and_the_offset_says_so()
    {
        using (LogWriter writer = _directory.Write())
        {
            writer.Append(LogStream.Stdout, 1, "one\ntwo\nthr"u8);
            writer.Append(LogStream.Stdout, 2, "ee\n"u8);
        }
        using LogReader reader = _directory.Read();
        reader.SeekToTail(2);
        reader.TryRead(out LogRecord record).ShouldBeTrue();
        Encoding.UTF8.GetString(record.Bytes).ShouldBe("two\nthr");
        (record.Sequence, record.Offset).ShouldBe((1, 4));
        reader.TryRead(out record).ShouldBeTrue();
        (record.Sequence, record.Offset).ShouldBe((2, 11));
    }

    private string Tail(int lines, LogStreams streams)
    {
        using LogReader reader = _directory.Read();
        reader.Streams = streams;
        reader.SeekToTail(lines);
        return Encoding.UTF8.GetString(Entry.Joined(Entry.ReadAll(reader)));
    }

    private static string Naive(string text, int lines)
    {
        if (text.Length == 0) return "";
        List<string> all = [.. text.Split('\n').Select(l => l + "\n")];
        if (all[^1] == "\n") all.RemoveAt(all.Count - 1);
        else all[^1] = all[^1][..^1];
        return string.Concat(all.TakeLast(lines));
    }
}

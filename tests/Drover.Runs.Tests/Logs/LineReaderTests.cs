using System.Text;
using Drover.Runs.Logs;
using FsCheck;
using FsCheck.Fluent;

namespace Drover.Runs.Tests.Logs;

public sealed class LineReaderTests : IDisposable
{
    private readonly LogDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Lines_of_two_streams_come_with_the_time_and_number_of_their_first_byte()
    {
        Append((1, "he"), (2, "oops"), (1, "llo\nwor"), (2, "\n"), (1, "ld\n\nend"));
        Lines().ShouldBe([
            "Stdout #1 t1 'hello' Newline",
            "Stderr #2 t2 'oops' Newline",
            "Stdout #3 t3 'world' Newline",
            "Stdout #5 t5 '' Newline",
            "Stdout #5 t5 'end' Missing",
        ]);
    }

    [Fact]
    public void Long_line_comes_in_pieces_that_end_between_characters()
    {
        Append((1, "ééééééééé"), (1, "€€€€€\nab\n"));
        Lines(limit: 16).ShouldBe([
            "Stdout #1 t1 'éééééééé' Continued",
            "Stdout #1 t1 'é€€€€' Continued cont",
            "Stdout #2 t2 '€' Newline cont",
            "Stdout #2 t2 'ab' Newline",
        ]);
    }

    [Fact]
    public void Line_of_exactly_the_limit_is_one_piece()
    {
        Append((1, "0123456789abcdef\n0123456789"), (1, "abcdef"), (1, "\n0123456789abcdefg\n"));
        Lines(limit: 16).ShouldBe([
            "Stdout #1 t1 '0123456789abcdef' Newline",
            "Stdout #1 t1 '0123456789abcdef' Newline",
            "Stdout #3 t3 '0123456789abcdef' Continued",
            "Stdout #3 t3 'g' Newline cont",
        ]);
    }

    [Fact]
    public void Line_of_10_MB_is_read_in_bounded_memory()
    {
        byte[] line = new byte[10_000_000];
        new Random(1).NextBytes(line);
        line.AsSpan().Replace((byte)'\n', (byte)0);
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stdout, 1, line);
        using LogReader reader = _directory.Read();
        var lines = new LineReader(reader);
        var read = new MemoryStream(line.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int pieces = 0;
        while (lines.TryRead(out LogLine piece) || lines.TryReadPartial(out piece, ended: true))
        {
            piece.Bytes.Length.ShouldBeLessThanOrEqualTo(LineReader.DefaultMaximumLength);
            piece.IsContinuation.ShouldBe(pieces++ > 0);
            read.Write(piece.Bytes);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
        read.ToArray().AsSpan().SequenceEqual(line).ShouldBeTrue();
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_unchanged()
    {
        byte[] bytes = [0xFF, 0, 0xC3, 0x28, 0x80, 0x80, 0x80, 0x80, 0xF0, (byte)'\n', 0xE2, 0x82];
        using (LogWriter writer = _directory.Write()) writer.Append(LogStream.Stdout, 1, bytes);
        using LogReader reader = _directory.Read();
        var lines = new LineReader(reader);
        lines.TryRead(out LogLine line).ShouldBeTrue();
        line.Bytes.ToArray().ShouldBe(bytes[..9]);
        lines.TryRead(out _).ShouldBeFalse();
        lines.TryReadPartial(out line, ended: false).ShouldBeFalse("the character may be completed");
        lines.TryReadPartial(out line, ended: true).ShouldBeTrue();
        line.Bytes.ToArray().ShouldBe(bytes[10..]);
    }

    [Fact]
    public void Prompt_is_shown_and_its_line_goes_on()
    {
        using LogWriter writer = _directory.Write();
        using LogReader reader = _directory.Read();
        var lines = new LineReader(reader);
        Write("name? "u8);
        lines.TryRead(out LogLine line).ShouldBeFalse();
        lines.TryReadPartial(out line, ended: false).ShouldBeTrue();
        Show(line).ShouldBe("Stdout #1 t1 'name? ' Continued");
        lines.TryReadPartial(out line, ended: false).ShouldBeFalse();
        Write("Bo\n"u8);
        lines.TryRead(out line).ShouldBeTrue();
        Show(line).ShouldBe("Stdout #2 t1 'Bo' Newline cont");

        void Write(ReadOnlySpan<byte> bytes)
        {
            writer.Append(LogStream.Stdout, 1, bytes);
            writer.FlushIndex();
        }
    }

    [Fact]
    public void Gap_ends_the_lines_that_had_begun()
    {
        byte[] filler = new byte[1000];
        filler.AsSpan().Fill((byte)'.');
        using (LogWriter writer = _directory.Write(new LogOptions { MaximumBytes = 1 }))
        {
            writer.Append(LogStream.Stderr, 1, "half"u8);
            for (int i = 0; i < 1000; i++) writer.Append(LogStream.Stdout, 2, filler);
            writer.Append(LogStream.Stdout, 3, "\nlast\n"u8);
        }
        using LogReader reader = _directory.Read();
        reader.Streams = LogStreams.Stderr;
        var lines = new LineReader(reader);
        lines.TryRead(out LogLine line).ShouldBeTrue();
        Show(line).ShouldBe("Stderr #1 t1 'half' Missing");
        lines.TryRead(out line).ShouldBeTrue();
        line.Kind.ShouldBe(LogRecordKind.Dropped);
        line.LostBytes.ShouldBe(line.LostRecords * 1000);
        lines.TryRead(out _).ShouldBeFalse();

        List<string> all = Lines();
        all[^1].ShouldBe("Stdout #1002 t3 'last' Newline");
        int gap = all.FindIndex(l => l.Contains("Dropped"));
        all[gap - 2].ShouldStartWith("Stdout #2");
        all[gap - 2].ShouldEndWith("Missing");
        all[gap - 1].ShouldBe("Stderr #1 t1 'half' Missing");
        all[gap + 1].ShouldNotEndWith("cont");
    }

    [Fact]
    public void Lines_are_those_of_each_stream_however_the_output_is_cut()
    {
        Gen<(int, string)> record = Gen.Choose(1, 3).Zip(Gen.Elements("a", "\n", "bb\n", "é", "x\ny\nz", "0123456789abcdefghij", "\0"), (s, t) => (s, t));
        Prop.ForAll(Arb.From(record.ArrayOf()), records =>
        {
            _directory.Restore(new Dictionary<string, byte[]>());
            Append(records);
            using LogReader reader = _directory.Read();
            var lines = new LineReader(reader, 16);
            var joined = new StringBuilder[] { new(), new(), new(), new() };
            while (lines.TryRead(out LogLine line) || lines.TryReadPartial(out line, ended: true))
            {
                StringBuilder target = joined[(int)line.Stream];
                string text = Encoding.UTF8.GetString(line.Bytes);
                if (text.Contains('\uFFFD') || text.Contains('\n') || line.Bytes.Length > 16) return false;
                if (line.IsContinuation != (target.Length > 0 && target[^1] == '|')) return false;
                if (line.IsContinuation) target.Length--;
                target.Append(text).Append(line.Ending switch { LineEnding.Newline => "\n", LineEnding.Continued => "|", _ => "" });
            }
            return Enumerable.Range(1, 3).All(s =>
                joined[s].ToString().TrimEnd('|') == string.Concat(records.Where(r => r.Item1 == s).Select(r => r.Item2)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(60));
    }

    private void Append(params (int Stream, string Text)[] records)
    {
        using LogWriter writer = _directory.Write();
        int time = 0;
        foreach ((int stream, string text) in records) writer.Append((LogStream)stream, ++time, Encoding.UTF8.GetBytes(text));
    }

    private List<string> Lines(int limit = LineReader.DefaultMaximumLength)
    {
        using LogReader reader = _directory.Read();
        var lines = new LineReader(reader, limit);
        List<string> all = [];
        while (lines.TryRead(out LogLine line) || lines.TryReadPartial(out line, ended: true)) all.Add(Show(line));
        return all;
    }

    private static string Show(LogLine line) => line.Kind == LogRecordKind.Output
        ? $"{line.Stream} #{line.Sequence} t{line.TimeNs} '{Encoding.UTF8.GetString(line.Bytes)}' {line.Ending}{(line.IsContinuation ? " cont" : "")}"
        : $"{line.Kind} {line.LostRecords} {line.LostBytes}";
}

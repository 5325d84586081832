using Drover.Engine.Signals;
using Drover.Shell.Histories;

namespace Drover.Shell.Tests.Histories;

/// <summary>Lines of a history file.</summary>
public sealed class HistoryRecordTests
{
    [Fact]
    public void Record_reads_as_it_was_written()
    {
        var entry = new HistoryEntry(1, "for i in a\tb\ndo echo \\n; done")
        {
            StartedAt = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(1_234_567),
            Duration = TimeSpan.FromMicroseconds(89),
            Status = 130,
            Job = 2,
            Statuses = [0, 141],
            EndedBy = Signal.PIPE,
            ProcessorTime = TimeSpan.FromMicroseconds(7),
            PeakMemory = 4_000_000_000,
            Directory = "/a\tb",
        };
        string line = HistoryRecord.Write(entry);
        line.Count(c => c == '\n').ShouldBe(1);
        HistoryEntry read = HistoryRecord.Read(line[..^1], 5)!;
        read.Number.ShouldBe(5);
        (read.Command, read.StartedAt, read.Duration, read.Status, read.Job, read.Directory)
            .ShouldBe((entry.Command, entry.StartedAt, entry.Duration, entry.Status, entry.Job, entry.Directory));
        (read.EndedBy, read.ProcessorTime, read.PeakMemory).ShouldBe((entry.EndedBy, entry.ProcessorTime, entry.PeakMemory));
        read.Statuses.ShouldBe([0, 141]);
    }

    [Fact]
    public void Record_of_six_fields_is_one_too()
    {
        HistoryEntry read = HistoryRecord.Read("1234567\t89\t3\t-\t/tmp\tls -l", 1)!;
        (read.Command, read.Status, read.Directory, read.ProcessorTime).ShouldBe(("ls -l", 3, "/tmp", null));
        read.Statuses.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ls -l")]
    [InlineData("1\t2\t3")]
    [InlineData("a\tb\tc\td\te\tf")]
    [InlineData("1\t1\t1\t-\t0,x\t-\t-\t-\t-\tx")]
    [InlineData("1\t1\t1\t-\t-\t65\t-\t-\t-\tx")]
    [InlineData("999999999999999999\t1\t1\t-\t-\tx")]
    public void Any_other_line_is_a_command(string line) => HistoryRecord.Read(line, 1)!.Command.ShouldBe(line);

    [Fact]
    public void First_line_is_no_command() => HistoryRecord.Read(HistoryRecord.Header, 1).ShouldBeNull();
}

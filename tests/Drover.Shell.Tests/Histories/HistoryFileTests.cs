using Drover.Shell.Histories;
using Drover.Testing;

namespace Drover.Shell.Tests.Histories;

/// <summary>A history file that several shells write.</summary>
public sealed class HistoryFileTests
{
    [Fact]
    public void Reader_sees_what_others_have_added_since()
    {
        using var directory = new TemporaryDirectory();
        var mine = new HistoryFile(directory["deep/er/history"]);
        var other = new HistoryFile(directory["deep/er/history"]);
        mine.Append("one\n").ShouldBe(0);
        mine.ReadNew(out bool isNew).ShouldBe([HistoryRecord.Header, "one"]);
        isNew.ShouldBeTrue();
        other.Append("two\n").ShouldBe(0);
        mine.ReadNew(out isNew).ShouldBe(["two"]);
        isNew.ShouldBeFalse();
    }

    [Fact]
    public void File_that_was_cut_is_read_from_its_start()
    {
        using var directory = new TemporaryDirectory();
        var mine = new HistoryFile(directory["history"]);
        mine.Append("one\ntwo\n").ShouldBe(0);
        _ = mine.ReadNew(out _);
        new HistoryFile(directory["history"]).Replace(["two\n"]).ShouldBe(0);
        mine.ReadNew(out bool isNew).ShouldBe([HistoryRecord.Header, "two"]);
        isNew.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_lost_while_another_cuts()
    {
        using var directory = new TemporaryDirectory();
        string path = directory["history"];
        var writers = Enumerable.Range(0, 3).Select(writer => new Thread(() =>
        {
            var file = new HistoryFile(path);
            for (int i = 0; i < 100; i++) file.Append($"{writer} {i}\n").ShouldBe(0);
        })).ToArray();
        foreach (Thread thread in writers) thread.Start();
        while (writers.Any(thread => thread.IsAlive)) new HistoryFile(path).Cut(1000).ShouldBe(0);
        foreach (Thread thread in writers) thread.Join();
        new HistoryFile(path).Cut(1000).ShouldBe(0);
        new HistoryFile(path).ReadNew(out _).Count.ShouldBe(301);
        new HistoryFile(path).Cut(10).ShouldBe(0);
        new HistoryFile(path).ReadNew(out _).Count.ShouldBe(11);
    }

    [Fact]
    public void Missing_directory_that_can_not_be_made_is_an_error_number() => new HistoryFile("/proc/nosuch/history").Append("x\n").ShouldNotBe(0);
}

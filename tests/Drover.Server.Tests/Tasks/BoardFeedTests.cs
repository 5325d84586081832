using Drover.Server.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Tests.Tasks;

public sealed class BoardFeedTests
{
    [Fact]
    public void What_is_kept_of_an_event_is_small_whatever_its_task_and_run_hold()
    {
        var feed = new BoardFeed();
        var task = new BoardTask { Seq = 1, Title = "t", Context = new string('x', 1_000_000), LastLines = ["a line"] };
        var run = new BoardRun
        {
            Id = "r_1",
            TaskSeq = 1,
            Cause = Intent.User,
            Profile = "default",
            WorkingDirectory = "/",
            Limits = new RunLimits(null, null, null, null, 5000, null, null, null),
            Command = ["agent", new string('x', 100_000)],
        };
        feed.Publish(new BoardEvent { Type = "task.updated", TaskSeq = 1, Task = task, Run = run });
        BoardEvent kept = feed.After(0)!.Single();
        (kept.Task!.Context.Length, kept.Task.LastLines.Length, kept.Run!.Command.Length).ShouldBe((BoardTask.CardContext + 1, 0, 0));
        (kept.Rev, kept.Task.Title, kept.Run.Id).ShouldBe((1, "t", "r_1"));
        feed.Publish(new BoardEvent { Type = "task.updated", TaskSeq = 1, Task = task with { Context = "brief" } });
        feed.After(1)!.Single().Task!.Context.ShouldBe("brief");
    }
}

using Drover.Server.Schedules;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Server.Tests.Schedules;

public sealed class ScheduleBookTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTime _time = new(new DateTimeOffset(2026, 3, 1, 11, 59, 30, TimeSpan.Zero));
    private readonly SqliteDatabase _database;
    private readonly ScheduleBook _book;

    public ScheduleBookTests()
    {
        _database = new SqliteDatabase(_directory["board.db"]);
        _book = new ScheduleBook(_database, new BoardFeed(), _time);
    }

    [Fact]
    public async Task A_task_is_made_and_queued_each_time_it_is_due()
    {
        await StoreAsync(new Schedule { Name = "often", Cron = "0 * * * *", Overlap = "queue", Template = new BoardTask { Title = "hourly", Priority = 3 } });
        (await _book.RunDueAsync()).ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(30));
        (await _book.RunDueAsync()).ShouldBe(1);
        (await _book.RunDueAsync()).ShouldBe(0);
        _time.Advance(TimeSpan.FromHours(1));
        (await _book.RunDueAsync()).ShouldBe(1);
        BoardTask[] tasks = [.. _database.Read(TaskTable.Waiting)];
        tasks.Select(task => (task.Title, task.Lane, task.Priority)).ShouldBe([("hourly", TaskLane.Queued, 3), ("hourly", TaskLane.Queued, 3)]);
        Read("often").LastTaskSeq.ShouldBe(tasks[1].Seq);
        _database.Read(session => AuditTable.OfTask(session, tasks[0].Seq)).Single().Kind.ShouldBe("scheduled");
    }

    [Fact]
    public async Task One_that_has_not_ended_is_not_overtaken()
    {
        await StoreAsync(new Schedule { Name = "often", Cron = "* * * * *", Template = new BoardTask { Title = "t" } });
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _book.RunDueAsync()).ShouldBe(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _book.RunDueAsync()).ShouldBe(0);
        Read("often").LastResult.ShouldBe("skipped: t-1 has not ended");
        await _database.WriteAsync(session =>
        {
            TaskTable.Update(session, TaskTable.Find(session, 1)! with { Lane = TaskLane.Review });
            return true;
        });
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _book.RunDueAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_missed_is_made_up_for_once_or_not_at_all()
    {
        await StoreAsync(new Schedule { Name = "none", Cron = "*/10 * * * *", Template = new BoardTask { Title = "none" } });
        await StoreAsync(new Schedule { Name = "one", Cron = "*/10 * * * *", CatchUp = "one", Template = new BoardTask { Title = "one" } });
        _time.Advance(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(5));
        (await _book.RunDueAsync()).ShouldBe(1);
        _database.Read(TaskTable.Waiting).Single().Title.ShouldBe("one");
        Read("none").LastResult.ShouldBe("skipped: no server ran at that time");
        Read("none").NextAt.ShouldBe(Read("one").NextAt);
        Read("none").NextAt!.Value.ShouldBeGreaterThan(_time.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    private Schedule Read(string name) => _database.Read(session => ScheduleTable.Find(session, name))!;

    private Task StoreAsync(Schedule schedule) => _database.WriteAsync(session => ScheduleTable.Write(session, schedule.After(_time.GetUtcNow())));
}

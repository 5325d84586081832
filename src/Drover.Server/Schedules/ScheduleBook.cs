// Constraints
//   The server may have been down for a week, or be killed while it makes a task: nothing is made twice, and a week of hourly jobs does not start at once.
// Scheme
//   One transaction makes the task and sets the next time. What was due longer ago than a server may need to come back was missed: it is made up for once, or not at all.

using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Schedules;

/// <summary>Makes the tasks of schedules when they are due.</summary>
internal sealed class ScheduleBook(IDatabase database, BoardFeed feed, TimeProvider time)
{
    private static readonly TimeSpan s_missed = TimeSpan.FromMinutes(2);

    /// <summary>Makes and queues the tasks that are due.</summary>
    /// <returns>How many were made.</returns>
    public async Task<int> RunDueAsync()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (database.Read(ScheduleTable.NextAt) is not { } next || next > now) return 0;
        List<BoardTask> made = [];
        await database.WriteAsync(
            session =>
            {
                made.Clear();
                foreach (Schedule due in ScheduleTable.Due(session, now)) Run(session, due, now, made);
                return made.Count;
            },
            durable: true,
            committed: _ =>
            {
                foreach (BoardTask task in made) feed.Publish(new BoardEvent { Type = "task.updated", TaskSeq = task.Seq, Task = task, Intent = Intent.Scheduler });
                if (made.Count > 0) feed.Publish(new BoardEvent { Type = "queue.changed", Intent = Intent.Scheduler });
            }).ConfigureAwait(false);
        return made.Count;
    }

    private static void Run(DatabaseSession session, Schedule schedule, DateTimeOffset now, List<BoardTask> made)
    {
        Schedule after = Later(schedule, now) with { LastAt = schedule.NextAt };
        bool isBusy = schedule.LastTaskSeq is { } last && TaskTable.Find(session, last) is { Lane: TaskLane.Queued or TaskLane.Blocked or TaskLane.Running or TaskLane.Stopping };
        if (now - schedule.NextAt > s_missed && schedule.CatchUp == "none") after = after with { LastResult = "skipped: no server ran at that time" };
        else if (isBusy && schedule.Overlap == "skip") after = after with { LastResult = $"skipped: {TaskIds.Of(schedule.LastTaskSeq!.Value)} has not ended" };
        else
        {
            BoardTask task = TaskTable.Insert(session, schedule.Template with { Lane = TaskLane.Queued, QueuedAt = now, CreatedAt = now, UpdatedAt = now, Rev = 1 });
            AuditTable.Insert(session, new AuditEntry
            {
                TaskSeq = task.Seq,
                At = now,
                Kind = "scheduled",
                FromLane = TaskLane.Todo,
                ToLane = TaskLane.Queued,
                Intent = Intent.Scheduler,
                Actor = "drover-server",
                Detail = $"Made by the schedule '{schedule.Name}'",
            });
            made.Add(task);
            after = after with { LastTaskSeq = task.Seq, LastResult = $"made {task.Id}" };
        }
        ScheduleTable.Write(session, after);
    }

    // Time zones may be removed from a system; then it stands still and says so.
    private static Schedule Later(Schedule schedule, DateTimeOffset now)
    {
        try
        {
            return schedule.After(now);
        }
        catch (Exception e) when (e is FormatException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            return schedule with { NextAt = null, IsEnabled = false, LastResult = $"switched off: {e.Message}" };
        }
    }
}

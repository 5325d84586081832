using Drover.Server.Endpoints;
using Drover.Server.Queues;
using Drover.Server.Resources;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;
using Drover.Server.Webhooks;

namespace Drover.Server.Tests.Storage;

/// <summary>What every kind of database must do; each kind has a class below this one.</summary>
public abstract class DatabaseTests
{
    [Fact]
    public async Task A_task_comes_back_as_it_was_stored()
    {
        await using IDatabase database = await OpenAsync();
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_123);
        BoardTask stored = await database.WriteAsync(session => TaskTable.Insert(session, Draft("ä\"' 🐑\none") with
        {
            Context = new string('x', 100_000),
            Labels = ["a", "b%", "\u0001"],
            Settings = TaskSettings.None with { TimeoutMs = long.MaxValue, DependsOn = ["t-9"] },
            Attention = new Attention("why", "because"),
            QueuedAt = now,
            CreatedAt = now,
            UpdatedAt = now,
            Priority = -7,
            LastLines = ["one\0two"],
        }));
        BoardTask read = database.Read(session => TaskTable.Find(session, stored.Seq))!;
        read.Title.ShouldBe(stored.Title);
        read.Context.ShouldBe(stored.Context);
        read.Labels.ShouldBe(stored.Labels);
        read.Settings.TimeoutMs.ShouldBe(long.MaxValue);
        read.Settings.DependsOn.ShouldBe(["t-9"]);
        read.Attention.ShouldBe(stored.Attention);
        read.QueuedAt.ShouldBe(now);
        read.NotBefore.ShouldBeNull();
        read.LastLines.ShouldBe(["one\0two"]);
        read.Priority.ShouldBe(-7);
        read.Position.ShouldBe(stored.Position);
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing_and_the_next_one_works()
    {
        await using IDatabase database = await OpenAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => database.WriteAsync<int>(session =>
        {
            TaskTable.Insert(session, Draft("gone"));
            throw new InvalidOperationException();
        }));
        await database.WriteAsync(session => TaskTable.Insert(session, Draft("kept")), durable: true);
        database.Read(session => session.QueryNumber("SELECT count(*) FROM task")).ShouldBe(1);
        database.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task News_go_out_in_the_order_of_the_commits()
    {
        await using IDatabase database = await OpenAsync();
        var seen = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => database.WriteAsync(session => TaskTable.Insert(session, Draft($"{i}")), durable: i % 3 == 0, committed: task => seen.Add(task.Seq))));
        seen.ShouldBe(Enumerable.Range(1, 200).Select(i => (long)i));
    }

    [Fact]
    public async Task A_read_sees_one_moment()
    {
        await using IDatabase database = await OpenAsync();
        long? before = null, after = null;
        Task<BoardTask>? write = null;
        database.Read(session =>
        {
            before = session.QueryNumber("SELECT count(*) FROM task");
            write = database.WriteAsync(each => TaskTable.Insert(each, Draft("meanwhile")));
            write.Wait();
            after = session.QueryNumber("SELECT count(*) FROM task");
            return 0;
        });
        (before, after).ShouldBe((0L, 0L));
        database.Read(session => session.QueryNumber("SELECT count(*) FROM task")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_live_runs_of_one_task_are_refused_by_the_database_itself()
    {
        await using IDatabase database = await OpenAsync();
        BoardTask task = await database.WriteAsync(session => TaskTable.Insert(session, Draft("one")));
        Task<bool> Add(string id, RunPhase phase) => database.WriteAsync(session =>
        {
            RunTable.Insert(session, Run(id, task.Seq, phase));
            return true;
        });
        await Add("r_1", RunPhase.Succeeded);
        await Add("r_2", RunPhase.Running);
        await Should.ThrowAsync<StorageException>(() => Add("r_3", RunPhase.Reserved));
        database.Read(RunTable.Live).Select(run => run.Id).ShouldBe(["r_2"]);
    }

    [Fact]
    public async Task A_run_comes_back_as_it_was_changed_and_goes_with_its_task()
    {
        await using IDatabase database = await OpenAsync();
        BoardTask task = await database.WriteAsync(session => TaskTable.Insert(session, Draft("one")));
        BoardRun run = Run("r_1", task.Seq, RunPhase.Reserved);
        await database.WriteAsync(session =>
        {
            RunTable.Insert(session, run);
            RunTable.Update(session, run with
            {
                Phase = RunPhase.Failed,
                ExitCode = 3,
                Pid = int.MaxValue,
                StartTicks = long.MaxValue / 2,
                Usage = new RunUsage(1, 2, 3, 4),
                EndedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(5),
                Leftovers = ["4711 sleep"],
            });
            SampleTable.Insert(session, run.Id, [(1, new ResourceSample(1000, 2, 3, 4, 5, 6, 7)), (1, new ResourceSample(1000, 9, 9, 9, 9, 9, 9))]);
            return true;
        });
        BoardRun read = database.Read(session => RunTable.Find(session, run.Id))!;
        (read.Phase, read.ExitCode, read.Pid, read.StartTicks, read.Usage).ShouldBe((RunPhase.Failed, 3, int.MaxValue, long.MaxValue / 2, new RunUsage(1, 2, 3, 4)));
        read.Leftovers.ShouldBe(["4711 sleep"]);
        database.Read(session => SampleTable.Read(session, run.Id, 0, long.MaxValue)).ShouldBe([(1, new ResourceSample(1000, 2, 3, 4, 5, 6, 7))]);
        await database.WriteAsync(session =>
        {
            TaskTable.Delete(session, task.Seq);
            return true;
        });
        database.Read(session => RunTable.Find(session, run.Id)).ShouldBeNull();
        database.Read(session => SampleTable.Read(session, run.Id, 0, long.MaxValue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tasks_are_found_by_label_text_and_priority_and_paged_in_any_order()
    {
        await using IDatabase database = await OpenAsync();
        await database.WriteAsync(session =>
        {
            for (int i = 0; i < 25; i++)
            {
                TaskTable.Insert(session, Draft($"Task {i} {(i % 5 == 0 ? "50%_Ä" : "")}") with
                {
                    Labels = i % 2 == 0 ? ["even", "all"] : ["all"],
                    Priority = i % 3,
                    CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(100 - i),
                    UpdatedAt = DateTimeOffset.UnixEpoch.AddSeconds(i % 4),
                });
            }
            return true;
        });
        Find(database, new TaskFilter { Label = "even" }).Count.ShouldBe(13);
        Find(database, new TaskFilter { Label = "eve" }).ShouldBeEmpty();
        Find(database, new TaskFilter { Text = "50%_" }).Count.ShouldBe(5);
        Find(database, new TaskFilter { Text = "TASK 1" }).Count.ShouldBe(11);
        Find(database, new TaskFilter { Text = "_ä" }).Count.ShouldBe(5);
        Find(database, new TaskFilter { Lanes = [TaskLane.Todo, TaskLane.Done, TaskLane.Todo] }).Count.ShouldBe(25);
        Find(database, new TaskFilter { Priority = 2 }).Count.ShouldBe(8);
        Find(database, new TaskFilter { Lanes = [TaskLane.Done] }).ShouldBeEmpty();
        foreach (string sort in TaskFilter.Sorts.SelectMany(word => (string[])[word, $"-{word}"]))
        {
            List<long> found = Find(database, new TaskFilter { Sort = sort });
            found.Count.ShouldBe(25, sort);
            found.Distinct().Count().ShouldBe(25, sort);
        }
        Find(database, new TaskFilter { Sort = "-created" }).ShouldBe(Enumerable.Range(1, 25).Select(i => (long)i));
    }

    [Fact]
    public async Task The_queue_is_as_it_was_set()
    {
        await using IDatabase database = await OpenAsync();
        database.Read(QueueStateTable.Read).ShouldBe(QueueState.Initial);
        DateTimeOffset until = DateTimeOffset.UnixEpoch.AddSeconds(9);
        foreach (QueueState state in (QueueState[])[new(3, true, "tea", until, false), new(null, false, null, null, true)])
        {
            await database.WriteAsync(session => QueueStateTable.Write(session, state, until));
            database.Read(QueueStateTable.Read).ShouldBe(state);
        }
    }

    [Fact]
    public async Task What_has_to_be_delivered_is_found_when_it_is_due()
    {
        await using IDatabase database = await OpenAsync();
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_123);
        var webhook = new Webhook { Id = "w_1", Url = "http://localhost/", Events = ["*"], Secret = "secret", CreatedAt = now };
        await database.WriteAsync(session => WebhookTable.Write(session, webhook));
        database.Read(session => WebhookTable.Find(session, "w_1"))!.Events.ShouldBe(webhook.Events);
        for (int i = 0; i < 3; i++)
        {
            await database.WriteAsync(session =>
            {
                WebhookDeliveryTable.Insert(session, new WebhookDelivery { WebhookId = "w_1", EventId = $"e_{i}", Event = "test", Body = "{}", CreatedAt = now.AddSeconds(i) });
                return i;
            });
        }
        database.Read(session => WebhookDeliveryTable.Due(session, now)).ShouldBe(["w_1"]);
        WebhookDelivery first = database.Read(session => WebhookDeliveryTable.FirstDue(session, "w_1", now))!;
        (first.EventId, first.CreatedAt, first.NextAt).ShouldBe(("e_0", now, now));
        await database.WriteAsync(session => WebhookDeliveryTable.Update(session, first with { Status = WebhookDelivery.Delivered, Attempts = 1, NextAt = null, LastAt = now, HttpStatus = 204 }));
        database.Read(session => WebhookDeliveryTable.Due(session, now)).ShouldBeEmpty();
        database.Read(session => WebhookDeliveryTable.NextAt(session, now)).ShouldBe(now.AddSeconds(1));
        database.Read(WebhookDeliveryTable.Waiting).ShouldBe(new Dictionary<string, long> { ["w_1"] = 2 });
        await database.WriteAsync(session => WebhookDeliveryTable.Prune(session, now.AddSeconds(1)));
        (List<WebhookDelivery> page, string? next, long total) = database.Read(session => WebhookDeliveryTable.Page(session, "w_1", 1, null));
        (page.Single().EventId, next is null, total).ShouldBe(("e_2", false, 2));
        await database.WriteAsync(session => WebhookTable.Write(session, webhook with { IsEnabled = false, Rev = 2 }));
        database.Read(session => WebhookDeliveryTable.Due(session, now.AddDays(1))).ShouldBeEmpty();
        await database.WriteAsync(session => WebhookTable.Delete(session, "w_1"));
        database.Read(session => session.QueryNumber("SELECT count(*) FROM webhook_delivery")).ShouldBe(0);
    }

    [Fact]
    public async Task Every_task_of_a_page_has_its_newest_run()
    {
        await using IDatabase database = await OpenAsync();
        // More than are read at once, some without a run.
        List<BoardTask> stored = await database.WriteAsync(session => Enumerable.Range(0, 130).Select(i =>
        {
            BoardTask task = TaskTable.Insert(session, Draft($"Task {i}"));
            if (i % 3 == 0) return task;
            RunTable.Insert(session, Run($"r_{i}_old", task.Seq, RunPhase.Stopped));
            RunTable.Insert(session, Run($"r_{i}", task.Seq, RunPhase.Failed) with { Attempt = 2, ReasonKind = "exit_code", ReasonText = "3", ExitCode = 3, Pid = i + 1, StartedAt = DateTimeOffset.UnixEpoch });
            TaskTable.Update(session, task = task with { LastRunId = $"r_{i}" });
            return task;
        }).ToList());
        List<TaskAnswer> cards = database.Read(session => TaskEndpoints.Cards(session, stored).ToList());
        cards.Select(card => card.Id).ShouldBe(stored.Select(task => task.Id));
        for (int i = 0; i < cards.Count; i++)
        {
            RunSummary? expected = i % 3 == 0 ? null : RunSummary.Of(database.Read(session => RunTable.Find(session, $"r_{i}")));
            cards[i].LastRun.ShouldBe(expected);
        }
        database.Read(session => TaskEndpoints.Cards(session, []).ToList()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tasks_that_wait_are_counted_and_the_first_that_becomes_due_is_found()
    {
        await using IDatabase database = await OpenAsync();
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_000);
        database.Read(session => TaskTable.NextDue(session, now)).ShouldBeNull();
        await database.WriteAsync(session =>
        {
            foreach ((TaskLane lane, int due) in ((TaskLane, int)[])[(TaskLane.Queued, 9), (TaskLane.Blocked, 5), (TaskLane.Queued, 0), (TaskLane.Todo, 1)])
                TaskTable.Insert(session, Draft("one") with { Lane = lane, NotBefore = now.AddSeconds(due) });
            return TaskTable.Insert(session, Draft("at once") with { Lane = TaskLane.Queued });
        });
        database.Read(TaskTable.CountWaiting).ShouldBe(4);
        database.Read(session => TaskTable.NextDue(session, now)).ShouldBe(now.AddSeconds(5));
        database.Read(session => TaskTable.NextDue(session, now.AddSeconds(9))).ShouldBeNull();
    }

    [Fact]
    public async Task A_database_that_works_says_so_and_a_closed_one_refuses()
    {
        IDatabase database = await OpenAsync();
        await using (database) (await database.ProbeAsync()).ShouldBeNull();
        database.IsClosed.ShouldBeTrue();
        (await Should.ThrowAsync<StorageException>(() => database.WriteAsync(_ => 1))).Message.ShouldContain("has been closed");
    }

    /// <summary>Opens a new, empty database.</summary>
    private protected abstract Task<IDatabase> OpenAsync();

    private protected static BoardTask Draft(string title) => new() { Title = title };

    private static BoardRun Run(string id, long task, RunPhase phase) =>
        new() { Id = id, TaskSeq = task, Cause = Intent.User, Phase = phase, Profile = "default", WorkingDirectory = "/", Limits = new RunLimits(1, null, null, null, 1000) };

    private static List<long> Find(IDatabase database, TaskFilter filter)
    {
        List<long> found = [];
        string? cursor = null;
        do
        {
            (List<BoardTask> tasks, string? next, long total) = database.Read(session => filter.Find(session, 4, cursor))!.Value;
            found.AddRange(tasks.Select(task => task.Seq));
            total.ShouldBeGreaterThanOrEqualTo(tasks.Count);
            cursor = next;
        }
        while (cursor is not null);
        return found;
    }
}

using Drover.Server.Agents;
using Drover.Server.Queues;
using Drover.Server.Runs;
using Drover.Server.Schedules;
using Drover.Server.Storage;
using Drover.Server.Webhooks;

namespace Drover.Server.Tasks;

internal sealed partial class Board
{
    private volatile bool _isClosed;

    /// <summary>From now on nothing is started: the server is stopping.</summary>
    public void CloseAdmission() => _isClosed = true;

    /// <summary>How many runs may be live at once while the queue is not set otherwise.</summary>
    public int Capacity => _settings.Capacity;

    /// <summary>How the queue is set now.</summary>
    public QueueState State(DatabaseSession session)
    {
        QueueState state = QueueStateTable.Read(session).At(_time.GetUtcNow());
        return _isClosed ? state with { IsDraining = true } : state;
    }

    /// <summary>Who holds the slots now.</summary>
    public SlotUse Slots(DatabaseSession session, out List<BoardRun> live)
    {
        live = RunTable.Live(session);
        return new SlotUse(QueueStateTable.Read(session).Capacity ?? Capacity, [.. live.Select(run => run.TaskId)]);
    }

    /// <summary>Changes how the queue is set.</summary>
    public async Task<QueueState> SetQueueAsync(Func<QueueState, QueueState> change)
    {
        bool isOver = false;
        QueueState state = await _database.WriteAsync(
            session =>
            {
                QueueState was = QueueStateTable.Read(session), now = WriteQueue(session, was, change);
                isOver = was.Cause == "rate_limit" && now.Cause != "rate_limit";
                return now;
            },
            committed: _ => TellOfQueue(Intent.User, isOver)).ConfigureAwait(false);
        QueueWoken();
        return state;
    }

    /// <summary>Puts a task into the queue, and starts it if nothing keeps it.</summary>
    public Task<Outcome> QueueAsync(long seq, Intent intent, string actor) => ApplyAsync(seq, new TaskEvent.QueueAsked(), intent, actor);

    /// <summary>Puts waiting tasks into a new order among themselves.</summary>
    /// <returns>False when one of them does not wait.</returns>
    public async Task<bool> ReorderAsync(IReadOnlyList<long> seqs)
    {
        bool done = await _database.WriteAsync(session =>
        {
            var waiting = TaskTable.Waiting(session).ToDictionary(task => task.Seq);
            if (seqs.Any(seq => !waiting.ContainsKey(seq))) return false;
            double[] positions = [.. seqs.Select(seq => waiting[seq].Position).Order()];
            for (int i = 0; i < seqs.Count; i++)
            {
                BoardTask task = waiting[seqs[i]];
                TaskTable.Update(session, task with { Position = positions[i], Rev = task.Rev + 1, UpdatedAt = _time.GetUtcNow() });
            }
            return true;
        }).ConfigureAwait(false);
        if (done) Feed.Publish(new BoardEvent { Type = "queue.changed", Intent = Intent.User });
        return done;
    }

    /// <summary>Ends a pause whose time is over, so that everybody hears of it.</summary>
    public async Task EndPauseAsync()
    {
        bool IsOver(QueueState state) => state.IsPaused && !state.At(_time.GetUtcNow()).IsPaused;
        if (!_database.Read(session => IsOver(QueueStateTable.Read(session)))) return;
        bool wasLimited = false;
        await _database.WriteAsync(
            session =>
            {
                QueueState was = QueueStateTable.Read(session);
                if (!IsOver(was)) return false;
                wasLimited = was.Cause == "rate_limit";
                WriteQueue(session, was, state => state.Resumed());
                return true;
            },
            committed: isDone =>
            {
                if (isDone) TellOfQueue(Intent.Scheduler, wasLimited);
            }).ConfigureAwait(false);
    }

    /// <summary>Starts the first waiting task that nothing keeps.</summary>
    /// <returns>Whether one was started, or could not be started and has left the queue.</returns>
    public async Task<bool> RunNextAsync()
    {
        // Nothing is written, and nobody is kept from writing, while nothing can be done.
        if (!_database.Read(session => TaskTable.CountWaiting(session) > 0)) return false;
        TaskLane? from = null;
        AgentProfile? profile = null;
        List<(Outcome Outcome, TaskLane From)> moved = [];
        Outcome? next = await _database.WriteAsync(
            session =>
            {
                SlotUse slots = Slots(session, out _);
                QueueState state = State(session);
                foreach (BoardTask waiting in TaskTable.Waiting(session))
                {
                    List<string> unmet = Dependencies.Unmet(session, waiting);
                    BoardTask task = Sort(session, waiting, unmet, moved);
                    if (Admission.ForQueue(task, unmet, slots, state, _time.GetUtcNow()) is not null) continue;
                    from = task.Lane;
                    Intent intent = task.Failures > 0 ? Intent.Retry : task.Recoveries > 0 ? Intent.Recovery : Intent.Scheduler;
                    Change change = Lifecycle.Apply(task, null, new TaskEvent.RunAsked(Reserve(session, task, new RunWish(), out profile)), intent);
                    if (change.Refusal is null) return Store(session, task, null, change, "run-asked", intent, "queue", null);
                }
                return null;
            },
            durable: true,
            committed: outcome =>
            {
                foreach ((Outcome changed, TaskLane lane) in moved) Publish(changed, lane, Intent.Scheduler);
                if (outcome is not null) Publish(outcome, from, Intent.Scheduler);
            }).ConfigureAwait(false);
        if (next is null) return false;
        await StartAsync(next, profile).ConfigureAwait(false);
        return true;
    }

    /// <summary>The first time after a moment at which a waiting task becomes due or a pause ends; null when there is none.</summary>
    /// <param name="since">When the queue was last looked at: what became due during the look is due at once.</param>
    public DateTimeOffset? NextDue(DateTimeOffset since) => _database.Read(session =>
    {
        List<DateTimeOffset> times = [];
        if (TaskTable.NextDue(session, since) is { } waiting) times.Add(waiting);
        if (QueueStateTable.Read(session) is { IsPaused: true, Until: { } until }) times.Add(until);
        if (ScheduleTable.NextAt(session) is { } scheduled) times.Add(scheduled);
        times.RemoveAll(time => time <= since);
        return times.Count == 0 ? (DateTimeOffset?)null : times.Min();
    });

    /// <summary>Why each waiting task is or is not next, in the order of the queue.</summary>
    public List<(BoardTask Task, Hindrance? Hindrance)> Explain(DatabaseSession session)
    {
        SlotUse slots = Slots(session, out _);
        QueueState state = State(session);
        var explained = new List<(BoardTask, Hindrance?)>();
        int free = slots.Capacity - slots.TaskIds.Length;
        foreach (BoardTask task in TaskTable.Waiting(session))
        {
            Hindrance? hindrance = Admission.ForQueue(task, Dependencies.Unmet(session, task), slots, state, _time.GetUtcNow());
            if (hindrance is null && free-- <= 0) hindrance = new Hindrance("ahead", "Others are before it");
            explained.Add((task, hindrance));
        }
        return explained;
    }

    private QueueState WriteQueue(DatabaseSession session, QueueState was, Func<QueueState, QueueState> change)
    {
        DateTimeOffset time = _time.GetUtcNow();
        QueueState now = QueueStateTable.Write(session, change(was), time);
        WebhookOutbox.Add(session, was, now, time);
        return now;
    }

    private void TellOfQueue(Intent intent, bool isLimitOver)
    {
        Feed.Publish(new BoardEvent { Type = "queue.changed", Intent = intent });
        if (isLimitOver) Feed.Publish(new BoardEvent { Type = "rate-limit.resumed", Intent = intent });
    }

    private BoardTask Sort(DatabaseSession session, BoardTask task, List<string> unmet, List<(Outcome, TaskLane)> moved)
    {
        TaskEvent happened = unmet.Count > 0 ? new TaskEvent.DependencyMissing(unmet) : new TaskEvent.DependencyMet();
        Change change = Lifecycle.Apply(task, null, happened, Intent.Scheduler);
        if (change.Task == task) return task;
        Outcome outcome = Store(session, task, null, change, happened.Kind, Intent.Scheduler, "queue", change.Task.Attention?.Text);
        moved.Add((outcome, task.Lane));
        return outcome.Task!;
    }
}

// Constraints
//   Requests, the queue, ends of runs and recovery change the same tasks at the same time; the server may be killed between any two steps.
// Scheme
//   Every change is one write transaction: read task and run, ask Lifecycle, store both with an audit row. News go out after the commit, in its order;
//   effects are carried out after it, and what comes of them is the next event. A run holds its slot from the commit that reserved it.

using System.Collections.Immutable;
using Drover.Server.Agents;
using Drover.Server.Hosting;
using Drover.Server.Queues;
using Drover.Server.Runs;
using Drover.Server.Schedules;
using Drover.Server.Settings;
using Drover.Server.Storage;
using Drover.Server.Telemetry;
using Drover.Server.Webhooks;
using Drover.Server.Workspaces;

namespace Drover.Server.Tasks;

/// <summary>The tasks and their runs: everything that changes them goes through here.</summary>
internal sealed partial class Board
{
    private static readonly TimeSpan s_storageRetry = TimeSpan.FromMilliseconds(500);

    private readonly IDatabase _database;
    private readonly Supervisor _supervisor;
    private readonly RunSpecs _specs;
    private readonly ServerSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>Makes it.</summary>
    public Board(IDatabase database, Supervisor supervisor, RunSpecs specs, ServerSettings settings, TimeProvider time)
    {
        _database = database;
        _supervisor = supervisor;
        _specs = specs;
        _settings = settings;
        _time = time;
        Profiles = new ProfileBook(database, Feed, settings, time);
        Schedules = new ScheduleBook(database, Feed, time);
        _supervisor.ReportTo(ReportAsync);
    }

    /// <summary>What viewers are told.</summary>
    public BoardFeed Feed { get; } = new();

    /// <summary>How agents are called.</summary>
    public ProfileBook Profiles { get; }

    /// <summary>What makes tasks again and again.</summary>
    public ScheduleBook Schedules { get; }

    /// <summary>Where it is kept.</summary>
    public IDatabase Database => _database;

    /// <summary>Called when the queue is to be looked at.</summary>
    public Action QueueWoken { get; set; } = static () => { };

    /// <summary>Adds a task to the lane "todo".</summary>
    public async Task<BoardTask> CreateAsync(BoardTask draft)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return await _database.WriteAsync(
            session =>
            {
                if (Dependencies.Check(session, 0, draft.Settings.DependsOn) is { } problem) throw new DependencyException(problem);
                return TaskTable.Insert(session, draft with { CreatedAt = now, UpdatedAt = now });
            },
            committed: task => Feed.Publish(new BoardEvent { Type = "task.updated", TaskSeq = task.Seq, Task = task })).ConfigureAwait(false);
    }

    /// <summary>Changes what people write into a task.</summary>
    /// <param name="seq">The task's number.</param>
    /// <param name="edit">Makes the new task of the old one.</param>
    /// <param name="isCurrent">Whether the caller had read that revision.</param>
    /// <param name="to">The lane that it is to go to; null to leave it where it is.</param>
    public async Task<Outcome> EditAsync(long seq, Func<BoardTask, BoardTask> edit, Func<long, bool> isCurrent, TaskLane? to = null)
    {
        DateTimeOffset now = _time.GetUtcNow();
        TaskLane? from = null;
        return await _database.WriteAsync(
            session =>
            {
                if (TaskTable.Find(session, seq) is not { } task) return new Outcome();
                if (!isCurrent(task.Rev)) return new Outcome { Task = task, IsStale = true };
                from = task.Lane;
                BoardTask changed = edit(task);
                if (changed.Settings.DependsOn != task.Settings.DependsOn && Dependencies.Check(session, seq, changed.Settings.DependsOn) is { } problem)
                    throw new DependencyException(problem);
                if (to is not { } lane)
                {
                    BoardTask edited = changed with { Rev = task.Rev + 1, UpdatedAt = now };
                    TaskTable.Update(session, edited);
                    return new Outcome { Task = edited, Run = LastRun(session, edited) };
                }
                BoardRun? run = task.CurrentRunId is { } id ? RunTable.Find(session, id) : null;
                Change change = Lifecycle.Apply(changed, run, new TaskEvent.MoveAsked(lane), Intent.User);
                return change.Refusal is not null
                    ? new Outcome { Task = task, Run = run, Refusal = change.Refusal }
                    : Store(session, task, run, change, "moved", Intent.User, "api", null);
            },
            committed: outcome =>
            {
                Publish(outcome, from, Intent.User);
                QueueWoken();
            }).ConfigureAwait(false);
    }

    /// <summary>Removes a task that has no live run, with its runs and their logs.</summary>
    public async Task<Outcome> DeleteAsync(long seq, Func<long, bool> isCurrent)
    {
        List<(string Id, string? Durable)> runs = [];
        Outcome outcome = await _database.WriteAsync(
            session =>
            {
                if (TaskTable.Find(session, seq) is not { } task) return new Outcome();
                if (!isCurrent(task.Rev)) return new Outcome { Task = task, IsStale = true };
                if (task.CurrentRunId is not null) return new Outcome { Task = task, Refusal = new Refusal($"{task.Id} has a live run. Stop it first", []) };
                runs = session.Query("SELECT id, durable_id FROM run WHERE task_seq = @seq", row => (row.Text("id"), row.TextOrNull("durable_id")), ("@seq", seq));
                TaskTable.Delete(session, seq);
                return new Outcome { Task = task };
            },
            committed: done =>
            {
                if (done.IsAccepted) Feed.Publish(new BoardEvent { Type = "task.deleted", TaskSeq = seq, Intent = Intent.User });
            }).ConfigureAwait(false);
        if (outcome.IsAccepted)
        {
            // Others may have waited for it.
            QueueWoken();
            // What can't be removed now is left to 'drover prune'.
            await Task.Run(() => runs.ForEach(run => _supervisor.TryRemove(run.Id, run.Durable))).ConfigureAwait(false);
        }
        return outcome;
    }

    /// <summary>Starts a run of a task if there is a slot.</summary>
    /// <returns>With the run as it is after the start: its phase says whether the command could be started.</returns>
    public async Task<Outcome> RunAsync(long seq, RunWish wish, Intent intent, string actor)
    {
        TaskLane? from = null;
        AgentProfile? profile = null;
        Outcome asked = await _database.WriteAsync(
            session =>
            {
                if (TaskTable.Find(session, seq) is not { } task) return new Outcome();
                from = task.Lane;
                SlotUse slots = Slots(session, out List<BoardRun> live);
                BoardRun? own = live.Find(run => run.TaskSeq == seq);
                Change change = Lifecycle.Apply(task, own, new TaskEvent.RunAsked(Reserve(session, task, wish, out profile)), intent);
                if (change.Refusal is not null) return new Outcome { Task = task, Run = own, Refusal = change.Refusal };
                if (Admission.ForPerson(slots, State(session)) is { } hindrance) return new Outcome { Task = task, Hindrance = hindrance, Slots = slots };
                return Store(session, task, null, change, "run-asked", intent, actor, null);
            },
            durable: true,
            committed: outcome => Publish(outcome, from, intent)).ConfigureAwait(false);
        if (!asked.IsAccepted) return asked;
        BoardTask own = asked.Task!;
        if (wish.Env is { } env) own = own with { Settings = own.Settings with { Env = own.Settings.Env.SetItems(env) } };
        return await StartAsync(asked with { Task = own }, profile).ConfigureAwait(false);
    }

    /// <summary>Stops the run of a task. While the database can't be written it is told all the same.</summary>
    /// <exception cref="StorageException">It could not be written down that somebody asked for it; says whether the run was told.</exception>
    public async Task<Outcome> StopAsync(long seq, StopWish wish, string actor)
    {
        try
        {
            return await ApplyAsync(seq, new TaskEvent.StopAsked(wish), Intent.User, actor).ConfigureAwait(false);
        }
        catch (StorageException e) when (!_database.IsClosed)
        {
            if (_database.Read(session => TaskTable.Find(session, seq) is { CurrentRunId: { } id } ? RunTable.Find(session, id) : null) is not { } run) throw;
            await Task.Run(() => _supervisor.Stop(run, wish)).ConfigureAwait(false);
            throw new StorageException($"{e.Message} {run.TaskId} was told to stop all the same.", e);
        }
    }

    /// <summary>Does something to a task that needs no more than its rules.</summary>
    public Task<Outcome> ApplyAsync(long seq, TaskEvent happened, Intent intent, string actor, string? detail = null) =>
        ApplyAsync(seq, null, happened, intent, actor, detail);

    /// <summary>Waits until a run has ended and the board knows it.</summary>
    public async Task<BoardRun?> WaitForEndAsync(string runId, CancellationToken cancellation)
    {
        while (true)
        {
            long rev = Feed.Rev;
            BoardRun? run = _database.Read(session => RunTable.Find(session, runId));
            if (run is null || !run.Phase.IsLive()) return run;
            await Feed.WaitAsync(rev).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static BoardRun? LastRun(DatabaseSession session, BoardTask task) => task.LastRunId is { } id ? RunTable.Find(session, id) : null;

    private async Task<Outcome> StartAsync(Outcome asked, AgentProfile? profile) =>
        await ReportedAsync(asked.Run!, await BeginAsync(asked.Task!, asked.Run!, profile).ConfigureAwait(false), Intent.Run).ConfigureAwait(false);

    private async Task<TaskEvent> BeginAsync(BoardTask task, BoardRun run, AgentProfile? profile)
    {
        if (profile is null) return new TaskEvent.StartFailed(new Attention("profile_missing", $"There is no agent profile '{run.Profile}'. Make it, or give {task.Id} another."));
        try
        {
            return await _supervisor.PrepareAsync(task, run).ConfigureAwait(false) ?? await Task.Run(() => _supervisor.Start(task, run, profile)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The run holds a slot, and only an event gives it back.
        catch (Exception e)
        {
            return new TaskEvent.StartFailed(new Attention("start_failed", e.Message));
        }
#pragma warning restore CA1031
    }

    private BoardRun Reserve(DatabaseSession session, BoardTask task, RunWish wish, out AgentProfile? profile)
    {
        DateTimeOffset now = _time.GetUtcNow();
        string id = RunIds.New(now);
        EffectiveSettings settings = EffectiveSettings.Read(session, _settings);
        string name = wish.Profile ?? task.Profile ?? settings.Stored.DefaultProfile ?? AgentProfile.DefaultName;
        profile = Profiles.Find(session, name);
        Workspace? workspace = WorkspaceTable.Find(session, task.Settings.Workspace, _settings.Workspace);
        AgentLimits limits = profile?.Limits ?? AgentLimits.None;
        return new BoardRun
        {
            Id = id,
            TaskSeq = task.Seq,
            Cause = Intent.User,
            Profile = name,
            Command = profile is null ? [] : _specs.Command(profile, task, id),
            WorkingDirectory = workspace is null ? "" : workspace.HasWorktrees ? _supervisor.Worktrees.PathOf(workspace, task.Id) : workspace.Path,
            InstanceId = _settings.InstanceId,
            ReservedAt = now,
            Limits = new RunLimits(
                wish.TimeoutMs ?? task.Settings.TimeoutMs ?? limits.TimeoutMs ?? settings.TaskTimeoutMs,
                task.Settings.IdleTimeoutMs ?? limits.IdleTimeoutMs ?? settings.IdleTimeoutMs,
                limits.MemoryBytes,
                limits.OpenFiles,
                limits.GraceMs ?? settings.StopGraceMs,
                limits.Cpus,
                limits.Pids,
                limits.OutputBytes ?? settings.LogMaxBytes),
            Rules = profile is null ? RunRules.Usual : profile.Rules with { Stdin = AgentInputNames.Of(profile.Input) },
        };
    }

    private Task ReportAsync(BoardRun run, TaskEvent happened, Intent intent) => ReportedAsync(run, happened, intent);

    // What has happened can't be refused: while the database can't be written it is kept here and tried again.
    internal async Task<Outcome> ReportedAsync(BoardRun run, TaskEvent happened, Intent intent)
    {
        while (true)
        {
            try
            {
                return await ApplyAsync(run.TaskSeq, run.Id, happened, intent, "drover-server", null).ConfigureAwait(false);
            }
            catch (StorageException) when (!_database.IsClosed)
            {
                await Task.Delay(s_storageRetry, _time).ConfigureAwait(false);
            }
        }
    }

    private async Task<Outcome> ApplyAsync(long seq, string? runId, TaskEvent happened, Intent intent, string actor, string? detail)
    {
        ImmutableArray<Effect> effects = [];
        TaskLane? from = null;
        Outcome outcome = await _database.WriteAsync(
            session =>
            {
                if (TaskTable.Find(session, seq) is not { } task) return new Outcome();
                BoardRun? run = (runId ?? task.CurrentRunId) is { } id ? RunTable.Find(session, id) : null;
                Change change = Lifecycle.Apply(task, run, happened, intent);
                if (change.Refusal is not null) return new Outcome { Task = task, Run = run, Refusal = change.Refusal };
                effects = change.Effects;
                from = task.Lane;
                foreach (Effect effect in change.Effects)
                    if (effect is Effect.PauseQueue pause) WriteQueue(session, QueueStateTable.Read(session), state => state.Limited(pause.Reason, pause.Until));
                return Store(session, task, run, change, happened.Kind, intent, actor, detail);
            },
            durable: true,
            committed: done =>
            {
                Publish(done, from, intent);
                if (effects.Any(effect => effect is Effect.PauseQueue)) Feed.Publish(new BoardEvent { Type = "rate-limit.paused", Intent = intent });
            }).ConfigureAwait(false);
        if (outcome.IsAccepted)
        {
            if (happened is TaskEvent.Started && outcome.Run is { } now) _supervisor.Follow(now);
            foreach (Effect effect in effects)
                if (effect is Effect.Stop stop) await Task.Run(() => _supervisor.Stop(stop.Run, stop.Wish)).ConfigureAwait(false);
            if (effects.Contains(new Effect.WakeQueue())) QueueWoken();
        }
        return outcome;
    }

    private Outcome Store(DatabaseSession session, BoardTask task, BoardRun? run, Change change, string kind, Intent intent, string actor, string? detail)
    {
        if (change.Task == task && change.Run == run) return new Outcome { Task = task, Run = run ?? LastRun(session, task) };
        DateTimeOffset now = _time.GetUtcNow();
        BoardTask stored = change.Task with
        {
            Rev = task.Rev + 1,
            UpdatedAt = now,
            QueuedAt = change.Task.Lane is TaskLane.Queued or TaskLane.Blocked ? task.QueuedAt ?? now : null,
            ArchivedAt = change.Task.Lane == TaskLane.Archived ? task.ArchivedAt ?? now : null,
        };
        TaskTable.Update(session, stored);
        BoardRun? after = change.Run;
        if (after is { EndedAt: { } end } && end == after.ReservedAt) after = after with { EndedAt = now };
        if (after is not null && run is null) RunTable.Insert(session, after);
        else if (after is not null && after != run) RunTable.Update(session, after);
        AuditTable.Insert(session, new AuditEntry
        {
            RunId = after?.Id,
            TaskSeq = task.Seq,
            At = now,
            Kind = kind,
            FromLane = task.Lane,
            ToLane = stored.Lane,
            FromPhase = run?.Phase,
            ToPhase = after?.Phase,
            Intent = intent,
            Actor = actor,
            Detail = detail ?? after?.ReasonText,
        });
        WebhookOutbox.Add(session, task, stored, run, after, now);
        return new Outcome { Task = stored, Run = after ?? LastRun(session, stored) };
    }

    private void Publish(Outcome outcome, TaskLane? from, Intent intent)
    {
        if (!outcome.IsAccepted) return;
        BoardTask task = outcome.Task!;
        Feed.Publish(new BoardEvent { Type = "task.updated", TaskSeq = task.Seq, Task = task, Run = outcome.Run, FromLane = from, Intent = intent });
        if (from is not { } lane || lane == task.Lane) return;
        if (task.Lane == TaskLane.Running)
        {
            ServerTelemetry.Started(outcome.Run!);
            Feed.Publish(new BoardEvent { Type = "run.started", TaskSeq = task.Seq, Run = outcome.Run, Intent = intent });
        }
        else if (lane is TaskLane.Running or TaskLane.Stopping && task.CurrentRunId is null)
        {
            ServerTelemetry.Ended(outcome.Run!);
            Feed.Publish(new BoardEvent { Type = "run.ended", TaskSeq = task.Seq, Run = outcome.Run, Intent = intent });
        }
        if (Concerns(lane) || Concerns(task.Lane)) Feed.Publish(new BoardEvent { Type = "queue.changed", Intent = intent });
    }

    private static bool Concerns(TaskLane lane) => lane is TaskLane.Queued or TaskLane.Blocked or TaskLane.Running or TaskLane.Stopping;
}

using System.Collections.Concurrent;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Server.Agents;
using Drover.Server.Logs;
using Drover.Server.Resources;
using Drover.Server.Tasks;
using Drover.Server.Telemetry;
using Drover.Server.Workspaces;

namespace Drover.Server.Runs;

/// <summary>Starts, follows and stops the durable runs of the board, and reports what becomes of them.</summary>
internal sealed class Supervisor : IDisposable
{
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);

    private readonly RunStore _store;
    private readonly IProcessEngine _engine;
    private readonly RunSpecs _specs;
    private readonly Func<BoardTask, Workspace?> _workspaceOf;
    private readonly ResourceMonitor _resources;
    private readonly int _keptLines;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, RunFollower> _followers = new();
    private readonly ConcurrentDictionary<string, RunFeed> _feeds = new();
    private Func<BoardRun, TaskEvent, Intent, Task> _report = static (_, _, _) => Task.CompletedTask;

    /// <summary>Makes it.</summary>
    /// <param name="store">The durable runs.</param>
    /// <param name="engine">The engine of the store; its loop carries the connections to the shims.</param>
    /// <param name="specs">Makes the specs.</param>
    /// <param name="worktrees">Where tasks have their own copies.</param>
    /// <param name="workspaceOf">Finds the workspace of a task; null when it is not there.</param>
    /// <param name="resources">Measures the live ones.</param>
    /// <param name="keptLines">How many of the newest lines are reported with the end.</param>
    /// <param name="time">The clock.</param>
    public Supervisor(RunStore store, IProcessEngine engine, RunSpecs specs, Worktrees worktrees, Func<BoardTask, Workspace?> workspaceOf, ResourceMonitor resources, int keptLines, TimeProvider time)
    {
        _time = time;
        _store = store;
        _engine = engine;
        _specs = specs;
        Worktrees = worktrees;
        _workspaceOf = workspaceOf;
        _resources = resources;
        _keptLines = keptLines;
    }

    /// <summary>The durable runs.</summary>
    public RunStore Store => _store;

    /// <summary>The copies of workspaces that tasks have for themselves.</summary>
    public Worktrees Worktrees { get; }

    /// <summary>What live runs use.</summary>
    public ResourceMonitor Resources => _resources;

    /// <summary>Names who is told what happens to runs.</summary>
    public void ReportTo(Func<BoardRun, TaskEvent, Intent, Task> report) => _report = report;

    /// <summary>Where the log of a live run is. It is there before the run is followed, so that nobody has to wait for that.</summary>
    public RunFeed FeedOf(string runId) => _feeds.GetOrAdd(runId, static _ => new RunFeed());

    /// <summary>Forgets the feed of a run that has ended.</summary>
    public void ForgetFeed(string runId)
    {
        if (!_followers.ContainsKey(runId)) _feeds.TryRemove(runId, out _);
    }

    /// <summary>Makes what a run needs before its start.</summary>
    /// <returns>The start failed, and why; null when it did not.</returns>
    public async Task<TaskEvent?> PrepareAsync(BoardTask task, BoardRun run)
    {
        if (_workspaceOf(task) is not { } workspace)
            return Failed("workspace_missing", $"There is no workspace '{task.Settings.Workspace}'. Store it with PUT /api/workspaces/{task.Settings.Workspace}, or give {task.Id} another.");
        if (!workspace.HasWorktrees || run.WorkingDirectory != Worktrees.PathOf(workspace, task.Id)) return null;
        return await Worktrees.MakeAsync(workspace, task.Id).ConfigureAwait(false) is { } trouble ? Failed("worktree_failed", trouble) : null;
    }

    /// <summary>The worktree of a task that has one, and what is not committed there.</summary>
    public async Task<string?> WorktreeChangesAsync(BoardTask task) =>
        _workspaceOf(task) is { HasWorktrees: true } workspace && await Worktrees.ChangesAsync(workspace, task.Id).ConfigureAwait(false) is { } changes
            ? $"{Worktrees.PathOf(workspace, task.Id)} holds changes that are committed nowhere: {changes.ReplaceLineEndings(", ")}"
            : null;

    /// <summary>Removes the worktree of a task that has one, unless something in it would be lost.</summary>
    public async Task RemoveWorktreeAsync(BoardTask task)
    {
        if (_workspaceOf(task) is { HasWorktrees: true } workspace) _ = await Worktrees.RemoveAsync(workspace, task.Id).ConfigureAwait(false);
    }

    /// <summary>Starts a run that holds a slot. Blocks for the milliseconds that it takes.</summary>
    /// <returns>The event that came of it: started, or start failed.</returns>
    public TaskEvent Start(BoardTask task, BoardRun run, AgentProfile profile)
    {
        if (!Directory.Exists(run.WorkingDirectory))
            return Failed("workspace_missing", $"The workspace {run.WorkingDirectory} is not a directory. Make it, or set WORKSPACE_PATH to another.");
        Run? durable = null;
        try
        {
            durable = _store.Start(_specs.Make(task, run, profile));
            RunStatus status = durable.ReadStatus();
            if (status is { State: RunState.Ended, Outcome: RunOutcome.StartFailed }) return Failed(run, status);
            if (status.Leader.Pid <= 0) return Failed("start_failed", $"{run.Command[0]} was started without a pid: {status.Reason ?? "no reason is known"}.");
            return new TaskEvent.Started(new StartedProcess(durable.Id, status.Leader.Pid, status.Leader.StartTicks, status.BootId, status.StartedAt ?? status.CreatedAt));
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Started, but of that we could learn no more: the board would not know it.
            if (durable is not null) Kill(durable);
            return Failed("start_failed", e.Message);
        }
        finally
        {
            durable?.Dispose();
        }
    }

    private static void Kill(Run durable)
    {
        try
        {
            durable.RequestStop(new StopPolicy(Signal.KILL, TimeSpan.Zero));
        }
        catch (IOException)
        {
            // The next recovery finds it by its label.
        }
    }

    /// <summary>Follows a run that has been started; its end is reported.</summary>
    public void Follow(BoardRun run)
    {
        if (run.DurableId is not { } id || _followers.ContainsKey(run.Id)) return;
        Run? durable;
        try
        {
            durable = _store.TryOpenId(id);
        }
        catch (IOException)
        {
            // Too many open files: it lives, and is found when there are fewer.
            _ = FollowLaterAsync(run);
            return;
        }
        if (durable is null)
        {
            _ = ReportEndAsync(run, Gone(id), Intent.Run);
            return;
        }
        var follower = new RunFollower(_engine.Loop, run.Id, durable, FeedOf(run.Id), status => ReportChange(run, status), status => _ = ReportEnd(run, status));
        if (!_followers.TryAdd(run.Id, follower))
        {
            follower.Dispose();
            return;
        }
        // Only now: what ends at once must find it among those that are followed.
        follower.Begin();
        _resources.Watch(run.Id, durable);
        // It may have ended before it was watched.
        if (!_followers.ContainsKey(run.Id)) _ = _resources.EndAsync(run.Id);
    }

    private async Task FollowLaterAsync(BoardRun run)
    {
        await Task.Delay(s_again, _time).ConfigureAwait(false);
        Follow(run);
    }

    /// <summary>Begins to stop a run; it goes on whatever becomes of us.</summary>
    public void Stop(BoardRun run, StopWish wish)
    {
        if (DurableOf(run) is not { } durable) return;
        using (durable)
        {
            Signal signal = wish.Signal is { } number ? new Signal(number) : Signal.TryParse(run.Rules.StopSignal, out Signal own) ? own : Signal.TERM;
            durable.RequestStop(new StopPolicy(signal, TimeSpan.FromMilliseconds(wish.GraceMs ?? run.Limits.GraceMs)));
        }
    }

    /// <summary>The status of a run's durable run; null when it is not there any more. One whose files are damaged for good reads lost.</summary>
    /// <exception cref="IOException">It can't be read now.</exception>
    public RunStatus? ReadStatus(BoardRun run)
    {
        using Run? durable = DurableOf(run);
        if (durable is null) return null;
        try
        {
            return durable.ReadStatus();
        }
        catch (RunException e) when (IsLost(durable))
        {
            return Lost(durable.Id, e.Message);
        }
    }

    /// <summary>Whether a durable run whose status could not be read will never be read again: nobody holds it, so nobody writes it anew, and its file can be opened.</summary>
    public static bool IsLost(Run durable)
    {
        try
        {
            return !durable.IsHeld && File.ReadAllBytes(Path.Combine(durable.Directory, "status.json")) is not null;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // One that is just being started is not on the board yet; its label tells whose it is.
    private Run? DurableOf(BoardRun run) =>
        (run.DurableId ?? _store.ListLive().FirstOrDefault(status => status.Labels.GetValueOrDefault(RunSpecs.RunLabel) == run.Id)?.Id) is { } id ? _store.TryOpenId(id) : null;

    /// <summary>Reports the end of a run that is not followed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="status">Its durable run's last status; null when that is not there any more.</param>
    /// <param name="intent">On whose behalf.</param>
    public Task ReportEndAsync(BoardRun run, RunStatus? status, Intent intent)
    {
        RunStatus last = status ?? Gone(run.DurableId ?? "");
        ServerTelemetry.Settled(last);
        RunEnd end = Endings.Of(last, LogTail.Read(_store, last.Id, _keptLines)) with { DiskBytes = LogTail.ReadBytes(_store, last.Id) };
        bool hasFailed = end.Phase is RunPhase.Succeeded or RunPhase.Failed && !(end.ExitCode is { } code && run.Rules.SuccessCodes.Contains(code));
        if (hasFailed && run.Rules.RateLimit is { } rules)
            end = end with { RateLimit = RateLimitReader.Find(_store, last.Id, rules, end.ExitCode, run.StartedAt ?? run.ReservedAt, end.At) };
        return _report(run, new TaskEvent.Ended(end), intent);
    }

    /// <summary>Removes a run that has ended, with its log and prompt.</summary>
    /// <returns>False when something of it could not be removed now: it is being looked at, or its disk is broken.</returns>
    public bool TryRemove(string runId, string? durableId)
    {
        try
        {
            _specs.Remove(runId);
            using Run? run = durableId is null ? null : _store.TryOpenId(durableId);
            if (run is not null) _store.Remove(run);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Follows no run any more; all go on.</summary>
    public void Dispose()
    {
        foreach (RunFollower follower in _followers.Values) follower.Dispose();
        _followers.Clear();
    }

    private RunStatus Gone(string id) => Lost(id, $"Its durable run {id} is not there any more");

    private RunStatus Lost(string id, string reason) => new() { Id = id, State = RunState.Ended, Outcome = RunOutcome.Lost, Reason = reason, EndedAt = _time.GetUtcNow() };

    private static TaskEvent.StartFailed Failed(string code, string text) => new(new Attention(code, text));

    private static TaskEvent.StartFailed Failed(BoardRun run, RunStatus status) => status.StartFailedStatus switch
    {
        127 => Failed("agent_not_found", $"The agent command '{run.Command[0]}' was not found: install it, or {Remedy(run)}. ({status.Reason})"),
        126 => Failed("agent_not_executable", $"The agent command '{run.Command[0]}' can't be executed: make it executable, or {Remedy(run)}. ({status.Reason})"),
        _ => Failed("start_failed", status.Reason ?? $"{run.Command[0]} could not be started."),
    };

    private static string Remedy(BoardRun run) => run.Profile == AgentProfile.DefaultName
        ? "set AGENT_COMMAND (or the profile 'default') to the one to use"
        : $"change the command of the profile '{run.Profile}'";

    private void ReportChange(BoardRun run, RunStatus status)
    {
        if (status.State != RunState.Stopping || status.Stop is not { } stop) return;
        _ = _report(run, new TaskEvent.StopSeen(new StopWish("outside", stop.Signal, (long)stop.Grace.TotalMilliseconds, stop.RequestedAt)), Intent.Run);
    }

    private async Task ReportEnd(BoardRun run, RunStatus status)
    {
        await _resources.EndAsync(run.Id).ConfigureAwait(false);
        await ReportEndAsync(run, status, Intent.Run).ConfigureAwait(false);
        // Viewers see the end only when the board knows it.
        if (!_followers.TryRemove(run.Id, out RunFollower? follower)) return;
        follower.Feed.Advance(status.LogRecords);
        follower.Feed.End();
        _feeds.TryRemove(run.Id, out _);
        follower.Dispose();
    }
}

// Constraints
//   Upgrades are always accepted, and trouble is a message and a proper close: an HTTP error is opaque to a browser, which then comes back for ever.
//   Between history and live output there is no seam. Nothing is queued for a viewer; a stalled one costs its connection and no more.
// Scheme
//   One loop a viewer: send what the cursor reads until there is no more, then wait for the run's feed, the board's feed or the client. History and live
//   output are the same read; "caught-up" is sent where the log ended when the viewer came. What is shared by all viewers and seldom happens is waited for
//   once, until it happens: hundreds that came and went at it with every line would search each other's places in its list.

using Drover.Runs;
using Drover.Server.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Logs;

/// <summary>Shows one viewer the log of a task or of a run.</summary>
internal sealed class LogView : IDisposable
{
    private readonly Board _board;
    private readonly Supervisor _supervisor;
    private readonly IViewer _viewer;
    private readonly ViewerBook _viewers;
    private readonly LogFrames _frames;
    private readonly CancellationToken _stopping;
    private ViewChoice _choice;
    private long _resourceTick;
    private long _boardRev;
    private ViewRequest? _wanted;
    private Task? _stopped;
    private CancellationTokenRegistration _stopRegistration;
    private Task? _seldom;

    /// <summary>Makes it.</summary>
    /// <param name="board">The board.</param>
    /// <param name="supervisor">Follows live runs.</param>
    /// <param name="viewer">The connection.</param>
    /// <param name="viewers">Where it is counted.</param>
    /// <param name="choice">What the viewer wants to see first.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Signalled when the server is stopping.</param>
    public LogView(Board board, Supervisor supervisor, IViewer viewer, ViewerBook viewers, ViewChoice choice, TimeProvider time, CancellationToken stopping)
    {
        _board = board;
        _supervisor = supervisor;
        _viewer = viewer;
        _choice = choice;
        _frames = new LogFrames(time);
        _stopping = stopping;
        _viewers = viewers;
        _viewers.Set(this, null);
    }

    /// <summary>Shows a task: its newest run, and those that follow.</summary>
    public async Task ShowTaskAsync(string taskId)
    {
        string? shown = null;
        bool isFirst = true;
        while (true)
        {
            if (_wanted is { } wanted)
            {
                if (!await ShowWantedAsync(wanted, taskId).ConfigureAwait(false)) return;
                shown = wanted.RunId;
            }
            _boardRev = _board.Feed.Rev;
            (BoardTask task, BoardRun? run) = _board.Database.Read(session =>
                TaskIds.TryParse(taskId) is { } seq && TaskTable.Find(session, seq) is { } found
                    ? (found, found.LastRunId is { } id ? RunTable.Find(session, id) : null)
                    : default);
            if (task is null)
            {
                await CloseAsync("task_not_found", $"Task not found: {taskId}").ConfigureAwait(false);
                return;
            }
            if (run is not null && run.Id != shown)
            {
                shown = run.Id;
                if (!await ShowAsync(run, task.Seq).ConfigureAwait(false) && _wanted is null) return;
                // The next run is shown from its beginning.
                _choice = _choice with { After = 0 };
                isFirst = false;
                if (_wanted is not null) continue;
            }
            else if (isFirst)
            {
                await _viewer.SendAsync(_frames.Hello(task.Id, null, 0, 0)).ConfigureAwait(false);
                await _viewer.SendAsync(_frames.History(null)).ConfigureAwait(false);
                await _viewer.SendAsync(_frames.CaughtUp(null, 0)).ConfigureAwait(false);
                _choice = _choice with { After = 0 };
            }
            isFirst = false;
            if (!await WaitAsync(_board.Feed.WaitAsync(_boardRev)).ConfigureAwait(false) && _wanted is null) return;
            if (_wanted is null) await SendStatusAsync(task.Seq).ConfigureAwait(false);
        }
    }

    /// <summary>Shows one run, and closes when it has ended.</summary>
    public async Task ShowRunAsync(string runId)
    {
        _boardRev = _board.Feed.Rev;
        if (_board.Database.Read(session => RunTable.Find(session, runId)) is not { } run)
        {
            await CloseAsync("run_not_found", $"Run not found: {runId}").ConfigureAwait(false);
            return;
        }
        if (await ShowAsync(run, run.TaskSeq).ConfigureAwait(false)) await _viewer.CloseAsync(ViewEnd.Finished, "run finished").ConfigureAwait(false);
    }

    /// <summary>Shows the run that the viewer has asked for.</summary>
    /// <returns>False when the viewer has gone or the server is stopping.</returns>
    private async Task<bool> ShowWantedAsync(ViewRequest wanted, string taskId)
    {
        _wanted = null;
        _boardRev = _board.Feed.Rev;
        BoardRun? run = _board.Database.Read(session => wanted.RunId is { } id
            ? RunTable.Find(session, id)
            : TaskIds.TryParse(taskId) is { } seq && TaskTable.Find(session, seq)?.LastRunId is { } last ? RunTable.Find(session, last) : null);
        if (run is null || run.TaskId != taskId)
        {
            await _viewer.SendAsync(_frames.Error("run_not_found", $"{taskId} has no run {wanted.RunId}")).ConfigureAwait(false);
            return true;
        }
        ViewChoice before = _choice;
        _choice = before with { After = wanted.After ?? 0, Streams = wanted.Streams ?? before.Streams };
        bool isOver = await ShowAsync(run, run.TaskSeq).ConfigureAwait(false);
        _choice = _choice with { After = 0 };
        return isOver || _wanted is not null;
    }

    /// <summary>Gives back what it holds.</summary>
    public void Dispose()
    {
        _viewers.Remove(this);
        // The token lives as long as the server: without this it would keep every viewer that ever came.
        _stopRegistration.Dispose();
        _frames.Dispose();
    }

    /// <summary>Shows a run to its end.</summary>
    /// <returns>False when the viewer has gone or the server is stopping.</returns>
    private async Task<bool> ShowAsync(BoardRun run, long seq)
    {
        // It holds a slot, and its command is just being started.
        while (run is { DurableId: null } && run.Phase.IsLive())
        {
            if (!await WaitAsync(_board.Feed.WaitAsync(_boardRev)).ConfigureAwait(false)) return false;
            await SendStatusAsync(seq).ConfigureAwait(false);
            run = Again(run);
        }
        using Run? durable = run.DurableId is { } id ? _supervisor.Store.TryOpenId(id) : null;
        if (durable is null)
        {
            await _viewer.SendAsync(_frames.Hello(run.TaskId, run, 0, 0)).ConfigureAwait(false);
            await _viewer.SendAsync(_frames.History(run.Id)).ConfigureAwait(false);
            await _viewer.SendAsync(_frames.CaughtUp(run.Id, 0)).ConfigureAwait(false);
            await _viewer.SendAsync(run.Phase == RunPhase.StartFailed
                ? _frames.Error(run.ReasonKind ?? "start_failed", run.ReasonText ?? "The agent could not be started.")
                : _frames.Error("log_gone", $"The log of run {run.Id} is not there any more.")).ConfigureAwait(false);
            return true;
        }
        using var cursor = new LogCursor(durable, _choice);
        await _viewer.SendAsync(_frames.Hello(run.TaskId, run, cursor.Extent.FirstSequence, cursor.Extent.LastSequence)).ConfigureAwait(false);
        await SendHistoryAsync(run.Id, cursor).ConfigureAwait(false);
        return await FollowAsync(run, seq, cursor).ConfigureAwait(false);
    }

    private async Task SendHistoryAsync(string runId, LogCursor cursor)
    {
        int weight = 0, sent = 0;
        while (cursor.Last < cursor.Extent.LastSequence && cursor.Read() is { } chunk)
        {
            int added = chunk.IsGap ? 0 : LogFrames.Weight(chunk);
            if (_frames.HistoryLast is { } last && (chunk.IsGap || weight + added > LogFrames.GreatestHistory))
            {
                await _viewer.SendAsync(_frames.History(runId), last).ConfigureAwait(false);
                sent++;
                weight = 0;
            }
            if (chunk.IsGap) await _viewer.SendAsync(_frames.Output(runId, chunk), chunk.Last).ConfigureAwait(false);
            else _frames.AddHistory(runId, chunk);
            weight += added;
        }
        // A plain client expects one, be there output or not.
        if (_frames.HistoryLast is not null || sent == 0)
        {
            long? last = _frames.HistoryLast;
            await _viewer.SendAsync(_frames.History(runId), last).ConfigureAwait(false);
        }
        await _viewer.SendAsync(_frames.CaughtUp(runId, Math.Max(cursor.Last, cursor.Extent.LastSequence))).ConfigureAwait(false);
    }

    private async Task<bool> FollowAsync(BoardRun run, long seq, LogCursor cursor)
    {
        RunFeed? seen = null;
        while (true)
        {
            // Asked for before reading: what comes after the last read wakes us.
            RunFeed feed = _supervisor.FeedOf(run.Id);
            if (feed != seen) _viewers.Set(this, (feed, cursor));
            seen = feed;
            long known = feed.Sequence;
            bool isOver = !run.Phase.IsLive();
            if (isOver) cursor.SetFinal();
            while (cursor.Read() is { } chunk) await _viewer.SendAsync(_frames.Output(run.Id, chunk), chunk.Last).ConfigureAwait(false);
            if (isOver)
            {
                while (cursor.ReadHeldBack() is { } rest) await _viewer.SendAsync(_frames.Output(run.Id, rest), rest.Last).ConfigureAwait(false);
                await SendStatusAsync(seq).ConfigureAwait(false);
                await _viewer.SendAsync(_frames.Exit(run, Math.Max(run.LogLast, cursor.Last))).ConfigureAwait(false);
                _supervisor.ForgetFeed(run.Id);
                _viewers.Set(this, null);
                return true;
            }
            if (feed.HasEnded)
            {
                // The board knew of the end before the feed did.
                run = Again(run);
                if (!run.Phase.IsLive()) continue;
            }
            await SendResourcesAsync(run.Id).ConfigureAwait(false);
            if (_seldom is not { IsCompleted: false }) _seldom = SeldomAsync();
            _frames.Trim();
            cursor.Trim();
            await (feed.HasEnded ? _seldom : Task.WhenAny(feed.WaitAsync(Math.Max(known, cursor.Last)), _seldom)).ConfigureAwait(false);
            if (!await GoesOnAsync().ConfigureAwait(false)) return false;
            if (await SendStatusAsync(seq).ConfigureAwait(false)) run = Again(run);
        }
    }

    private async Task SendResourcesAsync(string runId)
    {
        long tick = _supervisor.Resources.Tick;
        if (tick == _resourceTick) return;
        _resourceTick = tick;
        if (_supervisor.Resources.Latest(runId) is var (sample, cpu)) await _viewer.SendAsync(_frames.Resources(runId, sample, cpu)).ConfigureAwait(false);
    }

    private BoardRun Again(BoardRun run) => _board.Database.Read(session => RunTable.Find(session, run.Id)) ?? run with { Phase = RunPhase.Lost, ReasonKind = "deleted" };

    /// <summary>Tells where the task went since the last look; returns whether anything happened to it.</summary>
    private async Task<bool> SendStatusAsync(long seq)
    {
        bool isConcerned = false;
        IReadOnlyList<BoardEvent>? events = _board.Feed.After(_boardRev);
        _boardRev = events is null ? _board.Feed.Rev : _boardRev + events.Count;
        foreach (BoardEvent happened in events ?? [])
        {
            isConcerned |= happened.TaskSeq == seq;
            if (happened is { FromLane: { } from, Task: { } task } && happened.TaskSeq == seq && from != task.Lane)
                await _viewer.SendAsync(_frames.Status(task.Id, from, task.Lane, happened.Intent)).ConfigureAwait(false);
        }
        return isConcerned || events is null;
    }

    /// <summary>Everything but output that wakes a viewer of a live run.</summary>
    private Task SeldomAsync() =>
        Task.WhenAny(_board.Feed.WaitAsync(_boardRev), _supervisor.Resources.WaitAsync(_resourceTick), _viewer.Asked, _viewer.Gone, _stopped ??= Stopped());

    /// <summary>Waits for the task; false when the viewer has gone or wants another run, or the server is stopping.</summary>
    private async Task<bool> WaitAsync(Task news)
    {
        await Task.WhenAny(news, _viewer.Asked, _viewer.Gone, _stopped ??= Stopped()).ConfigureAwait(false);
        return await GoesOnAsync().ConfigureAwait(false);
    }

    private async Task<bool> GoesOnAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            await _viewer.CloseAsync(ViewEnd.GoingAway, "server going away").ConfigureAwait(false);
            return false;
        }
        while (_viewer.TakeRequest() is { } request)
        {
            if (request.Trouble is null)
            {
                _wanted = request;
                return false;
            }
            await _viewer.SendAsync(_frames.Error("invalid_request", request.Trouble)).ConfigureAwait(false);
        }
        return !_viewer.Gone.IsCompleted;
    }

    private Task Stopped()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stopRegistration = _stopping.Register(static state => ((TaskCompletionSource)state!).TrySetResult(), stopped);
        return stopped.Task;
    }

    private async Task CloseAsync(string code, string text)
    {
        await _viewer.SendAsync(_frames.Error(code, text)).ConfigureAwait(false);
        await _viewer.CloseAsync(ViewEnd.NotFound, text).ConfigureAwait(false);
    }
}

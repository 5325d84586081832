// Constraints
//   The server may have been killed between any two steps: before a start, between a start and its commit, during a stop, at an end. Nothing may run twice
//   and nothing may be left alone. A pid is never signalled: durable runs know their own processes.
// Scheme
//   Before the queue starts: each run that holds a slot is looked up by its durable run, and if that was not committed, by the label that its durable run
//   carries. Live: followed again. Ended: its recorded status is the end. Nowhere: it was never started. What is left over the other way round is stopped.

using Drover.Engine.Pipelines;
using Drover.Runs;
using Drover.Server.Tasks;

namespace Drover.Server.Runs;

/// <summary>Brings the board and the durable runs into agreement when a server starts.</summary>
internal sealed class Recovery(Board board, Supervisor supervisor, TimeProvider time)
{
    /// <summary>Does it.</summary>
    public async Task<RecoveryReport> RunAsync()
    {
        long began = time.GetTimestamp();
        List<string> reattached = [], settled = [], lost = [], neverStarted = [], orphans = [];
        List<BoardRun> held = board.Database.Read(RunTable.Live);
        // Runs that have ended matter only when one is looked for that was not committed.
        IReadOnlyList<RunStatus> durable = held.Exists(run => run.DurableId is null) ? supervisor.Store.List() : supervisor.Store.ListLive();
        Dictionary<string, RunStatus> byLabel = [];
        foreach (RunStatus status in durable)
            if (status.Labels.TryGetValue(RunSpecs.RunLabel, out string? label)) byLabel[label] = status;
        foreach (BoardRun run in held)
        {
            BoardRun known = run;
            if (run.DurableId is null)
            {
                if (!byLabel.TryGetValue(run.Id, out RunStatus? status))
                {
                    neverStarted.Add(run.Id);
                    await board.ReportedAsync(run, new TaskEvent.NeverStarted(), Intent.Recovery).ConfigureAwait(false);
                    continue;
                }
                TaskEvent started = status is { Outcome: RunOutcome.StartFailed }
                    ? new TaskEvent.StartFailed(new Attention("start_failed", status.Reason ?? "Its command could not be started"))
                    : new TaskEvent.Started(new StartedProcess(status.Id, status.Leader.Pid, status.Leader.StartTicks, status.BootId, status.StartedAt ?? status.CreatedAt));
                known = (await board.ReportedAsync(run, started, Intent.Recovery).ConfigureAwait(false)).Run ?? run;
                if (!known.Phase.IsLive())
                {
                    settled.Add(run.Id);
                    continue;
                }
            }
            RunStatus? now;
            try
            {
                now = supervisor.ReadStatus(known);
            }
            catch (IOException)
            {
                // That it can't be read now does not make it lost: it is followed until it can.
                now = new RunStatus { Id = known.DurableId ?? "", State = RunState.Running };
            }
            if (now is { State: not RunState.Ended })
            {
                reattached.Add(run.Id);
                Outcome again = await board.ReportedAsync(known, new TaskEvent.Reattached(), Intent.Recovery).ConfigureAwait(false);
                supervisor.Follow(again.Run ?? known);
                continue;
            }
            (now is null or { Outcome: RunOutcome.Lost } ? lost : settled).Add(run.Id);
            await supervisor.ReportEndAsync(known, now, Intent.Recovery).ConfigureAwait(false);
        }
        var live = new HashSet<string>(held.Select(run => run.Id), StringComparer.Ordinal);
        List<Run> toStop = [];
        foreach (RunStatus status in durable)
        {
            if (status.State == RunState.Ended || !status.Labels.TryGetValue(RunSpecs.RunLabel, out string? label) || live.Contains(label)) continue;
            orphans.Add(label);
            if (supervisor.Store.TryOpenId(status.Id) is { } orphan) toStop.Add(orphan);
        }
        if (toStop.Count > 0) await Task.Run(() => supervisor.Store.StopAll(toStop, new StopPolicy(Engine.Signals.Signal.TERM, TimeSpan.FromSeconds(5)))).ConfigureAwait(false);
        foreach (Run orphan in toStop) orphan.Dispose();
        return new RecoveryReport(time.GetUtcNow(), (long)time.GetElapsedTime(began).TotalMilliseconds, reattached, settled, lost, neverStarted, orphans);
    }
}

// Constraints
//   All runs together have one budget, the escalation included; nobody waits for one run before another is told. Whoever waits is told for whom.
// Scheme
//   Nothing is started any more. Every live run is asked to stop at the same time, with a grace that leaves time for SIGKILL within the budget; their ends come
//   in as they always do. A second request turns the grace into nothing. A database that can't be written keeps nobody: the runs are told directly, their own
//   files say whether they have ended, and the next server writes down what this one could not.

using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Server.Runs;
using Drover.Server.Storage;
using Drover.Server.Tasks;

namespace Drover.Server.Hosting;

/// <summary>Deals with live runs when the server stops.</summary>
internal sealed class RunsShutdown(Board board, Supervisor supervisor, ServerSettings settings, TimeProvider time, TextWriter log)
{
    // What SIGKILL and the recording of the end may take: once for those whose grace is over, and once more for those that had to be killed from here.
    private static readonly TimeSpan s_killTime = TimeSpan.FromSeconds(1);

    // How long the note that a run is to stop may take before it is told without one, and how often one that can't be noted is looked at.
    private static readonly TimeSpan s_noteTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private List<BoardRun> _known = [];

    /// <summary>Does it.</summary>
    /// <returns>Whether nothing of any run is left that should not be.</returns>
    public async Task<bool> RunAsync(ShutdownRequest request, Task hurry)
    {
        board.CloseAdmission();
        List<BoardRun> live = Live();
        if (live.Count == 0) return true;
        if (request.Mode == ShutdownMode.Leave)
        {
            await SayAsync($"leaving {Names(live)}; the next server finds them").ConfigureAwait(false);
            return true;
        }
        if (request.Mode == ShutdownMode.Drain)
        {
            await SayAsync($"waiting for {Names(live)}; a second signal stops them").ConfigureAwait(false);
            if (await WaitAsync(hurry, null).ConfigureAwait(false)) return true;
            hurry = new TaskCompletionSource().Task;
        }
        return await StopAsync(request.Budget ?? settings.ShutdownGrace, hurry).ConfigureAwait(false);
    }

    private async Task<bool> StopAsync(TimeSpan budget, Task hurry)
    {
        List<BoardRun> live = Live();
        await SayAsync($"stopping {Names(live)}, within {budget.TotalSeconds:0.#} s").ConfigureAwait(false);
        long began = time.GetTimestamp();
        TimeSpan killTime = budget / 4 < s_killTime ? budget / 4 : s_killTime;
        long grace = (long)(budget - (2 * killTime)).TotalMilliseconds;
        await AskAsync(live, run => new StopWish("shutdown", null, Math.Min(grace, run.Limits.GraceMs), time.GetUtcNow())).ConfigureAwait(false);
        if (await WaitAsync(hurry, budget - killTime).ConfigureAwait(false)) return true;
        live = Live();
        await SayAsync($"killing {Names(live)}").ConfigureAwait(false);
        await AskAsync(live, _ => new StopWish("shutdown", Signal.KILL.Number, 0, time.GetUtcNow())).ConfigureAwait(false);
        TimeSpan left = budget - time.GetElapsedTime(began);
        if (await WaitAsync(new TaskCompletionSource().Task, left > killTime ? left : killTime).ConfigureAwait(false)) return true;
        foreach (BoardRun run in Live())
        {
            await SayAsync($"{run.TaskId} is still alive and blocks the stop:").ConfigureAwait(false);
            await log.WriteAsync(run.Pid is { } pid ? ProcessTree.Capture(pid).ToString() : "").ConfigureAwait(false);
        }
        return false;
    }

    private async Task AskAsync(List<BoardRun> runs, Func<BoardRun, StopWish> wish)
    {
        Task noted = Task.WhenAll(runs.Select(run => board.ReportedAsync(run, new TaskEvent.StopAsked(wish(run)), Intent.Shutdown)));
        if (await Task.WhenAny(noted, Task.Delay(s_noteTime, time)).ConfigureAwait(false) == noted) return;
        await Task.WhenAll(runs.Select(run => Task.Run(() => Tell(run, wish(run))))).ConfigureAwait(false);
    }

    private void Tell(BoardRun run, StopWish wish)
    {
        try
        {
            supervisor.Stop(run, wish);
        }
        catch (IOException)
        {
            // It is among those that are named at the end.
        }
    }

    /// <summary>Waits until no run is live; false when it is enough.</summary>
    private async Task<bool> WaitAsync(Task enough, TimeSpan? budget)
    {
        using var over = new CancellationTokenSource();
        Task end = budget is { } limit ? Task.WhenAny(enough, Task.Delay(limit, time, over.Token)) : enough;
        try
        {
            while (true)
            {
                long rev = board.Feed.Rev;
                if (Live().Count == 0) return true;
                if (end.IsCompleted) return false;
                await Task.WhenAny(board.Feed.WaitAsync(rev), end, Task.Delay(s_look, time, over.Token)).ConfigureAwait(false);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private List<BoardRun> Live()
    {
        try
        {
            _known = board.Database.Read(RunTable.Live);
        }
        catch (StorageException)
        {
            // Those that were live when it could be read.
        }
        return board.Database.Trouble is null ? _known : _known.FindAll(run => !HasEnded(run));
    }

    private bool HasEnded(BoardRun run)
    {
        try
        {
            return supervisor.ReadStatus(run) is null or { State: Drover.Runs.RunState.Ended };
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Names(List<BoardRun> runs) => string.Join(", ", runs.Select(run => run.Pid is { } pid ? $"{run.TaskId} (pid {pid})" : run.TaskId));

    private async Task SayAsync(string text)
    {
        await log.WriteLineAsync($"drover-server: {text}").ConfigureAwait(false);
        await log.FlushAsync().ConfigureAwait(false);
    }
}

using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Nomad.Containers;
using Drover.Nomad.Protocol.Driver;
using Drover.Runs;

namespace Drover.Nomad.Tasks;

/// <summary>A task that this process knows: a durable run with a container in it.</summary>
internal sealed class LiveTask : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Func<TaskState, RunStatus, Task> _whenEnded;
    private readonly TaskCompletionSource<TaskEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProcessEndWatch? _watch;

    /// <summary>Knows it from now on, and waits for its end.</summary>
    /// <param name="config">What the client wanted.</param>
    /// <param name="state">What the client keeps for us.</param>
    /// <param name="run">The run.</param>
    /// <param name="loop">Where its end is waited for.</param>
    /// <param name="whenEnded">Runs once it has ended, before anybody else is told.</param>
    public LiveTask(TaskConfig config, TaskState state, Run run, EventLoop loop, Func<TaskState, RunStatus, Task> whenEnded)
    {
        Config = config;
        State = state;
        Run = run;
        _loop = loop;
        _whenEnded = whenEnded;
        Watch();
    }

    /// <summary>What the client wanted.</summary>
    public TaskConfig Config { get; }

    /// <summary>What the client keeps for us.</summary>
    public TaskState State { get; }

    /// <summary>The run.</summary>
    public Run Run { get; }

    /// <summary>The JRE that was chosen for it; null for none, or when another process chose.</summary>
    public JavaRuntime? Runtime { get; init; }

    /// <summary>How it ended, once it has.</summary>
    public Task<TaskEnd> Ended => _end.Task;

    /// <summary>Stops it and returns when nothing of it is left; at once when it has ended.</summary>
    /// <param name="signal">The first signal.</param>
    /// <param name="grace">How long it may take to end after it.</param>
    /// <param name="cancellation">Ends the waiting, not the stop.</param>
    public async Task StopAsync(Signal signal, TimeSpan grace, CancellationToken cancellation)
    {
        if (Ended.IsCompleted) return;
        Run.RequestStop(grace <= TimeSpan.Zero ? StopPolicy.Kill : new StopPolicy(signal, grace));
        await Ended.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Knows it no longer. The run goes on.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        Run.Dispose();
    }

    private void Watch()
    {
        RunStatus status = Run.ReadStatus();
        if (status.State == RunState.Ended) _ = EndAsync(status);
        else _watch = ProcessEndWatch.Start(_loop, status.Shim, () => _ = Task.Run(LookAgainAsync));
    }

    // The shim's last act is the status; when it was killed, reading settles the run.
    private async Task LookAgainAsync()
    {
        try
        {
            RunStatus status = Run.ReadStatus();
            if (status.State == RunState.Ended) await EndAsync(status).ConfigureAwait(false);
            else Watch();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _end.TrySetResult(new TaskEnd(125, 0, false, $"Nobody knows how the task ended: {e.Message}", State.StartedAt));
        }
    }

    private async Task EndAsync(RunStatus status)
    {
        try
        {
            await _whenEnded(State, status).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or Engine.Spawning.SpawnException)
        {
            // What is left to be cleaned up is cleaned up when the task is destroyed; how it ended is known all the same.
        }
        _end.TrySetResult(TaskEnd.Of(status));
    }
}

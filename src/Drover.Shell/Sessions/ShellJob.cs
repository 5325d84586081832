using System.Diagnostics;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Job = Drover.Shell.Jobs.Job;

namespace Drover.Shell.Sessions;

/// <summary>A job of a session. Its methods may be called on any thread, also after it has ended.</summary>
public sealed class ShellJob
{
    private static readonly TimeSpan s_defaultGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_suspendGrace = TimeSpan.FromMilliseconds(500);

    private readonly SessionLink _link;
    private readonly Job _job;
    private readonly TaskCompletionSource<WaitStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private int _isClaimed;
    private TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ShellJob(SessionLink link, Job job)
    {
        _link = link;
        _job = job;
    }

    /// <summary>Its number in the session.</summary>
    public int Id => _job.Id;

    /// <summary>The command as it was written.</summary>
    public string CommandText => ShellStrings.Unicode(_job.CommandText);

    /// <summary>What it is doing now.</summary>
    public JobInfo Info
    {
        get
        {
            Pipeline pipeline = _job.Pipeline;
            PipelineStatus? status = pipeline.Status;
            WaitStatus last = pipeline.Stages[^1].Status;
            return new JobInfo
            {
                Id = Id,
                SessionId = _link.SessionId,
                Group = pipeline.Group.Id,
                Processes = [.. pipeline.Stages.Select(stage => stage.Pid)],
                State = status is null ? pipeline.IsStopped ? JobState.Stopped : JobState.Running
                    : last.Kind == WaitStatusKind.Signalled ? JobState.Terminated : JobState.Exited,
                CommandText = CommandText,
                StartedAt = pipeline.StartedAt,
                EndedAt = status is null ? null : pipeline.StartedAt + status.Elapsed,
                Status = last.Kind is WaitStatusKind.None or WaitStatusKind.Continued ? null : last,
                Statuses = [.. pipeline.Stages.Select(stage => stage.Status)],
                ExitStatus = status?.ExitStatus,
                IsBackground = _job.IsBackground,
                Usage = status?.Usage,
            };
        }
    }

    /// <summary>What it is doing now.</summary>
    public JobState State => Info.State;

    /// <summary>What it wrote to both streams, as far as it is kept (<see cref="SessionOptions.MaxJobOutputBytes"/>): of jobs that were started in the background.</summary>
    public string Output => Capture?.Text ?? "";

    internal OutputCapture? Capture { get; set; }

    internal Job Job => _job;

    internal Activity? Activity { get; set; }

    /// <summary>What its first stage reads as its standard input; null when nothing asks.</summary>
    internal FileStatus? Input { get; set; }

    internal bool WasStopped { get; set; }

    internal bool WasLetGo { get; set; }

    /// <summary>Why the session ended it, if it did.</summary>
    internal JobFailureReason? EndedFor { get; set; }

    /// <summary>When its end was seen, on the session's clock.</summary>
    internal DateTimeOffset EndSeen { get; set; }

    /// <summary>Waits for its end. Neither the time-out nor the cancellation does anything to the job.</summary>
    /// <exception cref="TimeoutException">The time was over first.</exception>
    public Task<WaitStatus> WaitAsync(TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        _ended.Task.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, _link.Options.Time, cancellation);

    /// <summary>Sends a signal to its process group; a stopped job gets SIGCONT after SIGTERM or SIGHUP, so that it can obey. False when it has ended.</summary>
    public bool Signal(Signal signal)
    {
        bool sent = _job.Pipeline.Signal(signal);
        if (sent && _job.Pipeline.IsStopped && (signal == Engine.Signals.Signal.TERM || signal == Engine.Signals.Signal.HUP)) _ = _job.Pipeline.Signal(Engine.Signals.Signal.CONT);
        return sent;
    }

    /// <summary>Ends it: SIGTERM and SIGCONT to all that belongs to it, after the grace SIGKILL; completes when nothing of it is left.</summary>
    /// <param name="grace">How long it has to end itself; five seconds if not given.</param>
    /// <param name="cancellation">Ends the waiting, not the ending.</param>
    public async Task TerminateAsync(TimeSpan? grace = null, CancellationToken cancellation = default)
    {
        if (_ended.Task.IsCompleted) return;
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _link.Post(() => _job.Pipeline.BeginStop(new StopPolicy(Engine.Signals.Signal.TERM, grace ?? s_defaultGrace), _ => stopped.TrySetResult()));
        Task done = Task.WhenAll(stopped.Task, _ended.Task);
        await Task.WhenAny(done, _link.Gone).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops it as Ctrl-Z would, and if that is ignored, by SIGSTOP; completes when it has stopped or ended.</summary>
    /// <remarks>A program that can't stop at all, because it waits within the kernel, is stopped as soon as it can be.</remarks>
    public async Task SuspendAsync(CancellationToken cancellation = default)
    {
        if (_ended.Task.IsCompleted) return;
        if (await _link.InvokeAsync(BeginSuspend).WaitAsync(cancellation).ConfigureAwait(false) is not { } stopped) return;
        if (await IsOverAsync(stopped, cancellation).ConfigureAwait(false) || !Signal(Engine.Signals.Signal.STOP)) return;
        while (!await IsOverAsync(stopped, cancellation).ConfigureAwait(false))
        {
            // vfork(2): a stage that starts a program can't stop before its child has called execve(2), and the child was stopped too. The group goes on, the stages stop first, then the rest.
            if (!Signal(Engine.Signals.Signal.CONT)) return;
            foreach (ChildProcess stage in _job.Pipeline.Stages) _ = stage.Signal(Engine.Signals.Signal.STOP);
            if (await IsOverAsync(stopped, cancellation).ConfigureAwait(false) && !_ended.Task.IsCompleted) _ = Signal(Engine.Signals.Signal.STOP);
        }
    }

    /// <summary>Lets a stopped job go on where it was; false when it has ended.</summary>
    public Task<bool> ResumeAsync(CancellationToken cancellation = default) => _link.InvokeAsync(() =>
    {
        bool resumed = _job.Pipeline.Resume();
        _link.CheckStop(this);
        return resumed;
    }).WaitAsync(cancellation);

    /// <summary>Lets it go on in the background: a stopped job is continued, and an evaluation that waits for it ends with status 0.</summary>
    public async Task BackgroundAsync(CancellationToken cancellation = default)
    {
        _link.LetGo(_job);
        if (_job.Pipeline.IsStopped) await ResumeAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Lets it go on in the foreground: the session does nothing else until it has ended or stopped. Returns what the kernel reported then.</summary>
    public Task<WaitStatus> ForegroundAsync(CancellationToken cancellation = default) => _link.Session.ForegroundAsync(this).WaitAsync(cancellation);

    /// <summary>For example "[1] Running sleep 100".</summary>
    public override string ToString() => $"[{Id}] {State} {CommandText}";

    internal Task<WaitStatus> Completion => _ended.Task;

    internal void Ended(WaitStatus status)
    {
        _timer?.Dispose();
        _ended.TrySetResult(status);
    }

    /// <summary>Ends it when the time is over. On the session's thread.</summary>
    internal void LimitTime(TimeSpan time, TimeSpan grace) => _timer = _link.Options.Time.CreateTimer(
        _ => _link.Post(() =>
        {
            if (_job.Pipeline.Status is not null) return;
            EndedFor ??= JobFailureReason.Timeout;
            _job.Pipeline.BeginStop(new StopPolicy(Engine.Signals.Signal.TERM, grace));
        }), null, time, Timeout.InfiniteTimeSpan);

    /// <summary>Whether it is the caller's to report its end, which nobody else does from now on.</summary>
    internal bool TryClaim()
    {
        if (Interlocked.Exchange(ref _isClaimed, 1) != 0) return false;
        _link.Session.Jobs.Remove(this);
        _link.Post(() =>
        {
            if (_job.Pipeline.Status is not null) _link.Shell.Jobs.Retire(_job, wasWaitedFor: true);
        });
        return true;
    }

    internal void Stopped() => _stopped.TrySetResult();

    internal void Continued() => _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Lost() => _ended.TrySetException(new ObjectDisposedException(nameof(ShellSession), $"The session ended while job {Id} could not be ended."));

    // What the session knows of the job, what the kernel says and the signal belong together: on the session's thread. The end of what was begun; null when there is nothing to wait for.
    private Task? BeginSuspend()
    {
        Pipeline pipeline = _job.Pipeline;
        // A SIGCONT of somebody else's is seen at the next look at the children, stage by stage; who wants to stop the job must know now of which stage the stop is long over.
        if (pipeline.Stages.Any(stage => stage.Status.Kind == WaitStatusKind.Stopped && ProcessReader.TryRead(stage.Pid, out ProcessInfo info) && info.State != 'T')) _ = pipeline.Resume();
        _link.CheckStop(this);
        return !pipeline.IsStopped && Signal(Engine.Signals.Signal.TSTP) ? _stopped.Task : null;
    }

    // Whether it has stopped or ended within the grace.
    private async Task<bool> IsOverAsync(Task stopped, CancellationToken cancellation)
    {
        Task first = await Task.WhenAny(stopped, _ended.Task, Task.Delay(s_suspendGrace, _link.Options.Time, cancellation)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return first == stopped || first == _ended.Task;
    }
}

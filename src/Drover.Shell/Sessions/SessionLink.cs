// Constraints
//   The interpreter belongs to the session's thread; the host calls from any other, also while a command of the session runs for hours or loops in built-ins.
//   The host's signals, directory, mask and limits are never touched.
// Scheme
//   The host's wishes are posted to the session's loop, which is pumped whenever the session waits; a flag that the interpreter reads after each pipeline makes a busy one pump it too.
//   Signals to the session are bits here. A wish to end an evaluation is a signal number that aborts whatever runs until the evaluation is over.

using System.Numerics;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Signals;
using Drover.Shell.Builtins;
using Drover.Shell.Execution;
using Drover.Shell.Redirections;
using Job = Drover.Shell.Jobs.Job;

namespace Drover.Shell.Sessions;

/// <summary>What an interpreter knows of the session that it is, and the session of it.</summary>
internal sealed partial class SessionLink : IEngineObserver
{
    private readonly Dictionary<string, Builtin> _builtins = new(StringComparer.Ordinal);
    private readonly Dictionary<Pipeline, (long Id, PipelineTrace Trace, bool KillsOthers)> _pipelines = [];
    private readonly List<Pipeline> _inFront = [];
    private readonly QuietWatch? _quiet;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _evaluationLock = new();
    private long _pipelineIds;
    private ulong _signals;
    private int _posted;
    private volatile int _abandonedBy;
    private TimeSpan _abandonGrace;
    private volatile Job? _letGo;

    public SessionLink(ShellSession session, SessionOptions options, EventLoop loop)
    {
        Session = session;
        Options = options;
        Loop = loop;
        Events = new EventStream(session.Id, options.Time, options.EventBuffer);
        if (options.QuietAfter is { } threshold) _quiet = new QuietWatch(this, threshold);
        foreach (Builtin builtin in (ReadOnlySpan<Builtin>)[new SessionKillBuiltin(), new SessionJobsBuiltin(), new ForbiddenBuiltin("suspend", "a session can't stop its host")])
            _builtins.Add(builtin.Name, builtin);
        foreach ((ShellCommandAttribute description, IShellCommand command) in options.Commands.All) _builtins[description.Name] = new HostBuiltin(description, command);
    }

    public ShellSession Session { get; }

    public string SessionId => Session.Id;

    public SessionOptions Options { get; }

    public EventLoop Loop { get; }

    public EventStream Events { get; }

    /// <summary>The evaluation that runs.</summary>
    public Evaluation? Current { get; set; }

    /// <summary>Completes when the session's thread has ended.</summary>
    public Task Gone => _gone.Task;

    /// <summary>The path of the native <c>drover</c>.</summary>
    /// <exception cref="ShellErrorException">It was not found.</exception>
    public string ShellExecutable => ShellText.FromUnicode(ShellExecutableFile.Locate() ?? throw new ShellErrorException(
        "this needs a shell process of its own, and the native drover was not found: put it beside the program or on PATH, or name it in DROVER_SHELL", 126)
    { EndsCommandOnly = true });

    /// <summary>Whether the interpreter has to look: signals that mean something, or an evaluation that is to end.</summary>
    /// <remarks>Does what was posted first: only on the session's thread.</remarks>
    public bool IsPending
    {
        get
        {
            if (Volatile.Read(ref _posted) > 0) Loop.RunOnce(TimeSpan.Zero);
            return _signals != 0 || _abandonedBy != 0;
        }
    }

    /// <summary>Whether the evaluation is to end.</summary>
    public bool IsAbandoned => _abandonedBy != 0;

    /// <summary>What a wait that was interrupted returns.</summary>
    public int InterruptStatus
    {
        get
        {
            if (_abandonedBy is > 0 and var number) return 128 + number;
            return _signals == 0 ? 129 : 129 + BitOperations.TrailingZeroCount(_signals);
        }
    }

    public Builtin? FindBuiltin(string name) => _builtins.GetValueOrDefault(name);

    /// <summary>Runs something on the session's thread, soon, also while a command runs. Nothing that interprets.</summary>
    public void Post(Action action)
    {
        Interlocked.Increment(ref _posted);
        Loop.Post(() =>
        {
            Interlocked.Decrement(ref _posted);
            action();
        });
    }

    /// <summary>As <see cref="Post"/>, with its value.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public async Task<T> InvokeAsync<T>(Func<T> function)
    {
        ObjectDisposedException.ThrowIf(Gone.IsCompleted, Session);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                done.TrySetResult(function());
            }
            catch (SystemCallException e)
            {
                done.TrySetException(e);
            }
        });
        await Task.WhenAny(done.Task, Gone).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(!done.Task.IsCompleted, Session);
        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>The interpreter looks, between two commands.</summary>
    public void Attend(Interpreter shell)
    {
        ulong pending = _signals;
        _signals = 0;
        for (; pending != 0; pending &= pending - 1)
        {
            int number = BitOperations.TrailingZeroCount(pending) + 1;
            string? action = shell.Environment.Traps[number];
            if (action is { Length: > 0 }) shell.Signals.RunAction(action);
            else if (action is null) _abandonedBy = number;
        }
        if (_abandonedBy is not (> 0 and var by) || shell.Flow is Flow.Exit or Flow.Interrupt) return;
        shell.Environment.LastStatus = 128 + by;
        shell.Flow = Flow.Interrupt;
    }

    /// <summary>A signal for the session: what is in front gets it, and the session as its traps say.</summary>
    public void Deliver(Signal signal)
    {
        Post(() =>
        {
            foreach (Pipeline pipeline in _inFront) _ = pipeline.Signal(signal);
            string? action = Shell.Environment.Traps[signal.Number];
            bool isIgnored = action is "" || (action is null && (signal == Signal.CHLD || signal == Signal.CONT || signal == Signal.WINCH));
            if (!isIgnored) _signals |= SignalSet.Of(signal).Mask;
        });
    }

    /// <summary>Waits until something can be read; false when a signal or the end of the evaluation came first.</summary>
    public bool WaitReadable(Descriptor input)
    {
        if (IsPending) return false;
        bool isReady = false;
        Watch watch;
        try
        {
            watch = Loop.Watch(input, Readiness.Readable, _ => isReady = true);
        }
        catch (SystemCallException)
        {
            // A file is always ready, and can't be watched.
            return true;
        }
        using (watch)
        {
            while (!isReady && !IsPending) Loop.RunOnce(Timeout.InfiniteTimeSpan);
        }
        return isReady;
    }

    /// <summary>Ends what runs: a signal to all that is in front, after the grace SIGKILL, and nothing after it is executed.</summary>
    /// <param name="only">The evaluation that is meant, if it still runs; null for whatever runs.</param>
    /// <param name="signal">The first signal.</param>
    /// <param name="grace">How long it has to end itself.</param>
    /// <param name="reason">What is told of jobs that it ends.</param>
    public void Abandon(Evaluation? only, Signal signal, TimeSpan grace, JobFailureReason? reason = null)
    {
        Evaluation? running;
        lock (_evaluationLock)
        {
            running = Current;
            if (only is not null && running != only) return;
            _abandonGrace = grace;
            _abandonedBy = signal.Number;
            if (running is not null) running.EndsFor ??= reason;
        }
        running?.Cancelled.Cancel();
        Post(() =>
        {
            foreach (Pipeline pipeline in _inFront.ToArray()) End(pipeline);
        });
    }

    /// <summary>A new evaluation: what was to end an earlier one is over.</summary>
    public void BeginEvaluation(Evaluation evaluation)
    {
        lock (_evaluationLock)
        {
            _abandonedBy = 0;
            Current = evaluation;
        }
    }

    public void EndEvaluation()
    {
        lock (_evaluationLock)
        {
            _abandonedBy = 0;
            Current = null;
        }
    }

    /// <summary>The session waits for a pipeline from now on.</summary>
    public void Enter(Pipeline pipeline)
    {
        _inFront.Add(pipeline);
        if (_abandonedBy != 0) End(pipeline);
    }

    public void EnterForeground(Job job)
    {
        job.Face!.WasLetGo = false;
        Enter(job.Pipeline);
    }

    /// <summary>Whether somebody wants the session not to wait for it any more.</summary>
    public bool IsLetGo(Job job) => ReferenceEquals(_letGo, job);

    public void LeaveForeground(Job job)
    {
        _inFront.Remove(job.Pipeline);
        if (ReferenceEquals(_letGo, job))
        {
            _letGo = null;
            job.Face!.WasLetGo = true;
            Current?.Started(job.Face, Options.AnnouncesJobs);
        }
        if (job.Pipeline.Status is null) return;
        Session.Jobs.Remove(job.Face!);
        if (Options.Contained) EndLeftovers(job.Pipeline);
    }

    /// <summary>Lets the session not wait for a job any more.</summary>
    public void LetGo(Job job) => Post(() =>
    {
        if (!_inFront.Contains(job.Pipeline)) return;
        _letGo = job;
        job.IsBackground = true;
    });

    /// <summary>Reads all that a substitution writes, without keeping the session from its other work.</summary>
    public void ReadAll(Pipeline pipeline, Descriptor output, MemoryOutput into)
    {
        output.SetNonBlocking();
        bool ended = false;
        byte[] buffer = new byte[64 * 1024];
        Watch? watch = null;
        watch = Loop.Watch(output, Readiness.Readable, _ =>
        {
            int n = output.Read(buffer);
            if (n > 0) into.Write(buffer.AsSpan(0, n));
            else if (n == 0)
            {
                ended = true;
                watch!.Dispose();
            }
        });
        Enter(pipeline);
        try
        {
            // Something in the background may hold the pipe open: that is waited for, as every shell does, but not after it was asked to end.
            while (!(pipeline.Status is not null && (ended || IsAbandoned))) Loop.RunOnce(Timeout.InfiniteTimeSpan);
        }
        finally
        {
            _inFront.Remove(pipeline);
            watch.Dispose();
        }
    }

    /// <summary>Waits for a command of the host's, without keeping the session from its other work.</summary>
    public int Wait(Task<int> task)
    {
        _ = task.ContinueWith(_ => Loop.Post(static () => { }), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        while (!task.IsCompleted) Loop.RunOnce(Timeout.InfiniteTimeSpan);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for a task while the session stays reachable; false when the evaluation is to end, or a signal came, before.</summary>
    public bool WaitUnlessEnded(Task task)
    {
        _ = task.ContinueWith(_ => Loop.Post(static () => { }), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        while (!task.IsCompleted && !IsPending) Loop.RunOnce(Timeout.InfiniteTimeSpan);
        return task.IsCompleted;
    }

    /// <summary>The session's thread ends.</summary>
    public void Leave() => _gone.TrySetResult();

    private void End(Pipeline pipeline)
    {
        if (FaceOf(pipeline) is { } job) job.EndedFor ??= Current?.EndsFor;
        pipeline.BeginStop(new StopPolicy(new Signal(_abandonedBy), _abandonGrace));
    }

    private ShellJob? FaceOf(Pipeline pipeline) => Session.Jobs.Live.FirstOrDefault(job => job.Job.Pipeline == pipeline);

    private void EndLeftovers(Pipeline pipeline)
    {
        bool done = false;
        pipeline.BeginStop(new StopPolicy(Signal.TERM, Current?.Options.Grace ?? Options.DisposeGrace), _ => done = true);
        while (!done) Loop.RunOnce(Timeout.InfiniteTimeSpan);
    }
}

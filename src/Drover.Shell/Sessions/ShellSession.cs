using System.Collections.Concurrent;
using Drover.Engine.EventLoops;
using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Shell.Sessions;

/// <summary>A shell in this process, isolated from it and from other sessions: variables, functions, directory, mask, jobs and limits are its own.</summary>
/// <remarks>Its methods may be called on any thread. Evaluations run one after the other in the order of their calls; jobs go on beside them.</remarks>
public sealed partial class ShellSession : IAsyncDisposable
{
    /// <summary>The session whose command of the host's runs in this flow.</summary>
    internal static readonly AsyncLocal<ShellSession?> Inside = new();

    private readonly ShellHost _host;
    private readonly SessionOptions _options;
    private readonly EventLoop _output;
    private readonly ConcurrentQueue<(Action Run, Action<Exception> Refuse)> _work = new();
    private readonly object _historyLock = new();
    private readonly Queue<HistoryEntry> _history = new();
    private SessionLink _link = null!;
    private int _disposing;
    private volatile bool _closing;

    internal ShellSession(ShellHost host, string id, SessionOptions options, EventLoop output)
    {
        _host = host;
        _options = options;
        _output = output;
        Id = id;
    }

    /// <summary>Its id in the host.</summary>
    public string Id { get; }

    /// <summary>Its jobs by number: <c>session.Jobs[1]</c>.</summary>
    public JobTable Jobs { get; } = new();

    /// <summary>Where it is, as of the end of the last evaluation.</summary>
    public string WorkingDirectory { get; private set; } = "/";

    /// <summary>Whether it has ended, by <c>exit</c> or because it was disposed.</summary>
    public bool HasEnded => ExitStatus is not null || _closing;

    /// <summary>The status that it ended with by <c>exit</c> or <c>set -e</c>; null while it has not.</summary>
    public int? ExitStatus { get; private set; }

    /// <summary>The last evaluations, oldest first.</summary>
    public IReadOnlyList<HistoryEntry> History
    {
        get
        {
            lock (_historyLock) return [.. _history];
        }
    }

    /// <summary>Evaluates a text and returns when its foreground has ended; what it left in the background goes on as jobs.</summary>
    /// <param name="text">Commands, as many as there are.</param>
    /// <param name="options">Time, input and limits.</param>
    /// <param name="cancellation">Ends what runs: SIGTERM to all of it, after the grace SIGKILL.</param>
    /// <exception cref="ShellSyntaxException">It is no shell program; nothing was executed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and what ran has ended.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public Task<ShellResult> EvalAsync(string text, EvalOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        RefuseInside();
        var evaluation = new Evaluation(text, options ?? s_plain, cancellation);
        Enqueue(() => Evaluate(evaluation), evaluation.Fail);
        return evaluation.Task;
    }

    /// <summary>Starts a text as one job in the background, as <c>text &amp;</c> does, and returns when it has been started: it goes on whatever happens to the caller.</summary>
    /// <param name="text">A pipeline, which becomes a job of its processes; or any other commands, which run in a shell of their own.</param>
    /// <param name="options">Time and limits.</param>
    /// <param name="cancellation">Before the start only.</param>
    /// <exception cref="ShellSyntaxException">It is no shell program.</exception>
    /// <exception cref="ShellStartException">It could not be started.</exception>
    /// <exception cref="ArgumentException">There is no command in it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it was started.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public async Task<ShellJob> StartAsync(string text, JobOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        RefuseInside();
        var evaluation = new Evaluation(text, s_plain, cancellation, options ?? s_unlimited);
        Enqueue(() => Evaluate(evaluation), evaluation.Fail);
        ShellResult result = await evaluation.Task.ConfigureAwait(false);
        return result.StartedJobs is [var job] ? job : throw new ShellStartException(result.Error.TrimEnd('\n'), result.ExitStatus);
    }

    /// <summary>Waits until one of the jobs in the background has ended, and takes it out of <see cref="Jobs"/>, as <c>wait -n</c> does: each is returned once. Null when there is none.</summary>
    /// <param name="jobs">The jobs that count; null for all in <see cref="Jobs"/> at this moment.</param>
    /// <param name="timeout">How long to wait; null for any time.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="TimeoutException">None has ended in time.</exception>
    public async Task<ShellJob?> WaitAnyAsync(IEnumerable<ShellJob>? jobs = null, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        List<ShellJob> candidates = [.. jobs ?? Jobs.Live];
        Task time = Task.Delay(timeout ?? Timeout.InfiniteTimeSpan, _options.Time, cancellation);
        while (candidates.Count > 0)
        {
            Task first = await Task.WhenAny([.. candidates.Select(job => job.Completion), time]).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (first == time) throw new TimeoutException($"None of {candidates.Count} jobs has ended within {timeout}.");
            ShellJob ended = candidates.First(job => job.Completion == first);
            candidates.Remove(ended);
            // Another caller may have got it.
            if (ended.TryClaim()) return ended;
        }
        return null;
    }

    internal TimeProvider Time => _options.Time;

    /// <summary>Tells what happens from this call on. Several may watch, each sees everything.</summary>
    /// <remarks>A watcher that does not read holds up nobody: when <see cref="SessionOptions.EventBuffer"/> events wait, the oldest are dropped, which <see cref="ShellEvent.Sequence"/> shows. Ends when the session is disposed.</remarks>
    public IAsyncEnumerable<ShellEvent> WatchAsync(CancellationToken cancellation = default) => _link.Events.Watch(cancellation);

    /// <summary>What Ctrl-C does: SIGINT to the foreground; the evaluation ends with 130 unless a trap for INT says otherwise. Nothing happens when nothing runs.</summary>
    public void Interrupt() => Signal(Engine.Signals.Signal.INT);

    /// <summary>Sends a signal to the session as if it were a process of its own: to what runs in its foreground, and to its traps. Without a trap it ends the evaluation with 128 + its number.</summary>
    public void Signal(Signal signal)
    {
        ObjectDisposedException.ThrowIf(_closing, this);
        _link.Deliver(signal);
    }

    /// <summary>The value of a variable; null when it has none.</summary>
    public Task<string?> GetVariableAsync(string name) => InvokeAsync(() => _link.Shell.Environment.Variables.Get(ShellText.FromUnicode(name)) is { } value ? ShellStrings.Unicode(value) : null);

    /// <summary>Sets a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="export">Whether commands get it in their environment.</param>
    /// <exception cref="ArgumentException">It is no name, or the variable is read-only.</exception>
    public Task SetVariableAsync(string name, string value, bool export = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!ShellText.IsName(name)) throw new ArgumentException($"'{name}' is not the name of a variable.", nameof(name));
        return InvokeAsync(() =>
        {
            try
            {
                _link.Shell.Assign(name, ShellText.FromUnicode(value));
                if (export) _link.Shell.Environment.Variables.SetAttributes(name, Variables.VariableAttributes.Exported);
                return true;
            }
            catch (ShellErrorException e)
            {
                throw new ArgumentException(e.Message, nameof(name), e);
            }
        });
    }

    /// <summary>Ends it: runs its EXIT trap, ends its jobs (SIGHUP, SIGTERM and SIGCONT, after <see cref="SessionOptions.DisposeGrace"/> SIGKILL), closes its descriptors and its thread.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposing, 1) == 0)
        {
            _closing = true;
            _link.Abandon(null, Engine.Signals.Signal.TERM, _options.DisposeGrace);
        }
        await _link.Gone.ConfigureAwait(false);
        await CloseOutputAsync().ConfigureAwait(false);
        _host.Forget(this);
    }

    internal Task<WaitStatus> ForegroundAsync(ShellJob job) => InvokeAsync(() =>
    {
        if (job.Job.Pipeline.Status is null)
        {
            job.Job.IsBackground = false;
            job.Job.Pipeline.Resume();
            _link.CheckStop(job);
            _link.Shell.WaitForeground(job.Job);
        }
        return job.Job.Status;
    });

    private Task<T> InvokeAsync<T>(Func<T> function)
    {
        RefuseInside();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(
            () =>
            {
                try
                {
                    done.TrySetResult(function());
                }
                catch (ArgumentException e)
                {
                    done.TrySetException(e);
                }
            },
            failure => done.TrySetException(failure));
        return done.Task;
    }

    private void Enqueue(Action run, Action<Exception> refuse)
    {
        if (_closing)
        {
            refuse(Over());
            return;
        }
        _work.Enqueue((run, refuse));
        _link.Loop.Post(static () => { });
        // Nobody may come any more to take it.
        if (_link.Gone.IsCompleted) RefuseAll();
    }

    private void RefuseAll()
    {
        while (_work.TryDequeue(out (Action Run, Action<Exception> Refuse) work)) work.Refuse(Over());
    }

    private void RefuseInside()
    {
        if (Inside.Value == this) throw new InvalidOperationException("A command of a session can't evaluate in the same session, which waits for it: open another session.");
    }

    private ObjectDisposedException Over() => new(
        nameof(ShellSession), ExitStatus is { } status ? $"Session {Id} has ended with status {status}; open another." : $"Session {Id} has been disposed.");
}

// Constraints
//   Start-up of "sh -c :" pays for nothing that it does not use. A forked child has none of its parent's loop, children or pipelines.
// Scheme
//   Loop and engine are made when the first process is started, and again in a forked child.

using System.Collections.Immutable;
using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Shell.Execution;

/// <summary>The shell's way to the engine: starts processes and forked copies of the shell.</summary>
internal sealed class PipelineStarter(EngineOptions? embedded = null)
{
    private static readonly int[] s_patience = [10, 50, 200, 500, 1000];

    private readonly long _start = Stopwatch.GetTimestamp();
    private EventLoop? _loop;
    private Watch? _signals;
    private bool _watchesSignals;
    private bool _watchesStops;
    private bool _contains;
    private ProcessEngine? _engine;

    public TimeSpan SinceStart => Stopwatch.GetElapsedTime(_start);

    /// <summary>Whether anything was started in this process.</summary>
    public bool IsUsed => _engine is not null;

    public EventLoop Loop
    {
        get
        {
            if (_loop is not null) return _loop;
            if (embedded?.Loop is { } given) return _loop = given;
            _loop = new EventLoop();
            if (_watchesSignals && !_watchesStops) _signals = SignalCatcher.Attach(_loop);
            return _loop;
        }
    }

    /// <summary>Whether SIGCHLD is caught.</summary>
    public bool WatchesStops => _watchesStops;

    /// <summary>Learns of children that stop, from the next start on.</summary>
    public void WatchStops() => _watchesStops = true;

    /// <summary>Before the first start: all that gets away from a pipeline comes back to this process (a subreaper), and counts as its own.</summary>
    public void Contain()
    {
        _contains = true;
        _watchesStops = true;
    }

    /// <summary>Lets caught signals end the waiting from now on.</summary>
    public void WatchSignals()
    {
        if (embedded is not null) return;
        _watchesSignals = true;
        if (_loop is not null && _engine?.Options.ChildSignals != ChildSignalSource.Catcher) _signals ??= SignalCatcher.Attach(_loop);
    }

    /// <summary>Starts stages, connected by pipes if there are several.</summary>
    /// <param name="stages">From first to last.</param>
    /// <param name="placement">Their group.</param>
    /// <param name="terminal">The terminal that is given to it.</param>
    /// <param name="waits">Whether it is waited for next, and nothing else.</param>
    /// <exception cref="Engine.Spawning.SpawnException">One could not be started.</exception>
    public Pipeline Start(ImmutableArray<ProcessSpec> stages, GroupPlacement placement = GroupPlacement.Ours, Descriptor? terminal = null, bool waits = false)
    {
        try
        {
            return OwnEngine().Start(new PipelineSpec
            {
                Stages = BeforeStart?.Invoke(stages) ?? stages,
                Placement = embedded is null ? placement : GroupPlacement.NewGroup,
                ForegroundTerminal = terminal,
                Contained = IsContained || _contains,
                AdoptsStrays = _contains,
                WaitsForEnd = waits,
            });
        }
        catch (SystemCallException e)
        {
            // No descriptor for the loop.
            throw new ShellErrorException($"no process can be started: {ErrnoText.Describe(e.Errno)}", status: 126) { EndsCommandOnly = true };
        }
        finally
        {
            AfterStart?.Invoke();
        }
    }

    private ProcessEngine OwnEngine()
    {
        if (embedded is not null) return _engine ??= new ProcessEngine(embedded);
        if (_engine is null || (_watchesStops && _engine.Options.ChildSignals == ChildSignalSource.None))
        {
            // A former one goes on with what it has started: both live on the one loop.
            EventLoop loop = Loop;
            if (_watchesStops)
            {
                _signals?.Dispose();
                _signals = null;
            }
            _engine = new ProcessEngine(new EngineOptions
            {
                Loop = loop,
                Subreaper = _contains,
                ChildSignals = _watchesStops ? ChildSignalSource.Catcher : ChildSignalSource.None,
                RetryFork = WaitForProcesses,
                Observer = Observer,
            });
        }
        return _engine;
    }

    // EAGAIN is the limit of processes: it may pass as soon as some of ours have ended.
    private bool WaitForProcesses(int attempt)
    {
        if (_contains || attempt >= s_patience.Length) return false;
        Loop.RunOnce(TimeSpan.FromMilliseconds(s_patience[attempt]));
        return true;
    }

    /// <summary>Whether all that is started belongs to its pipeline, however it detaches itself.</summary>
    public bool IsContained { get; init; }

    /// <summary>Is told of what is started, in forked children too; for a shell that is a process of its own.</summary>
    public IEngineObserver? Observer { get; init; }

    /// <summary>Is asked what to start instead of the stages.</summary>
    public Func<ImmutableArray<ProcessSpec>, ImmutableArray<ProcessSpec>>? BeforeStart { get; init; }

    /// <summary>Closes what was opened for a start, whether it came about or not.</summary>
    public Action? AfterStart { get; init; }

    /// <summary>The engine, once something was started.</summary>
    public ProcessEngine? Engine => _engine;

    /// <summary>Waits for anything to happen, or for a caught signal.</summary>
    public void Pump() => Loop.RunOnce(Timeout.InfiniteTimeSpan);

    /// <summary>Takes note of what has happened without waiting.</summary>
    public void Poll()
    {
        if (_engine is not null) Loop.RunOnce(TimeSpan.Zero);
    }

    /// <summary>In a forked child: what was started here was started by the parent.</summary>
    public void ForgetAfterFork()
    {
        _engine = null;
        _loop = null;
        _signals = null;
        _watchesSignals = false;
        _watchesStops = false;
        _contains = false;
    }
}

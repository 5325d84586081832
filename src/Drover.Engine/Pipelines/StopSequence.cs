// Constraints
//   "Stopped" means that nobody of the tree is alive: the leader's end says nothing about the others, and what is being ended may fork.
//   A process that handles the signal may start helpers of its own to clean up; they must not be signalled again within the grace.
// Scheme
//   signal everyone once, on a terminal SIGHUP to those who ignore that signal, then SIGCONT → look at each end of a child and by the clock, until two looks find the tree empty or the grace is
//   over → SIGKILL to everyone found, again and again until two looks find nobody → after five seconds of that, report who is left.
//   As long as a stage is alive and the grace lasts, there is nothing to be learnt from looking, so nobody looks.

using System.Collections.Immutable;
using System.Diagnostics;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;

namespace Drover.Engine.Pipelines;

/// <summary>The one way in which anything of Drover's is stopped. Lives on the loop's thread.</summary>
internal sealed class StopSequence
{
    private const int KillPasses = 50;
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_lastPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestGrace = TimeSpan.FromDays(36500);

    private readonly ProcessEngine _engine;
    private readonly Pipeline _pipeline;
    private readonly List<ProcessInfo> _alive = [];
    private readonly List<Action<StopReport>> _whenDone = [];
    private readonly HashSet<int> _killed = [];
    private readonly HashSet<ProcessIdentity> _notPermitted = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private Signal _signal;
    private TimeSpan _deadline;
    private TimeSpan _poll = s_firstPoll;
    private int _signalled;
    private bool _killing;
    private bool _wasEmpty;

    public StopSequence(ProcessEngine engine, Pipeline pipeline)
    {
        _engine = engine;
        _pipeline = pipeline;
    }

    /// <summary>When it wants to look again, at the latest.</summary>
    public TimeSpan NextLook => !_killing && _deadline - Elapsed < _poll ? _deadline - Elapsed : _poll;

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    public void Begin(StopPolicy policy, Action<StopReport>? whenDone, long since)
    {
        if (whenDone is not null) _whenDone.Add(whenDone);
        _signal = policy.Signal;
        _deadline = GraceOf(policy);
        _pipeline.Tree.Collect(_alive, since);
        _signalled = _alive.Count;
        _engine.Options.Observer?.Stopping(_pipeline, policy, _alive.Count);
        if (_deadline == TimeSpan.Zero) Escalate();
        else SignalAll(policy.Signal);
        _engine.Stops.Add(this);
    }

    /// <summary>A second request while this one is under way: it may only make it end sooner.</summary>
    public void Hasten(StopPolicy policy, Action<StopReport>? whenDone)
    {
        if (whenDone is not null) _whenDone.Add(whenDone);
        if (_killing) return;
        TimeSpan grace = GraceOf(policy);
        TimeSpan deadline = Elapsed + grace;
        if (deadline < _deadline) _deadline = deadline;
        if (grace > TimeSpan.Zero && policy.Signal != _signal)
        {
            _signal = policy.Signal;
            _pipeline.Tree.Collect(_alive, Stopwatch.GetTimestamp());
            SignalAll(policy.Signal);
        }
        _engine.Stops.LookWithin(NextLook);
    }

    /// <summary>Looks whether the tree is empty, and at the clock; a look that began at <paramref name="since"/> will do.</summary>
    public void Look(long since)
    {
        bool graceIsOver = !_killing && Elapsed >= _deadline;
        if (!_killing && !graceIsOver && !_pipeline.IsReaped)
        {
            Slow();
            return;
        }
        bool settled = _pipeline.Tree.Collect(_alive, since);
        bool empty = _alive.Count == 0 && settled && _pipeline.IsReaped;
        if (empty && _wasEmpty)
        {
            Finish();
            return;
        }
        _wasEmpty = empty;
        if (empty) _poll = TimeSpan.Zero;
        else if (graceIsOver) Escalate();
        else if (_killing && Elapsed >= _deadline + StopPolicy.KillWait) Finish();
        else
        {
            if (_killing) KillUntilNobodyIsNew();
            Slow();
        }
    }

    // KILL has no grace: nothing could use it.
    private static TimeSpan GraceOf(StopPolicy policy) =>
        policy.Signal == Signal.KILL ? TimeSpan.Zero
        : policy.Grace == Timeout.InfiniteTimeSpan || policy.Grace > s_longestGrace ? s_longestGrace
        : policy.Grace < TimeSpan.Zero ? TimeSpan.Zero : policy.Grace;

    private void Slow()
    {
        _poll *= 2;
        if (_poll > s_lastPoll) _poll = s_lastPoll;
        if (_poll < s_firstPoll) _poll = s_firstPoll;
    }

    private void Escalate()
    {
        _killing = true;
        _deadline = Elapsed;
        _poll = TimeSpan.Zero;
        _engine.Options.Observer?.Escalating(_pipeline, _alive.Count);
        _pipeline.KillHook?.Invoke();
        KillAlive();
    }

    // A tree that forks while it is killed must be outrun: no pause as long as a look finds somebody new.
    private void KillUntilNobodyIsNew()
    {
        for (int pass = 0; pass < KillPasses && KillAlive(); pass++) _pipeline.Tree.Collect(_alive, Stopwatch.GetTimestamp());
    }

    private bool KillAlive()
    {
        bool foundNew = false;
        if (_alive.Count > 0) SignalGroup(Signal.KILL);
        foreach (ProcessInfo process in _alive)
        {
            foundNew |= _killed.Add(process.Pid);
            Send(process, Signal.KILL);
        }
        return foundNew;
    }

    private void SignalAll(Signal signal)
    {
        SendToAll(signal);
        HangUp(signal);
        // A stopped process takes its signal only when it goes on.
        SendToAll(Signal.CONT);
    }

    // Interactive shells ignore SIGTERM (POSIX sh, ASYNCHRONOUS EVENTS) and end when their terminal is closed: that is what SIGHUP tells them.
    // Nobody else gets it: it would kill those who are about to clean up on the first signal.
    private void HangUp(Signal first)
    {
        if (_pipeline.Spec is { ControllingTerminal: null, ForegroundTerminal: null }) return;
        foreach (ProcessInfo process in _alive)
            if (ProcessReader.Ignores(process.Pid, first.Number)) Send(process, Signal.HUP);
    }

    private void SendToAll(Signal signal)
    {
        bool group = SignalGroup(signal);
        foreach (ProcessInfo process in _alive)
            if (!group || process.ProcessGroup != _pipeline.Group.Id) Send(process, signal);
    }

    // One kill(2) for the group: nobody in it can fork between being found and being signalled.
    private bool SignalGroup(Signal signal)
    {
        if (_pipeline.Spec.Placement == GroupPlacement.Ours) return false;
        try
        {
            return _pipeline.Group.Signal(signal);
        }
        catch (SystemCallException)
        {
            // EPERM: every member is another user's; each is tried and remembered below.
            return false;
        }
    }

    private void Send(in ProcessInfo process, Signal signal)
    {
        if (process.Identity.TrySignal(signal.Number) == SignalResult.NotPermitted) _notPermitted.Add(process.Identity);
    }

    private void Finish()
    {
        _engine.Stops.Remove(this);
        ImmutableArray<Leftover>.Builder leftovers = ImmutableArray.CreateBuilder<Leftover>();
        foreach (ProcessInfo process in _alive)
            leftovers.Add(new Leftover(process.Identity, process.State, ProcessReader.ReadCommandText(process.Pid), _notPermitted.Contains(process.Identity)));
        var report = new StopReport(_killing && _killed.Count > 0, _signalled, [.. _killed], leftovers.ToImmutable(), Elapsed);
        _pipeline.StopEnded(report);
        foreach (Action<StopReport> whenDone in _whenDone) whenDone(report);
    }
}

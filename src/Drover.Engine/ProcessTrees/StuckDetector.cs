using Drover.Engine.Processes;

namespace Drover.Engine.ProcessTrees;

/// <summary>Tells from one look a tick whether a tree gets on.</summary>
/// <remarks>
/// Pure: it reads nothing and keeps only the last look. A report is repeated by every look until something moves. Where several would hold,
/// uninterruptible comes before stopped, and stopped before quiet. Not for several threads at once.
/// </remarks>
/// <param name="threshold">How long nothing must have moved, for a quiet or an uninterruptible tree; a stopped one is reported at once.</param>
public sealed class StuckDetector(TimeSpan threshold)
{
    private List<Held> _held = [];
    private List<Held> _heldBefore = [];
    private bool _started;
    private TimeSpan _movedAt;
    private long _outputBytes;
    private long _cpuTicks;
    private long _ioBytes;

    /// <summary>Takes one look.</summary>
    /// <param name="now">Any clock that never goes back.</param>
    /// <param name="outputBytes">All output so far.</param>
    /// <param name="cpuTicks">The tree's processor time so far (<see cref="TreeUsage.CpuTicks"/>).</param>
    /// <param name="ioBytes">The tree's I/O so far (<see cref="ProcessIo.Transferred"/>).</param>
    /// <param name="processes">The tree's processes.</param>
    /// <returns>A report, or null when the tree gets on, or is empty.</returns>
    public StuckReport? Observe(TimeSpan now, long outputBytes, long cpuTicks, long ioBytes, ReadOnlySpan<ProcessInfo> processes)
    {
        if (!_started || outputBytes != _outputBytes || cpuTicks != _cpuTicks || ioBytes != _ioBytes) _movedAt = now;
        _started = true;
        (_outputBytes, _cpuTicks, _ioBytes) = (outputBytes, cpuTicks, ioBytes);
        NoteHeld(now, processes);
        return Report('D', StuckKind.Uninterruptible, now - threshold)
            ?? Report('T', StuckKind.Stopped, now)
            ?? (now - _movedAt >= threshold ? Quiet(processes) : null);
    }

    // A process keeps the time of the first look only while it is the same one, in the same state, and has not run in between:
    // heavy but healthy I/O shows D at every look and uses the processor all the same.
    private void NoteHeld(TimeSpan now, ReadOnlySpan<ProcessInfo> processes)
    {
        (_held, _heldBefore) = (_heldBefore, _held);
        _held.Clear();
        foreach (ref readonly ProcessInfo process in processes)
        {
            if (process.State is not ('D' or 'T')) continue;
            TimeSpan since = now;
            foreach (Held before in _heldBefore)
            {
                if (before.Process == process.Identity && before.State == process.State && before.OwnTicks == process.OwnTicks) since = before.Since;
            }
            _held.Add(new Held(process.Identity, process.State, process.OwnTicks, since));
        }
    }

    private StuckReport? Report(char state, StuckKind kind, TimeSpan atOrBefore)
    {
        List<int>? pids = null;
        TimeSpan first = TimeSpan.MaxValue;
        foreach (Held held in _held)
        {
            if (held.State != state || held.Since > atOrBefore) continue;
            (pids ??= []).Add(held.Process.Pid);
            if (held.Since < first) first = held.Since;
        }
        return pids is null ? null : new StuckReport(kind, first, pids);
    }

    private StuckReport? Quiet(ReadOnlySpan<ProcessInfo> processes)
    {
        var pids = new List<int>(processes.Length);
        foreach (ref readonly ProcessInfo process in processes)
        {
            if (!process.HasEnded) pids.Add(process.Pid);
        }
        return pids.Count == 0 ? null : new StuckReport(StuckKind.Quiet, _movedAt, pids);
    }

    private readonly record struct Held(ProcessIdentity Process, char State, long OwnTicks, TimeSpan Since);
}

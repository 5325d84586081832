using Drover.Engine.Interop;
using Drover.Engine.Signals;

namespace Drover.Engine.Processes;

/// <summary>The process group of a pipeline.</summary>
/// <remarks>
/// A group's number stays taken as long as one process is in it; so it is signalled only while a stage of ours that is certainly in it has
/// not been reaped, and never by number alone.
/// </remarks>
public sealed class ProcessGroup
{
    private readonly IReadOnlyList<ChildProcess> _stages;

    internal ProcessGroup(int id, IReadOnlyList<ChildProcess> stages)
    {
        Id = id;
        _stages = stages;
    }

    /// <summary>Its number: the pid of its leader.</summary>
    public int Id { get; }

    /// <summary>Sends a signal to every process in the group. Returns false when nothing of ours is in it any more.</summary>
    /// <exception cref="SystemCallException">EPERM: no process in it may be signalled by us.</exception>
    public bool Signal(Signal signal)
    {
        foreach (ChildProcess stage in _stages)
        {
            // Under its lock the stage is not reaped between the question and the signal.
            lock (stage.SignalLock)
            {
                if (!Holds(stage)) continue;
                if (Libc.kill(-Id, signal.Number) == 0) return true;
                return Errno.Last == Errno.ESRCH ? false : throw new SystemCallException("kill", Errno.Last, $"process group {Id}");
            }
        }
        return false;
    }

    /// <summary>Whether an unreaped stage of ours is in the group, so that the number is certainly ours. On the loop, which does the reaping.</summary>
    internal bool IsHeld
    {
        get
        {
            foreach (ChildProcess stage in _stages)
                if (Holds(stage)) return true;
            return false;
        }
    }

    // While the leader is not reaped its number is taken, wherever the leader has moved to.
    private bool Holds(ChildProcess stage) => !stage.HasEnded && (stage.Pid == Id || Libc.getpgid(stage.Pid) == Id);
}

using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Signals;

namespace Drover.Engine.Processes;

/// <summary>One process that the engine started: a stage of a pipeline.</summary>
/// <remarks>Its pid can't be another process's as long as <see cref="HasEnded"/> is false: it is not reaped before.</remarks>
public sealed class ChildProcess
{
    private readonly Dictionary<int, Descriptor>? _pipes;
    private ProcessIdentity _identity;
    private WaitStatus _status;

    internal ChildProcess(int pid, int pidDescriptor, int stage, ProcessSpec spec, Dictionary<int, Descriptor>? pipes)
    {
        Pid = pid;
        PidDescriptor = pidDescriptor;
        Stage = stage;
        Spec = spec;
        _pipes = pipes;
    }

    /// <summary>One that has ended and was reaped before anybody knew of it.</summary>
    internal static ChildProcess Ended(int pid, int stage, ProcessSpec spec, Dictionary<int, Descriptor>? pipes, WaitStatus status, ResourceUsage usage) =>
        new(pid, -1, stage, spec, pipes) { Usage = usage, _status = status };

    /// <summary>Its process id.</summary>
    public int Pid { get; }

    /// <summary>Its place in the pipeline, from 0.</summary>
    public int Stage { get; }

    /// <summary>What was asked for.</summary>
    public ProcessSpec Spec { get; }

    /// <summary>The last state change; its kind is <see cref="WaitStatusKind.None"/> while there has been none.</summary>
    public WaitStatus Status => WaitStatus.VolatileRead(in _status);

    /// <summary>Whether it has ended and been reaped.</summary>
    public bool HasEnded => Status.HasEnded;

    /// <summary>What it and the children it waited for used; known once it has ended.</summary>
    public ResourceUsage Usage { get; internal set; }

    /// <summary>Its pid with its start time, which no later process shares. Read when first asked for; default when it had been reaped by then.</summary>
    public ProcessIdentity Identity
    {
        get
        {
            lock (SignalLock)
            {
                if (_identity == default && !HasEnded) _identity = ProcessIdentity.TryRead(Pid) ?? default;
                return _identity;
            }
        }
    }

    /// <summary>Held while it is signalled or reaped, so that no signal falls between the two.</summary>
    internal object SignalLock { get; } = new();

    /// <summary>Its pidfd, opened while it could not be reaped; -1 once it is.</summary>
    internal int PidDescriptor { get; private set; }

    /// <summary>Our end of the pipe at the child's <paramref name="descriptor"/>. The caller owns it from now on.</summary>
    /// <exception cref="InvalidOperationException">The spec asked for no pipe there, or its end was taken before.</exception>
    public Descriptor TakePipe(int descriptor) =>
        _pipes is not null && _pipes.Remove(descriptor, out Descriptor? end)
            ? end
            : throw new InvalidOperationException($"Stage {Stage} has no pipe at descriptor {descriptor}, or it was taken.");

    /// <summary>Sends it a signal. Returns false when it has ended.</summary>
    /// <exception cref="SystemCallException">EPERM: it runs as a user whom we may not signal.</exception>
    public bool Signal(Signal signal)
    {
        lock (SignalLock)
        {
            if (HasEnded) return false;
            if (Libc.kill(Pid, signal.Number) == 0) return true;
            return Errno.Last == Errno.ESRCH ? false : throw new SystemCallException("kill", Errno.Last, $"pid {Pid}");
        }
    }

    internal void SetStatus(WaitStatus status) => WaitStatus.VolatileWrite(ref _status, status);

    internal void ClosePidDescriptor()
    {
        if (PidDescriptor < 0) return;
        _ = Libc.close(PidDescriptor);
        PidDescriptor = -1;
    }

    internal void DisposePipes()
    {
        if (_pipes is null) return;
        foreach (Descriptor end in _pipes.Values) end.Dispose();
        _pipes.Clear();
    }
}

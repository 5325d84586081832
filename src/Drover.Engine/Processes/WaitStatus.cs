using System.Runtime.CompilerServices;
using Drover.Engine.Signals;

namespace Drover.Engine.Processes;

/// <summary>What the kernel reported of a process that changed its state (wait(2)).</summary>
/// <remarks>Not the exit status: <see cref="ExitStatus"/> derives that number from it, as shells do.</remarks>
public readonly record struct WaitStatus
{
    // CLD_* of sigaction(2).
    private const int CLD_EXITED = 1, CLD_KILLED = 2, CLD_DUMPED = 3, CLD_STOPPED = 5, CLD_CONTINUED = 6;

    private const int CoreBit = 1 << 16;

    // Kind in bits 0 to 7, value in 8 to 15: one word, so that a reader on another thread never sees half of it.
    private readonly int _word;

    private WaitStatus(WaitStatusKind kind, int value, bool core = false) => _word = (int)kind | (value << 8) | (core ? CoreBit : 0);

    private WaitStatus(int word) => _word = word;

    /// <summary>What happened.</summary>
    public WaitStatusKind Kind => (WaitStatusKind)(_word & 0xFF);

    /// <summary>The exit code, 0 to 255, when it exited; otherwise 0.</summary>
    public int ExitCode => Kind == WaitStatusKind.Exited ? Value : 0;

    /// <summary>The signal that ended or stopped it; otherwise signal 0.</summary>
    public Signal Signal => Kind is WaitStatusKind.Signalled or WaitStatusKind.Stopped ? new Signal(Value) : default;

    /// <summary>Whether the signal made a core dump.</summary>
    public bool CoreDumped => (_word & CoreBit) != 0;

    /// <summary>Whether it has ended: exited or signalled.</summary>
    public bool HasEnded => Kind is WaitStatusKind.Exited or WaitStatusKind.Signalled;

    /// <summary>The number that shells show: the exit code, or 128 + the signal's number (POSIX 2.8.2 as bash and dash do it).</summary>
    public int ExitStatus => Kind switch
    {
        WaitStatusKind.Exited => Value,
        WaitStatusKind.Signalled or WaitStatusKind.Stopped => 128 + Value,
        _ => 0,
    };

    private int Value => (_word >> 8) & 0xFF;

    /// <summary>It exited with <paramref name="code"/>.</summary>
    public static WaitStatus Exited(int code) => new(WaitStatusKind.Exited, code & 0xFF);

    /// <summary>A signal ended it.</summary>
    public static WaitStatus Signalled(Signal signal, bool coreDumped = false) => new(WaitStatusKind.Signalled, signal.Number, coreDumped);

    /// <summary>A signal stopped it.</summary>
    public static WaitStatus Stopped(Signal signal) => new(WaitStatusKind.Stopped, signal.Number);

    /// <summary>SIGCONT let it go on.</summary>
    public static WaitStatus Continued() => new(WaitStatusKind.Continued, 18);

    /// <summary>"exited with 0", "killed by SIGSEGV (core dumped)", "stopped by SIGTSTP", "continued".</summary>
    public override string ToString() => Kind switch
    {
        WaitStatusKind.Exited => $"exited with {ExitCode}",
        WaitStatusKind.Signalled => $"killed by {Signal}{(CoreDumped ? " (core dumped)" : "")}",
        WaitStatusKind.Stopped => $"stopped by {Signal}",
        WaitStatusKind.Continued => "continued",
        _ => "running",
    };

    /// <summary>Reads a status that another thread may be writing.</summary>
    internal static WaitStatus VolatileRead(ref readonly WaitStatus status) => new(Volatile.Read(in status._word));

    /// <summary>Writes a status for readers on other threads; what was written before it is seen with it.</summary>
    internal static void VolatileWrite(ref WaitStatus status, WaitStatus value) => Volatile.Write(ref Unsafe.AsRef(in status._word), value._word);

    /// <summary>From the code and status of a siginfo_t that waitid(2) filled.</summary>
    internal static WaitStatus FromChildSignal(int code, int status) => code switch
    {
        CLD_EXITED => Exited(status),
        CLD_KILLED => Signalled(new Signal(status)),
        CLD_DUMPED => Signalled(new Signal(status), coreDumped: true),
        CLD_STOPPED => Stopped(new Signal(status)),
        CLD_CONTINUED => Continued(),
        _ => default,
    };
}

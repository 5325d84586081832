// Constraints
//   POSIX traps need every signal, its fact without loss, calls that end with EINTR, and a mask that children inherit clean. No C# function can be a
//   handler, signalfd(2) needs the mask blocked before exec, and the runtime's registrations know few signals and need a thread.
//   After a fork the eventfd is the parent's too: a signal to the child must not wake the parent.
// Scheme
//   Interop/signals.c has the one handler: mask, counts, eventfd. Here is the eventfd, remade in every forked child at its first use, and the pending mask.
//   What wakes is separate from what is pending: the loop empties the eventfd and looks, whoever waits for a signal takes it out of the mask.

using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Interop;

namespace Drover.Engine.Signals;

/// <summary>Sets what signals do to this process, and catches those that the program wants to know of (sigaction(2)).</summary>
/// <remarks>
/// For native executables with one thread: all members belong to the thread that first used it. Caught signals coalesce as the kernel's do, in <see cref="Pending"/>,
/// and end a blocking system call with EINTR. In a forked stage nothing is caught until it asks for that again. One event loop at a time is woken.
/// RTMIN (34) is the runtime's way to stop its own threads: catching it is harmless in a program with one thread, ignoring it too.
/// </remarks>
public static unsafe class SignalCatcher
{
    // Hosts ask from any thread; a lock could be held by a thread that a forked child does not have.
    private static readonly Lazy<bool> s_linked = new(CaughtSignals.IsLinked, LazyThreadSafetyMode.PublicationOnly);
    private static ulong* s_pending;
    private static Descriptor? s_wake;

    /// <summary>
    /// Whether signals can be caught: only in a native AOT executable that links Interop/signals.c (DroverCatchesSignals). Under the JIT there is no such handler: a host
    /// uses PosixSignalRegistration for the few signals that it knows.
    /// </summary>
    public static bool IsSupported => CaughtSignals.IsWanted && s_linked.Value;

    /// <summary>The signals that were ignored when this program was started; a shell must leave them so (POSIX 2.11).</summary>
    /// <remarks>Without the handler it is read from /proc/self/status, which no longer knows of SIGPIPE: that the runtime has ignored.</remarks>
    public static SignalSet IgnoredAtEntry => new(IsSupported ? CaughtSignals.IgnoredAtEntry() : ReadIgnored());

    /// <summary>The caught signals that have come and nobody has taken. Costs one read of memory: an interpreter can look between any two steps.</summary>
    public static SignalSet Pending => new(s_pending is null ? 0 : Volatile.Read(ref *s_pending));

    /// <summary>Sets what a signal does; returns 0 or the error number (EINVAL: KILL, STOP, 32, 33 or no such signal).</summary>
    /// <exception cref="PlatformNotSupportedException">Not <see cref="IsSupported"/>.</exception>
    public static int Set(Signal signal, SignalDisposition disposition)
    {
        if (disposition is < SignalDisposition.Default or > SignalDisposition.Caught) throw new ArgumentOutOfRangeException(nameof(disposition));
        Enter();
        return CaughtSignals.Set(signal.Number, (int)disposition);
    }

    /// <summary>What a signal does now; null for no such signal.</summary>
    public static SignalDisposition? Get(Signal signal)
    {
        Enter();
        return CaughtSignals.Get(signal.Number) is >= 0 and var kind ? (SignalDisposition)kind : null;
    }

    /// <summary>Takes all that is pending.</summary>
    public static SignalSet Take() => Take(SignalSet.All);

    /// <summary>Takes those of <paramref name="signals"/> that are pending.</summary>
    public static SignalSet Take(SignalSet signals) => new(Pending.Mask == 0 ? 0 : CaughtSignals.Take(signals.Mask));

    /// <summary>How many times the handler saw a signal; it wraps around. Not less than one for each that came since it was last seen.</summary>
    public static uint Count(Signal signal) => IsSupported ? CaughtSignals.Count(signal.Number) : 0;

    /// <summary>Ends a turn of <paramref name="loop"/> when a caught signal comes, and runs <paramref name="woken"/> there, if given.</summary>
    public static Watch Attach(EventLoop loop, Action? woken = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        Descriptor wake = Enter();
        return loop.Watch(wake, Readiness.Readable, _ =>
        {
            Drain(wake);
            woken?.Invoke();
        });
    }

    /// <summary>Waits until <paramref name="descriptor"/> can be read without blocking, or one of <paramref name="signals"/> is pending.</summary>
    /// <returns>True when it can be read; false for the signal, as EINTR, without a race between the look and the waiting.</returns>
    public static bool WaitReadable(Descriptor descriptor, SignalSet signals)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return WaitReadable(descriptor.Number, signals);
    }

    /// <summary>The same for one of this process's own numbers, such as an inherited 0.</summary>
    public static bool WaitReadable(int descriptor, SignalSet signals)
    {
        Descriptor wake = Enter();
        bool drained = false;
        try
        {
            while (true)
            {
                if ((Pending.Mask & signals.Mask) != 0) return false;
                if (Libc.WaitReadable(descriptor, wake.Number, out bool woken)) return true;
                if (woken) Drain(wake);
                drained |= woken;
            }
        }
        finally
        {
            // The loop is still to be told.
            if (drained) _ = wake.TryWrite(BitConverter.GetBytes(1UL), out int _);
        }
    }

    /// <summary>In a forked child, with all signals blocked: the eventfd is the parent's too, and what is pending came to the parent.</summary>
    internal static void ForgetAfterFork()
    {
        if (s_wake is null) return;
        CaughtSignals.Own(-1);
        _ = CaughtSignals.Take(ulong.MaxValue);
        s_wake.Dispose();
        s_wake = null;
    }

    private static Descriptor Enter()
    {
        if (s_wake is { } wake) return wake;
        if (!IsSupported)
        {
            throw new PlatformNotSupportedException(
                "Signals can be caught only in a native AOT executable that links the engine's signal handler (DroverCatchesSignals in its project file).");
        }
        int number = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (number < 0) throw new SystemCallException("eventfd", Errno.Last);
        var low = new Descriptor(number);
        // Above what a script uses, if the limit of descriptors allows that (setrlimit(2)); and below 64, from where on the kernel makes a table of descriptors for each child.
        s_wake = OwnNumbers.TryDuplicate(number, 32, out _) ?? OwnNumbers.TryDuplicate(number, 10, out _);
        if (s_wake is null) s_wake = low;
        else low.Dispose();
        s_pending = CaughtSignals.Pending();
        CaughtSignals.Own(s_wake.Number);
        return s_wake;
    }

    private static void Drain(Descriptor wake)
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        _ = wake.Read(count);
    }

    private static ulong ReadIgnored()
    {
        ReadOnlySpan<byte> status = Descriptor.ReadFile("/proc/self/status", out _);
        int at = status.IndexOf("SigIgn:\t"u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(status.Slice(at + 8, 16), out ulong mask, out _, 'x') ? mask & ~(1UL << (Signal.PIPE.Number - 1)) : 0;
    }
}

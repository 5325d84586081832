using Drover.Engine.Interop;

namespace Drover.Engine.Signals;

/// <summary>The signals that are blocked in the calling thread (pthread_sigmask(3)).</summary>
public static unsafe class SignalMask
{
    /// <summary>What is blocked.</summary>
    public static SignalSet Read() => Change(Libc.SIG_BLOCK, SignalSet.None);

    /// <summary>Blocks exactly <paramref name="signals"/>; returns what was blocked before.</summary>
    public static SignalSet Set(SignalSet signals) => Change(Libc.SIG_SETMASK, signals);

    /// <summary>Blocks <paramref name="signals"/> too; returns what was blocked before.</summary>
    public static SignalSet Block(SignalSet signals) => Change(Libc.SIG_BLOCK, signals);

    private static SignalSet Change(int how, SignalSet signals)
    {
        ulong* set = stackalloc ulong[Libc.SignalSetWords];
        ulong* old = stackalloc ulong[Libc.SignalSetWords];
        new Span<ulong>(set, Libc.SignalSetWords).Clear();
        set[0] = signals.Mask;
        _ = Libc.pthread_sigmask(how, set, old);
        return new SignalSet(old[0]);
    }
}

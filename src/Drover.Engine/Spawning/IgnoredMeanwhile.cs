// Constraints
//   posix_spawn(3) can set dispositions to their default only; ignored ones a child inherits. drover-shim costs 2 ms.
//   A signal that we catch must not be lost meanwhile.
// Scheme
//   In a program with one thread they are ignored here around the spawn, with all of them blocked: a blocked signal stays pending however it is disposed of
//   when it comes (sig_ignored() of the kernel), and is delivered when everything is back. One that was pending before is delivered before.

using Drover.Engine.Interop;
using Drover.Engine.Signals;

namespace Drover.Engine.Spawning;

/// <summary>Signals of this process that are ignored until this is disposed.</summary>
internal unsafe ref struct IgnoredMeanwhile
{
    private const int ActionSize = 160;
    private ulong _all;
    private ulong _changed;
    private ulong _mask;
    private byte[]? _old;

    /// <summary>Blocks and ignores <paramref name="signals"/>, those that are not ignored already.</summary>
    public static IgnoredMeanwhile Begin(SignalSet signals)
    {
        IgnoredMeanwhile meanwhile = default;
        ulong* set = stackalloc ulong[Libc.SignalSetWords];
        ulong* old = stackalloc ulong[Libc.SignalSetWords];
        new Span<ulong>(set, Libc.SignalSetWords).Clear();
        set[0] = signals.Mask;
        _ = Libc.pthread_sigmask(Libc.SIG_BLOCK, set, old);
        meanwhile._mask = old[0];
        meanwhile._old = new byte[ActionSize * System.Numerics.BitOperations.PopCount(signals.Mask)];
        byte* action = stackalloc byte[ActionSize];
        new Span<byte>(action, ActionSize).Clear();
        *(nint*)action = 1;
        int at = 0;
        for (ulong left = signals.Mask; left != 0; left &= left - 1, at += ActionSize)
        {
            int index = System.Numerics.BitOperations.TrailingZeroCount(left);
            fixed (byte* kept = &meanwhile._old[at])
                if (Libc.sigaction(index + 1, action, kept) == 0) meanwhile._changed |= 1UL << index;
        }
        meanwhile._all = signals.Mask;
        return meanwhile;
    }

    /// <summary>Puts all of it back.</summary>
    public readonly void Dispose()
    {
        if (_old is null) return;
        int at = 0;
        for (ulong left = _all; left != 0; left &= left - 1, at += ActionSize)
        {
            int index = System.Numerics.BitOperations.TrailingZeroCount(left);
            if ((_changed & (1UL << index)) == 0) continue;
            fixed (byte* kept = &_old[at]) _ = Libc.sigaction(index + 1, kept, null);
        }
        ulong* set = stackalloc ulong[Libc.SignalSetWords];
        new Span<ulong>(set, Libc.SignalSetWords).Clear();
        set[0] = _mask;
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, set, null);
    }
}

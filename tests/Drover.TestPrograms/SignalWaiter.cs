using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms;

/// <summary>Receives one signal by sigwait(3).</summary>
/// <remarks>The runtime starts a thread before Main. A signal that only Main's thread blocks would go to that one, so this executes itself
/// again with the signal blocked: then every thread has it blocked from the start, and the pid stays.</remarks>
internal sealed unsafe class SignalWaiter
{
    private Libc.SignalSet _set;

    public SignalWaiter(int signal, string[] arguments)
    {
        Libc.SignalSet before = default;
        fixed (Libc.SignalSet* set = &_set)
        {
            Libc.sigemptyset(set);
            Libc.sigaddset(set, signal);
            Libc.pthread_sigmask(Libc.SIG_BLOCK, set, &before);
        }

        if (Libc.sigismember(&before, signal) != 0)
            return;
        using var path = new CStrings([Self.Path]);
        using var again = new CStrings([Self.Path, .. arguments]);
        Libc.execv(path.Pointer[0], again.Pointer);
        throw new IOException($"execv: {Libc.LastErrorText}");
    }

    public void Wait()
    {
        int signal;
        fixed (Libc.SignalSet* set = &_set)
            Libc.sigwait(set, &signal);
    }
}

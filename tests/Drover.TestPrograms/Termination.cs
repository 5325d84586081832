using Drover.TestPrograms.Interop;

namespace Drover.TestPrograms;

/// <summary>Ends this process by a signal, as the kernel would have.</summary>
internal static unsafe class Termination
{
    /// <summary>Sends the signal to this process with its default action. Returns only if that action does not end it.</summary>
    public static void By(int signal)
    {
        // The runtime handles SIGSEGV and its kin and ignores SIGPIPE.
        Libc.signal(signal, Libc.SIG_DFL);
        Libc.SignalSet set = default;
        Libc.sigemptyset(&set);
        Libc.sigaddset(&set, signal);
        Libc.pthread_sigmask(Libc.SIG_UNBLOCK, &set, null);
        Libc.kill(Libc.getpid(), signal);
    }
}

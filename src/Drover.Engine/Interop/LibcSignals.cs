using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>Signals: kill(2), masks, dispositions and signalfd(2).</summary>
/// <remarks>A signal set is one u64 followed by 120 unused bytes in glibc; pass a pointer to 16 of them.</remarks>
internal static unsafe partial class Libc
{
    public const int SIG_BLOCK = 0;
    public const int SIG_UNBLOCK = 1;
    public const int SIG_SETMASK = 2;
    public const int SFD_NONBLOCK = 0x800;
    public const int SFD_CLOEXEC = 0x80000;

    /// <summary>How many u64 a glibc sigset_t holds (128 bytes).</summary>
    public const int SignalSetWords = 16;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    /// <summary>Sends a signal to the calling thread (raise(3)).</summary>
    [LibraryImport("libc")]
    public static partial int raise(int signal);

    [LibraryImport("libc")]
    public static partial int pthread_sigmask(int how, ulong* set, ulong* old);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int signalfd(int descriptor, ulong* set, int flags);

    /// <summary>sigaction(2); glibc's structure: handler, 128 bytes of mask, flags, restorer.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int sigaction(int signal, byte* action, byte* old);
}

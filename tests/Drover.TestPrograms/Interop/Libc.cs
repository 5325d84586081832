using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Drover.TestPrograms.Interop;

/// <summary>The calls that the children make. Numbers are those of Linux on x86-64 and arm64.</summary>
internal static unsafe partial class Libc
{
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EPIPE = 32;
    public const int SIGKILL = 9;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const int SIGSTOP = 19;
    public const int SIGWINCH = 28;
    public const nint SIG_DFL = 0;
    public const nint SIG_IGN = 1;
    public const int SIG_BLOCK = 0;
    public const int SIG_UNBLOCK = 1;
    public const int SIGEV_SIGNAL = 0;
    public const int CLOCK_MONOTONIC = 1;
    public const int O_CLOEXEC = 0x80000;
    public const short POSIX_SPAWN_SETSID = 0x80;
    public const int FIONREAD = 0x541B;
    public const int TIOCGWINSZ = 0x5413;
    public const nint SYS_exit = 60;
    public const int PR_GET_PDEATHSIG = 2;
    public const int PR_GET_NO_NEW_PRIVS = 39;

    public static int LastError => Marshal.GetLastPInvokeError();

    public static string LastErrorText => Marshal.GetLastPInvokeErrorMessage();

    [LibraryImport("libc")]
    public static partial int getpid();

    [LibraryImport("libc")]
    public static partial int getppid();

    [LibraryImport("libc")]
    public static partial int getpgid(int pid);

    [LibraryImport("libc")]
    public static partial int getsid(int pid);

    [LibraryImport("libc")]
    public static partial int pause();

    [LibraryImport("libc")]
    public static partial nint syscall(nint number, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    public static partial nint signal(int signal, nint handler);

    [LibraryImport("libc")]
    public static partial int sigemptyset(SignalSet* set);

    [LibraryImport("libc")]
    public static partial int sigaddset(SignalSet* set, int signal);

    [LibraryImport("libc")]
    public static partial int sigismember(SignalSet* set, int signal);

    [LibraryImport("libc")]
    public static partial int pthread_sigmask(int how, SignalSet* set, SignalSet* old);

    [LibraryImport("libc")]
    public static partial int sigwait(SignalSet* set, int* signal);

    [LibraryImport("libc")]
    public static partial int timer_create(int clock, SignalEvent* wake, nint* timer);

    [LibraryImport("libc")]
    public static partial int timer_settime(nint timer, int flags, TimerSpecification* value, TimerSpecification* old);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc")]
    public static partial int close(int descriptor);

    [LibraryImport("libc")]
    public static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc")]
    public static partial int poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc")]
    public static partial int ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc")]
    public static partial int isatty(int descriptor);

    [LibraryImport("libc")]
    public static partial int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc")]
    public static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int execv(byte* path, byte** arguments);

    /// <summary>Returns an error number rather than setting errno.</summary>
    [LibraryImport("libc")]
    public static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(void* actions, int descriptor, int target);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    /// <summary>Waits until a descriptor that somebody made non-blocking takes bytes again.</summary>
    public static void WaitWritable(int descriptor)
    {
        const short POLLOUT = 4;
        var entry = new PollEntry { Descriptor = descriptor, Events = POLLOUT };
        poll(&entry, 1, -1);
    }

    /// <summary>sigset_t: 1024 bits.</summary>
    [InlineArray(16)]
    public struct SignalSet
    {
        private ulong _element;
    }

    /// <summary>struct sigevent, 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct SignalEvent
    {
        public nint Value;
        public int Signal;
        public int Notify;
    }

    /// <summary>struct itimerspec: the interval, then the first expiry.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimerSpecification
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TerminalSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}

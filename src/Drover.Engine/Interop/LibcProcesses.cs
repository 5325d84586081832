using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>Processes: identities, waiting, pidfds, credentials, limits, priorities and prctl(2).</summary>
internal static unsafe partial class Libc
{
    public const int P_ALL = 0;
    public const int P_PID = 1;
    public const int P_PGID = 2;
    public const int P_PIDFD = 3;
    public const int WNOHANG = 1;
    public const int WSTOPPED = 2;
    public const int WEXITED = 4;
    public const int WCONTINUED = 8;
    public const int WNOWAIT = 0x01000000;

    public const int CLONE_NEWNS = 0x20000;
    public const nuint MS_REC = 0x4000;
    public const nuint MS_PRIVATE = 0x40000;
    public const int MNT_DETACH = 2;

    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_SET_NAME = 15;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_GET_CHILD_SUBREAPER = 37;
    public const int PR_SET_NO_NEW_PRIVS = 38;

    public const int RLIM_CORE = 4;
    public const int RLIM_NPROC = 6;

    private static readonly int SYS_waitid = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 95 : 247;

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long a, long b, long c, long d, long e);

    /// <summary>waitid(2) as the system call, which also gives the usage of the child (the C function does not).</summary>
    public static int waitid(int idType, int id, ChildSignal* info, int options, void* rusage) =>
        (int)syscall(SYS_waitid, idType, id, (long)info, options, (long)rusage);

    [LibraryImport("libc")]
    public static partial int getpid();

    [LibraryImport("libc")]
    public static partial int gettid();

    /// <summary>Both processes come back from it: the child with 0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int fork();

    [LibraryImport("libc")]
    public static partial int getppid();

    [LibraryImport("libc")]
    public static partial uint getuid();

    [LibraryImport("libc")]
    public static partial uint geteuid();

    [LibraryImport("libc")]
    public static partial uint getgid();

    [LibraryImport("libc")]
    public static partial int getpgrp();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getpgid(int pid);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getsid(int pid);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setsid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setpgid(int pid, int processGroup);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int mount(byte* source, byte* target, byte* type, nuint flags, void* data);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int umount2(byte* target, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setrlimit(int resource, ulong* limits);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getrusage(int who, void* usage);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setpriority(int which, uint who, int priority);

    [LibraryImport("libc")]
    public static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setgroups(nuint count, uint* groups);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setresgid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setresuid(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitNow(int status);

    /// <summary>What waitid(2) tells of a child: the head of siginfo_t on 64-bit Linux (128 bytes in all).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct ChildSignal
    {
        /// <summary>CLD_EXITED and so on; 0 in <see cref="Pid"/> means that nothing was there.</summary>
        [FieldOffset(8)]
        public int Code;

        /// <summary>The child.</summary>
        [FieldOffset(16)]
        public int Pid;

        /// <summary>Its exit status or signal number.</summary>
        [FieldOffset(24)]
        public int Status;
    }
}

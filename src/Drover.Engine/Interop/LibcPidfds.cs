using System.Runtime.InteropServices;

namespace Drover.Engine.Interop;

/// <summary>Signalling by process descriptor: pidfd_open(2) and pidfd_send_signal(2).</summary>
/// <remarks>Made by syscall(2), because the C library has had names for them only since glibc 2.36; the numbers are the same on x86-64 and arm64.</remarks>
internal static unsafe partial class Libc
{
    private const nint SYS_pidfd_send_signal = 424;
    private const nint SYS_pidfd_open = 434;

    /// <summary>A descriptor of process <paramref name="pid"/>, close-on-exec (Linux 5.3); -1 with errno otherwise.</summary>
    public static int pidfd_open(int pid, uint flags) => (int)SystemCall(SYS_pidfd_open, pid, (nint)flags, 0, 0);

    /// <summary>Sends a signal to the process behind a descriptor (Linux 5.1); -1 with errno otherwise.</summary>
    public static int pidfd_send_signal(int pidfd, int signal) => (int)SystemCall(SYS_pidfd_send_signal, pidfd, signal, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}

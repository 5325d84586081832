using Drover.Engine.Interop;
using Drover.Engine.Signals;

namespace Drover.Engine.Processes;

/// <summary>What this process is, and what it can do to all of itself.</summary>
public static unsafe class OwnProcess
{
    /// <summary>Who we are.</summary>
    public static ProcessIdentity Identity => ProcessIdentity.TryRead(Libc.getpid()) ?? throw new SystemCallException("open", Errno.ENOENT, "/proc/self/stat");

    /// <summary>Our pid, asked of the kernel: right in a forked stage too.</summary>
    public static int Pid => Libc.getpid();

    /// <summary>The pid of our parent; 0 when it is outside our pid namespace.</summary>
    public static int ParentPid => Libc.getppid();

    /// <summary>The user whose rights this process has (geteuid(2)).</summary>
    public static uint EffectiveUser => Libc.geteuid();

    /// <summary>The group whose rights this process has (getegid(2)).</summary>
    public static uint EffectiveGroup => Libc.getegid();

    /// <summary>Sets the file mode creation mask and returns what it was (umask(2)).</summary>
    public static int SetUmask(int mask) => (int)Libc.umask((uint)mask);

    /// <summary>Stops this whole process (SIGSTOP) and returns when it was continued (SIGCONT).</summary>
    /// <remarks>The calling thread goes no further before that: the signal is its own, where one to the whole process would be another thread's first.</remarks>
    public static void Suspend() => _ = Libc.raise(Signal.STOP.Number);

    /// <summary>Becomes another program with this environment (execve(2)); descriptors that are close-on-exec are closed.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="arguments">Its arguments, its own name first.</param>
    /// <returns>Only when it failed: what to throw or report.</returns>
    /// <remarks>The runtime ignores SIGPIPE, which an exec would keep: it is set back to its default.</remarks>
    public static SystemCallException Become(ByteString path, params ReadOnlySpan<ByteString> arguments)
    {
        // A handler of ours becomes the default by the exec itself (execve(2)).
        byte* action = stackalloc byte[160];
        new Span<byte>(action, 160).Clear();
        _ = Libc.sigaction(Signal.PIPE.Number, action, null);
        var argv = new NativeStrings(arguments);
        byte** environment = ProcessEnvironment.Inherited.Table();
        fixed (byte* file = path.NullTerminated()) _ = Libc.execve(file, argv.Table, environment);
        return new SystemCallException("execve", Errno.Last, path.ToString());
    }
}

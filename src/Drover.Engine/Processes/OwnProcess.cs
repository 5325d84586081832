using Drover.Engine.Interop;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;

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

    /// <summary>Our process group (getpgrp(2)).</summary>
    public static int Group => Libc.getpgrp();

    /// <summary>Our session (getsid(2)).</summary>
    public static int Session => Libc.getsid(0);

    /// <summary>Moves ourselves into a process group of our session, 0 for one of our own (setpgid(2)); returns 0 or the error number.</summary>
    public static int JoinGroup(int group) => Libc.setpgid(0, group) == 0 ? 0 : Errno.Last;

    /// <summary>The file mode creation mask. There is no call that only reads it: it is set to 0 for a moment.</summary>
    public static int ReadUmask()
    {
        int mask = SetUmask(0);
        _ = SetUmask(mask);
        return mask;
    }

    /// <summary>The file mode creation mask as /proc/self/status shows it: nothing is changed for a moment, so that other threads see nothing.</summary>
    public static int PeekUmask()
    {
        ReadOnlySpan<byte> status = Descriptors.Descriptor.ReadFile("/proc/self/status", out _);
        int at = status.IndexOf("Umask:\t"u8);
        int mask = 0;
        for (int i = at + 7; at >= 0 && i < status.Length && status[i] is >= (byte)'0' and <= (byte)'7'; i++) mask = (mask << 3) | (status[i] - '0');
        return mask;
    }

    /// <summary>The user who started this process (getuid(2)).</summary>
    public static uint RealUser => Libc.getuid();

    /// <summary>The user whose rights this process has (geteuid(2)).</summary>
    public static uint EffectiveUser => Libc.geteuid();

    /// <summary>The group whose rights this process has (getegid(2)).</summary>
    public static uint EffectiveGroup => Libc.getegid();

    /// <summary>Sets the file mode creation mask and returns what it was (umask(2)).</summary>
    public static int SetUmask(int mask) => (int)Libc.umask((uint)mask);

    /// <summary>
    /// Lets the C library's heap keep memory that was freed instead of giving it back to the kernel, and grow in larger steps (mallopt(3)). A library that frees and takes
    /// megabytes again and again, as SQLite does with its cache, costs a page fault for each page otherwise.
    /// </summary>
    /// <param name="kept">How many free bytes at the top of a heap are kept.</param>
    /// <param name="step">How many bytes more than are needed it takes when it grows.</param>
    /// <returns>False when the C library has no such setting.</returns>
    public static bool KeepFreedMemory(int kept, int step)
    {
        try
        {
            return Libc.mallopt(Libc.M_TRIM_THRESHOLD, kept) == 1 && Libc.mallopt(Libc.M_TOP_PAD, step) == 1;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Stops this whole process (SIGSTOP) and returns when it was continued (SIGCONT).</summary>
    /// <remarks>The calling thread goes no further before that: the signal is its own, where one to the whole process would be another thread's first.</remarks>
    public static void Suspend() => _ = Libc.raise(Signal.STOP.Number);

    /// <summary>Stops our process group as Ctrl-Z would, us among it, and returns when we were continued.</summary>
    /// <returns>False, with nothing done, when nobody could continue it: the group is an orphan to job control (POSIX, orphaned process group).</returns>
    /// <remarks>The others get SIGTSTP, we SIGSTOP: a handler that we have for the former would run when we go on.</remarks>
    public static bool SuspendGroup()
    {
        int group = Libc.getpgrp();
        if (IsOrphaned(group)) return false;
        var table = new ProcessTable();
        table.Refresh();
        foreach (ref readonly ProcessInfo process in table.Processes)
            if (process.ProcessGroup == group && process.Pid != Libc.getpid()) _ = process.Identity.TrySignal(Signal.TSTP.Number);
        Suspend();
        return true;
    }

    // Somebody above us must be of our session and not of our group: that is who does job control. Only our own line is looked at, for it is
    // the line in which a shell would be.
    private static bool IsOrphaned(int group)
    {
        if (!ProcessReader.TryRead(Libc.getpid(), out ProcessInfo self)) return true;
        for (ProcessInfo process = self; ProcessReader.TryRead(process.ParentPid, out ProcessInfo parent); process = parent)
        {
            if (parent.Session != self.Session) return true;
            if (parent.ProcessGroup != group) return false;
        }
        return true;
    }

    /// <summary>Becomes another program (execve(2)), as the shell's <c>exec</c> does. Returns only when it failed: the error number.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="arguments">Its arguments, its own name first.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="descriptors">Which of our numbers it gets at which of its own; what is not named keeps its number, and is closed if it is close-on-exec.</param>
    /// <param name="ignored">The signals that it starts with ignored; all others are at their default, and none is blocked.</param>
    /// <remarks>After a failure descriptors and dispositions are as the program would have had them: look for the file first (<see cref="Descriptors.FileAccessCheck"/>).</remarks>
    public static int Execute(
        ByteString path, ReadOnlySpan<ByteString> arguments, ProcessEnvironment environment, ReadOnlySpan<(int Target, int Source)> descriptors, SignalSet ignored)
    {
        ArgumentNullException.ThrowIfNull(environment);
        using (var plan = new DescriptorPlan())
        {
            foreach ((int target, int source) in descriptors) plan.Map(target, source);
            try
            {
                plan.BringAboutHere(null, []);
            }
            catch (SystemCallException e)
            {
                return e.Errno;
            }
        }
        byte* action = stackalloc byte[160];
        new Span<byte>(action, 160).Clear();
        for (int number = 1; number <= 64; number++)
        {
            if (number is 9 or 19 or 32 or 33) continue;
            *(nint*)action = ignored.Contains(new Signal(number)) ? 1 : 0;
            _ = Libc.sigaction(number, action, null);
        }
        if (SignalCatcher.IsSupported) CaughtSignals.Changed();
        SignalMask.Set(SignalSet.None);
        var argv = new NativeStrings(arguments);
        fixed (byte* file = path.NullTerminated()) _ = Libc.execve(file, argv.Table, environment.Table());
        int errno = Errno.Last;
        argv.Dispose();
        GC.KeepAlive(environment);
        return errno;
    }

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
        if (SignalCatcher.IsSupported) CaughtSignals.Changed();
        var argv = new NativeStrings(arguments);
        byte** environment = ProcessEnvironment.Inherited.Table();
        fixed (byte* file = path.NullTerminated()) _ = Libc.execve(file, argv.Table, environment);
        return new SystemCallException("execve", Errno.Last, path.ToString());
    }
}

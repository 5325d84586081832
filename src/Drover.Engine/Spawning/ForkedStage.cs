// Constraints
//   Between the fork and the body nothing may reach the parent: no handler of it runs in the child, nothing is said to its epoll, no pipe of its other
//   children stays open here. After the body nothing of the parent's may be unwound or written: the child leaves by _exit(2).
//   Who comes to the group, and who hands the terminal over, must not depend on who runs first.
// Scheme
//   All signals are blocked before the fork. The child forgets what is the parent's, takes its place, sets itself up and every disposition with it, and
//   only then lets signals in. The group is joined on both sides; the terminal is given by the child (its programs need it) and, as that may be late, by
//   the parent too.

using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Forking;
using Drover.Engine.Interop;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;

namespace Drover.Engine.Spawning;

/// <summary>Starts a stage that is a forked copy of this process.</summary>
internal static unsafe class ForkedStage
{
    private const int SetupFailed = 125;

    /// <summary>Forks, and returns the child's pid in the parent. In the child it does not return.</summary>
    /// <param name="spec">The stage, with a body.</param>
    /// <param name="plan">Its descriptors; the redirections are played here.</param>
    /// <param name="placement">Its group, session and terminal.</param>
    /// <param name="forget">Run in the child first: closes what is the parent's and puts the descriptors into their places.</param>
    /// <exception cref="InvalidOperationException">This process can't be forked.</exception>
    /// <exception cref="SpawnException">A file could not be opened, or the fork failed.</exception>
    public static int Start(ProcessSpec spec, DescriptorPlan plan, in Spawner.Placement placement, Action forget)
    {
        if (!Fork.IsSupported)
        {
            throw new InvalidOperationException(
                $"'{spec.Executable}' can't be forked here: only a native executable without threads of its own can be (Fork.IsSupported). Start the executable again with the work as its argument.");
        }
        using Descriptor? directory = Spawner.OpenDirectory(spec);
        using Descriptor? terminal = Spawner.OpenTerminal(spec, placement.TerminalPath);
        plan.Play(spec, directory);
        RuntimeThreads.Settle();
        ulong* mask = stackalloc ulong[Libc.SignalSetWords];
        ulong* old = stackalloc ulong[Libc.SignalSetWords];
        new Span<byte>(mask, Libc.SignalSetWords * sizeof(ulong)).Fill(0xFF);
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, mask, old);
        int pid = Libc.fork();
        if (pid == 0) RunChild(spec, plan, placement, forget, directory, terminal);
        int errno = Errno.Last;
        if (pid > 0) Place(pid, placement);
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, old, null);
        return pid > 0 ? pid : throw new SpawnException(spec.Executable.ToString(), errno, SpawnStep.Fork);
    }

    private static void Place(int pid, in Spawner.Placement placement)
    {
        if (placement.NewSession || placement.ProcessGroup < 0) return;
        int group = placement.ProcessGroup == 0 ? pid : placement.ProcessGroup;
        _ = Libc.setpgid(pid, group);
        if (placement.ForegroundTerminal >= 0) _ = Libc.tcsetpgrp(placement.ForegroundTerminal, group);
    }

    private static void RunChild(
        ProcessSpec spec, DescriptorPlan plan, in Spawner.Placement placement, Action forget, Descriptor? directory, Descriptor? terminal)
    {
        int status = SetupFailed;
        try
        {
            Fork.EnterChild();
            SignalCatcher.ForgetAfterFork();
            if (placement.NewSession) _ = Libc.setsid();
            else Place(Libc.getpid(), placement);
            forget();
            if (SetUp(spec, directory))
            {
                directory?.Dispose();
                terminal?.Dispose();
                ResetSignals(spec);
                status = OpenLateFiles(plan) ? spec.Body!() : 1;
            }
        }
        catch (Exception e)
        {
            Complain(spec, $"{e}");
        }
        Libc.ExitNow(status & 0xFF);
    }

    private static bool SetUp(ProcessSpec spec, Descriptor? directory)
    {
        if (directory is not null && Libc.fchdir(directory.Number) != 0) return Failed(spec, "working directory", Errno.Last);
        foreach (ByteString file in spec.ControlGroupFiles)
        {
            using Descriptor? processes = Descriptor.TryOpen(file, OpenMode.WriteExisting, out int errno);
            if (processes is not null) _ = processes.TryWrite("0"u8, out errno);
            if (errno != 0) return Failed(spec, file.ToString(), errno);
        }
        ulong* limits = stackalloc ulong[2];
        foreach ((Limits.ResourceLimit resource, (ulong soft, ulong hard)) in spec.Limits.Values)
        {
            (limits[0], limits[1]) = (soft, hard);
            if (Libc.setrlimit((int)resource, limits) != 0) return Failed(spec, resource.ToString(), Errno.Last);
        }
        if (spec.Nice is { } nice && Libc.setpriority(0, 0, nice) != 0) return Failed(spec, "nice value", Errno.Last);
        if (spec.Umask is { } umask) _ = Libc.umask((uint)umask);
        return true;
    }

    // A caught signal would run the parent's handler. The runtime's own are for faults of this process (SEGV, FPE) and its threads (RTMIN); glibc has 32 and 33.
    private static void ResetSignals(ProcessSpec spec)
    {
        byte* action = stackalloc byte[160];
        new Span<byte>(action, 160).Clear();
        for (int number = 1; number <= 64; number++)
        {
            if (number is 9 or 19 or 32 or 33) continue;
            bool ignored = spec.IgnoredSignals.Contains(new Signal(number));
            if (!ignored && number is 8 or 11 or 34) continue;
            *(nint*)action = ignored ? 1 : 0;
            _ = Libc.sigaction(number, action, null);
        }
        if (SignalCatcher.IsSupported) CaughtSignals.Changed();
        ulong* mask = stackalloc ulong[Libc.SignalSetWords];
        new Span<ulong>(mask, Libc.SignalSetWords).Clear();
        mask[0] = spec.BlockedSignals.Mask;
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, mask, null);
    }

    // FIFOs: with signals in place, for opening one may take for ever.
    private static bool OpenLateFiles(DescriptorPlan plan)
    {
        foreach ((Redirection.ToFile file, int[] targets) in plan.LateFiles())
        {
            Descriptor? opened = Descriptor.TryOpen(file.Path, file.Mode, out int errno, file.Permissions);
            if (opened is null)
            {
                Say($"{file.Path}: {Errno.Describe(errno)}\n");
                return false;
            }
            foreach (int target in targets)
                if (target != opened.Number) _ = Libc.dup2(opened.Number, target);
            if (targets.Contains(opened.Number)) _ = Libc.fcntl(opened.Release(), Libc.F_SETFD, 0);
            else opened.Dispose();
        }
        return true;
    }

    private static bool Failed(ProcessSpec spec, string what, int errno)
    {
        Complain(spec, $"could not set {what}: {Errno.Describe(errno)}");
        return false;
    }

    private static void Complain(ProcessSpec spec, string reason) => Say($"{spec.Executable}: {reason}\n");

    private static void Say(string text)
    {
        byte[] line = Encoding.UTF8.GetBytes(text);
        fixed (byte* p = line) _ = Libc.write(2, p, (nuint)line.Length);
    }
}

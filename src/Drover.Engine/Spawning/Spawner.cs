// Constraints
//   Managed code must never run between fork and exec: what posix_spawn(3) can't do is done by `drover-shim exec` after it (ExecHelper).
//   posix_spawn reports one error number for all that it did in the child.
// Scheme
//   Everything that can fail with a name is tried here first (working directory, files, executable), so that the one number left means
//   the fork or the exec.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Drover.Engine.Descriptors;
using Drover.Engine.Interop;
using Drover.Engine.Limits;
using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Engine.Spawning;

/// <summary>Starts one process by posix_spawn(3).</summary>
internal static unsafe class Spawner
{
    // 32 and 33 (nptl(7)).
    private const ulong GlibcSignals = 3UL << 31;

    private static bool s_lacksDirectSpawn;

    /// <summary>Where a process is put: its group, session, terminal.</summary>
    /// <param name="ProcessGroup">The group to join; 0 for one of its own; -1 to stay in ours.</param>
    /// <param name="NewSession">Whether it leads a session of its own.</param>
    /// <param name="TerminalPath">The terminal that becomes the session's controlling one.</param>
    /// <param name="ForegroundTerminal">Our number of the terminal whose foreground group its group becomes; -1 for none.</param>
    public readonly record struct Placement(int ProcessGroup, bool NewSession, ByteString? TerminalPath, int ForegroundTerminal);

    /// <summary>What is known of a process that was just started.</summary>
    /// <param name="PidDescriptor">Its pidfd, if that came with it; else -1.</param>
    /// <param name="End">How it has ended, and was reaped; of kind None if it has not.</param>
    /// <param name="Usage">What it used, if it has ended.</param>
    public readonly record struct Newborn(int PidDescriptor, WaitStatus End, ResourceUsage Usage)
    {
        /// <summary>Nothing.</summary>
        public static Newborn Unknown => new(-1, default, default);
    }

    /// <summary>Starts it and returns its pid.</summary>
    /// <param name="spec">The wish.</param>
    /// <param name="plan">Gets the redirections played.</param>
    /// <param name="placement">Where it is put.</param>
    /// <param name="waits">Whether it may be waited for here, which is cheaper than being woken for its start and waiting then.</param>
    /// <param name="born">What is known of it beyond its pid.</param>
    /// <exception cref="SpawnException">It could not be started.</exception>
    /// <exception cref="SystemCallException">A descriptor could not be made or duplicated.</exception>
    public static int Spawn(ProcessSpec spec, DescriptorPlan plan, in Placement placement, bool waits, out Newborn born)
    {
        ProcessEnvironment environment = spec.Environment ?? ProcessEnvironment.Inherited;
        using Descriptor? directory = OpenDirectory(spec);
        using Descriptor? terminal = OpenTerminal(spec, placement.TerminalPath);
        plan.Play(spec, directory);
        waits &= !plan.HasPipes;
        ByteString path = ExecutableResolver.Resolve(spec.Executable, environment, directory, out int errno)
            ?? throw new SpawnException(spec.Executable.ToString(), errno, SpawnStep.Resolve);

        // Late files are waited for when nobody listens any more: what can be told of the executable must be told now.
        if (plan.HasLateFiles && ExecutableResolver.Check(path, directory) is var access && access != 0)
            throw new SpawnException(spec.Executable.ToString(), access, SpawnStep.Resolve);

        ByteString[] arguments = [spec.Name ?? spec.Executable, .. spec.Arguments];
        int pid = TrySpawn(spec, path, arguments, environment, directory, plan, placement, waits, out SpawnFailure failure, out born);
        if (pid == 0 && failure is { Errno: Errno.ENOEXEC, Step: SpawnStep.Execute } && spec.ScriptShell is { } shell && IsText(path, directory))
        {
            // POSIX 2.9.1.4: a file that execve(2) does not know is a shell script, unless it is not text.
            ByteString[] script = [shell, path, .. spec.Arguments];
            pid = TrySpawn(spec, shell, script, environment, directory, plan, placement, waits, out failure, out born);
        }
        return pid != 0 ? pid : throw Explain(spec, path, directory, plan, placement, failure);
    }

    private static int TrySpawn(
        ProcessSpec spec, ByteString path, ByteString[] arguments, ProcessEnvironment environment, Descriptor? directory, DescriptorPlan plan,
        in Placement placement, bool waits, out SpawnFailure failure, out Newborn born)
    {
        born = Newborn.Unknown;
        bool ignoresHere = SignalCatcher.IsSupported && spec.IgnoredSignals.Mask != 0;
        if (CaughtSignals.IsWanted && SignalCatcher.IsSupported && !s_lacksDirectSpawn && !spec.NeedsExecHelper(ignoresHere, isDirect: true) && !plan.HasLateFiles)
        {
            int direct = SpawnDirectly(path, arguments, environment, directory, plan, placement, spec, waits, out failure, out born);
            if (!s_lacksDirectSpawn) return direct;
        }
        if (!spec.NeedsExecHelper(ignoresHere, isDirect: false) && !plan.HasLateFiles)
        {
            using IgnoredMeanwhile ignored = ignoresHere ? IgnoredMeanwhile.Begin(spec.IgnoredSignals) : default;
            return SpawnOnce(path, arguments, environment, directory, plan, placement, spec.BlockedSignals, out failure, spec.IgnoredSignals);
        }

        ByteString helper = ExecHelper.Locate() ?? throw new SpawnException(spec.Executable.ToString(), Errno.ENOENT, SpawnStep.Helper);
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        using (read)
        {
            int pid;
            using (write)
            {
                int status = plan.FirstFreeTarget;
                plan.Map(status, write.Number);
                ByteString[] command = ExecProtocol.Build(spec, plan, status, path, arguments);
                // Blocked until the helper has put every disposition right: a signal that comes early waits and then does its default.
                pid = SpawnOnce(helper, command, environment, directory, plan, placement, SignalSet.All, out failure);
                plan.Unmap(status);
            }
            if (pid == 0)
            {
                // Its own file is there and can be executed; ENOENT would be taken for the program's.
                if (failure.Step == SpawnStep.Execute && failure.Errno is Errno.ENOENT or Errno.EACCES or Errno.ENOEXEC)
                    failure = new SpawnFailure(SpawnStep.Helper, failure.Errno);
                return 0;
            }
            if (!ExecProtocol.ReadFailure(pid, read, out failure)) return pid;
            Reap(pid);
            return 0;
        }
    }

    /// <summary>Waits for the end of a child that nobody else knows of yet, and forgets its status.</summary>
    public static void Reap(int pid)
    {
        Libc.ChildSignal info;
        while (Libc.waitid(Libc.P_PID, pid, &info, Libc.WEXITED, null) != 0 && Errno.Last == Errno.EINTR) { }
    }

    private static int SpawnOnce(
        ByteString path, ByteString[] arguments, ProcessEnvironment environment, Descriptor? directory, DescriptorPlan plan,
        in Placement placement, SignalSet blocked, out SpawnFailure failure, SignalSet ignored = default)
    {
        byte* attributes = stackalloc byte[Libc.SpawnAttributesSize];
        byte* actions = stackalloc byte[Libc.SpawnFileActionsSize];
        failure = default;
        _ = Libc.posix_spawnattr_init(attributes);
        _ = Libc.posix_spawn_file_actions_init(actions);
        var argv = new NativeStrings(arguments);
        try
        {
            SetAttributes(attributes, placement, blocked, ignored);
            if (placement.ForegroundTerminal >= 0) _ = Libc.posix_spawn_file_actions_addtcsetpgrp_np(actions, placement.ForegroundTerminal);
            if (directory is not null) _ = Libc.posix_spawn_file_actions_addfchdir_np(actions, directory.Number);
            int pid;
            int errno;
            fixed (byte* terminal = placement.TerminalPath?.NullTerminated())
            fixed (byte* file = path.NullTerminated())
            {
                plan.AddActions(actions, terminal);
                errno = Libc.posix_spawn(&pid, file, actions, attributes, argv.Table, environment.Table());
            }
            GC.KeepAlive(environment);
            if (errno == 0) return pid;
            failure = new SpawnFailure(errno is Errno.EAGAIN or Errno.ENOMEM ? SpawnStep.Fork : SpawnStep.Execute, errno);
            return 0;
        }
        finally
        {
            argv.Dispose();
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
        }
    }

    // By spawn.c, which does the same with half the system calls.
    private static int SpawnDirectly(
        ByteString path, ByteString[] arguments, ProcessEnvironment environment, Descriptor? directory, DescriptorPlan plan, in Placement placement, ProcessSpec spec,
        bool waits, out SpawnFailure failure, out Newborn born)
    {
        failure = default;
        born = Newborn.Unknown;
        byte* usage = stackalloc byte[ResourceUsage.RawSize];
        ReadOnlySpan<int> moves = plan.Moves(out int terminal, out int closeFrom);
        var argv = new NativeStrings(arguments);
        NativeStrings groupFiles = spec.ControlGroupFiles.IsEmpty ? default : new NativeStrings(spec.ControlGroupFiles.AsSpan());
        int pid;
        var request = new DirectSpawn.Request
        {
            Arguments = argv.Table,
            Environment = environment.Table(),
            Ignored = spec.IgnoredSignals.Mask,
            Blocked = spec.BlockedSignals.Mask & ~GlibcSignals,
            MoveCount = moves.Length / 2,
            CloseFrom = closeFrom,
            Directory = directory?.Number ?? -1,
            Group = placement.NewSession ? -1 : placement.ProcessGroup,
            NewSession = placement.NewSession ? 1 : 0,
            Foreground = placement.ForegroundTerminal,
            TerminalNumber = terminal,
            GroupFiles = groupFiles.Table,
            Umask = spec.Umask ?? -1,
            DeathSignal = spec.ParentDeathSignal?.Number ?? 0,
            Usage = waits ? usage : null,
        };
        fixed (byte* controlling = placement.TerminalPath?.NullTerminated(), hidden = spec.HiddenMount?.NullTerminated())
        fixed (byte* file = path.NullTerminated())
        fixed (int* pairs = moves)
        {
            request.Path = file;
            request.TerminalPath = controlling;
            request.HiddenMount = hidden;
            request.Moves = pairs;
            pid = DirectSpawn.Spawn(&request);
        }
        argv.Dispose();
        groupFiles.Dispose();
        GC.KeepAlive(environment);
        if (pid > 0)
        {
            born = request.EndCode == 0
                ? new Newborn(request.PidDescriptor, default, default)
                : new Newborn(-1, WaitStatus.FromChildSignal(request.EndCode, request.EndStatus), ResourceUsage.FromRusage(new ReadOnlySpan<byte>(usage, ResourceUsage.RawSize)));
            return pid;
        }
        // Old kernels, and filters of system calls that do not know clone3(2), have it done by posix_spawn(3).
        if (request.Step == DirectSpawn.CloneStep && -pid is Errno.ENOSYS or Errno.EPERM or Errno.EINVAL) s_lacksDirectSpawn = true;
        failure = new SpawnFailure(DirectSpawn.StepOf(request.Step), -pid);
        return 0;
    }

    private static void SetAttributes(byte* attributes, in Placement placement, SignalSet blocked, SignalSet ignored)
    {
        bool joins = !placement.NewSession && placement.ProcessGroup >= 0;
        int flags = Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK;
        if (placement.NewSession) flags |= Libc.POSIX_SPAWN_SETSID;
        if (joins) flags |= Libc.POSIX_SPAWN_SETPGROUP;
        _ = Libc.posix_spawnattr_setflags(attributes, (short)flags);
        if (joins) _ = Libc.posix_spawnattr_setpgroup(attributes, placement.ProcessGroup);
        ulong* set = stackalloc ulong[Libc.SignalSetWords];
        new Span<ulong>(set, Libc.SignalSetWords).Clear();
        // The child's sigaction(2) for KILL and STOP fails, which glibc does not mind.
        set[0] = ~ignored.Mask;
        _ = Libc.posix_spawnattr_setsigdefault(attributes, set);
        // glibc needs 32 and 33 itself (nptl(7)): a program that has them blocked could not change its user in all its threads.
        set[0] = blocked.Mask & ~GlibcSignals;
        _ = Libc.posix_spawnattr_setsigmask(attributes, set);
    }

    // O_PATH: a directory that may be entered but not listed will do.
    public static Descriptor? OpenDirectory(ProcessSpec spec)
    {
        if (spec.WorkingDirectory is not { } path) return null;
        int errno = 0;
        fixed (byte* p = path.NullTerminated())
        {
            int number = Libc.openat(Libc.AT_FDCWD, p, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
            if (number >= 0)
            {
                var directory = new Descriptor(number);
                if (Libc.faccessat(number, Here, ExecutableResolver.X_OK, 0) == 0) return directory;
                errno = Errno.Last;
                directory.Dispose();
            }
            else errno = Errno.Last;
        }
        throw new SpawnException(spec.Executable.ToString(), errno, SpawnStep.WorkingDirectory, path.ToString());
    }

    // For a clear error; and held open until the child has it, so that the master never sees the last user go before the first has come.
    public static Descriptor? OpenTerminal(ProcessSpec spec, ByteString? path) => path is not { } terminal
        ? null
        : Descriptor.TryOpen(terminal, OpenMode.ReadWriteExisting, out int errno)
            ?? throw new SpawnException(spec.Executable.ToString(), errno, SpawnStep.Terminal, terminal.ToString());

    // As bash and dash judge it: no NUL before the first newline of what was read.
    [SkipLocalsInit]
    private static bool IsText(ByteString path, Descriptor? directory)
    {
        using Descriptor? file = Descriptor.TryOpen(path, OpenMode.Read, out _, directory: directory);
        if (file is null) return false;
        Span<byte> buffer = stackalloc byte[256];
        buffer = buffer[..Math.Max(0, file.Read(buffer))];
        int end = buffer.IndexOf((byte)'\n');
        return !(end < 0 ? buffer : buffer[..end]).Contains((byte)0);
    }

    // posix_spawn gives one number for the actions and the exec: what could have failed is asked once more.
    private static SpawnException Explain(
        ProcessSpec spec, ByteString path, Descriptor? directory, DescriptorPlan plan, in Placement placement, SpawnFailure failure)
    {
        string executable = spec.Executable.ToString();
        if (failure.Step == SpawnStep.Execute)
        {
            if (failure.Errno == Errno.EBADF) return new SpawnException(executable, failure.Errno, SpawnStep.Redirection, $"descriptor {plan.FindBadNumber()}");
            if (placement.ForegroundTerminal >= 0 && Libc.tcgetpgrp(placement.ForegroundTerminal) < 0)
                return new SpawnException(executable, Errno.Last, SpawnStep.Terminal, $"descriptor {placement.ForegroundTerminal}");
            // ENOENT of the exec may be the file's own, or its interpreter's.
            if (ExecutableResolver.Check(path, directory) is var access && access != 0) return new SpawnException(executable, access, SpawnStep.Resolve);
        }
        return new SpawnException(executable, failure.Errno, failure.Step, Target(spec, failure));
    }

    private static string? Target(ProcessSpec spec, SpawnFailure failure) => failure.Step switch
    {
        SpawnStep.Nice => spec.Nice?.ToString(),
        SpawnStep.OomScore => spec.OomScoreAdjustment?.ToString(),
        SpawnStep.User => spec.Credentials?.UserId.ToString(),
        SpawnStep.Group => spec.Credentials?.GroupId.ToString(),
        SpawnStep.ControlGroup => string.Join(", ", spec.ControlGroupFiles),
        SpawnStep.Limit when spec.Limits.Values.TryGetValue((ResourceLimit)failure.Detail, out (ulong Soft, ulong Hard) value) =>
            $"{(ResourceLimit)failure.Detail} = {(value.Soft == value.Hard ? value.Soft : $"{value.Soft}:{value.Hard}")}",
        _ => null,
    };

    private static byte* Here => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(".\0"u8));
}

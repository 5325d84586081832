using System.Collections.Immutable;
using Drover.Engine.Limits;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;

namespace Drover.Engine.Processes;

/// <summary>The wish for one process: a program, its arguments and all that is set up before it starts. Immutable.</summary>
public sealed record ProcessSpec
{
    private static readonly ByteString s_systemShell = new("/bin/sh"u8);

    /// <summary>A path if it holds a slash, otherwise a name that is looked up on the PATH of <see cref="Environment"/>.</summary>
    public required ByteString Executable { get; init; }

    /// <summary>
    /// What a forked copy of this process runs instead of a program; it ends at once with what that returns (_exit(2)). Null for a program. See <see cref="OfFork"/>.
    /// </summary>
    public Func<int>? Body { get; init; }

    /// <summary>The arguments behind the program's name.</summary>
    public ImmutableArray<ByteString> Arguments { get; init; } = [];

    /// <summary>What the program sees as its own name (argv[0]); null for <see cref="Executable"/> as given.</summary>
    public ByteString? Name { get; init; }

    /// <summary>The environment; null for <see cref="ProcessEnvironment.Inherited"/>.</summary>
    public ProcessEnvironment? Environment { get; init; }

    /// <summary>The working directory; null for ours. Relative paths of executable and redirections start there.</summary>
    public ByteString? WorkingDirectory { get; init; }

    /// <summary>Redirections, carried out in order.</summary>
    public ImmutableArray<Redirection> Redirections { get; init; } = [];

    /// <summary>Resource limits.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.None;

    /// <summary>File mode creation mask, 0 to 0777; null for ours.</summary>
    public int? Umask { get; init; }

    /// <summary>Nice value, -20 to 19 (setpriority(2)); null for ours.</summary>
    public int? Nice { get; init; }

    /// <summary>User and groups; null for ours.</summary>
    public Credentials? Credentials { get; init; }

    /// <summary>/proc/pid/oom_score_adj, -1000 to 1000; null for ours.</summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>The signal that the kernel sends when the *thread* that started it ends (PR_SET_PDEATHSIG of prctl(2)); null for none.</summary>
    /// <remarks>Such starts happen on the event loop's thread, which lives as long as the engine. Set-user-id programs clear it.</remarks>
    public Signal? ParentDeathSignal { get; init; }

    /// <summary>Whether set-user-id programs below get no new privileges (PR_SET_NO_NEW_PRIVS of prctl(2)).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>A mount that the program and its children do not see, an absolute path; null for none.</summary>
    /// <remarks>They get a mount namespace of their own in which it is unmounted, as often as it is mounted (unshare(2), umount2(2)); nobody else notices. Needs CAP_SYS_ADMIN.</remarks>
    public ByteString? HiddenMount { get; init; }

    /// <summary>Signals that the program starts with ignored; all others are at their default.</summary>
    public SignalSet IgnoredSignals { get; init; }

    /// <summary>Signals that the program starts with blocked; normally none.</summary>
    public SignalSet BlockedSignals { get; init; }

    /// <summary>The cgroup.procs files that the process writes itself into before its program starts.</summary>
    public ImmutableArray<ByteString> ControlGroupFiles { get; init; } = [];

    /// <summary>The shell that runs a text file without a <c>#!</c> line (ENOEXEC, POSIX 2.9.1.4); null to fail instead.</summary>
    public ByteString? ScriptShell { get; init; } = s_systemShell;

    /// <summary>A spec for <paramref name="executable"/> with <paramref name="arguments"/>.</summary>
    public static ProcessSpec Of(ByteString executable, params ReadOnlySpan<ByteString> arguments) =>
        new() { Executable = executable, Arguments = [.. arguments] };

    /// <summary>A spec for a forked copy of this process that runs <paramref name="body"/>; its value is the exit status.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="body">
    /// Runs in the child, on a copy of everything. It makes an engine of its own if it starts something: the parent's engine, loop and pipelines are closed there. An
    /// exception is told on standard error and ends it with 125.
    /// </param>
    /// <remarks>
    /// Only when <see cref="Forking.Fork.IsSupported"/>. Redirections, working directory, umask, limits, nice value, control groups, ignored and blocked signals are set up in the
    /// child; arguments, environment, credentials and the rest are a program's. Unlike a program's, its descriptors from 3 on stay open, close-on-exec ones too;
    /// what the engine itself holds is closed. All dispositions are the default or ignored; the runtime's own of SIGSEGV, SIGFPE and RTMIN stay.
    /// </remarks>
    public static ProcessSpec OfFork(ByteString name, Func<int> body) => new() { Executable = name, Body = body };

    /// <summary>The same with one more redirection at the end.</summary>
    public ProcessSpec Redirect(Redirection redirection) => this with { Redirections = Redirections.Add(redirection) };

    /// <summary>Whether what starts a program can't do it all and <c>drover-shim exec</c> has to set it up.</summary>
    /// <param name="ignoresHere">Whether this process can ignore the signals itself meanwhile, which the child inherits.</param>
    /// <param name="isDirect">Whether spawn.c starts it, which can do more than posix_spawn(3).</param>
    internal bool NeedsExecHelper(bool ignoresHere, bool isDirect) =>
        !Limits.Values.IsEmpty || Nice is not null || Credentials is not null || OomScoreAdjustment is not null || NoNewPrivileges || (IgnoredSignals.Mask != 0 && !ignoresHere)
        || (!isDirect && (Umask is not null || ParentDeathSignal is not null || HiddenMount is not null || !ControlGroupFiles.IsEmpty));

    internal void Validate()
    {
        if (Executable.IsEmpty || Executable.HasNull) throw new ArgumentException("The executable is empty or holds a NUL byte.");
        if (Body is not null && (Name is not null || !Arguments.IsDefaultOrEmpty || Environment is not null || Credentials is not null || OomScoreAdjustment is not null
            || ParentDeathSignal is not null || NoNewPrivileges || HiddenMount is not null))
        {
            throw new ArgumentException($"'{Executable}' is forked: name, arguments, environment, credentials, oom score, parent-death signal, no-new-privileges and hidden mounts are for programs.");
        }
        if (Name is { HasNull: true }) throw new ArgumentException($"The name (argv[0]) of '{Executable}' holds a NUL byte.");
        if (Arguments.IsDefault || Redirections.IsDefault || ControlGroupFiles.IsDefault)
            throw new ArgumentException($"A list of '{Executable}' is not set; an empty one is [].");
        if (HiddenMount is { } mount && (mount.HasNull || mount.Span.IsEmpty || mount.Span[0] != '/')) throw new ArgumentException($"The mount '{mount}' to hide from '{Executable}' is not an absolute path.");
        foreach (ByteString argument in Arguments)
            if (argument.HasNull) throw new ArgumentException($"An argument of '{Executable}' holds a NUL byte.");
        foreach (Redirection redirection in Redirections)
            if (redirection is Redirection.ToFile { Path.HasNull: true })
                throw new ArgumentException($"The file of a redirection of '{Executable}' holds a NUL byte.");
        foreach (ByteString file in ControlGroupFiles)
            if (file.IsEmpty || file.HasNull) throw new ArgumentException($"A control group file of '{Executable}' is empty or holds a NUL byte.");
        if (WorkingDirectory is { } directory && (directory.IsEmpty || directory.HasNull))
            throw new ArgumentException("The working directory is empty or holds a NUL byte.");
        if (ScriptShell is { } shell && (shell.IsEmpty || shell.HasNull)) throw new ArgumentException("The script shell is empty or holds a NUL byte.");
        if (Umask is < 0 or > 0x1FF) throw new ArgumentException($"The umask {Umask} is not 0 to 0777.");
        if (Nice is < -20 or > 19) throw new ArgumentException($"The nice value {Nice} is not -20 to 19.");
        if (OomScoreAdjustment is < -1000 or > 1000) throw new ArgumentException($"The oom score adjustment {OomScoreAdjustment} is not -1000 to 1000.");
        if (IgnoredSignals.Contains(Signal.KILL) || IgnoredSignals.Contains(Signal.STOP))
            throw new ArgumentException("SIGKILL and SIGSTOP can't be ignored (signal(7)).");
        if (Credentials is { UserId: uint.MaxValue } or { GroupId: uint.MaxValue })
            throw new ArgumentException("4294967295 is no user or group: setresuid(2) takes it for \"leave it as it is\".");
        if (Credentials is { SupplementaryGroups.IsDefault: true }) throw new ArgumentException("The supplementary groups are not set; none are [].");
    }
}

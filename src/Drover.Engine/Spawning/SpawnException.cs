namespace Drover.Engine.Spawning;

/// <summary>A process could not be started. Nothing of it, nor of the other stages of its pipeline, is left.</summary>
public sealed class SpawnException : IOException
{
    internal SpawnException(string executable, int errno, SpawnStep step, string? target = null, int stage = 0)
        : base(Describe(executable, errno, step, target))
    {
        Executable = executable;
        Errno = errno;
        Step = step;
        Target = target;
        Stage = stage;
        HResult = errno;
    }

    /// <summary>The index of the pipeline's stage, from 0.</summary>
    public int Stage { get; }

    /// <summary>The error number (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>The executable as it was asked for.</summary>
    public string Executable { get; }

    /// <summary>What was being done.</summary>
    public SpawnStep Step { get; }

    /// <summary>The file or value that the step was about, if any.</summary>
    public string? Target { get; }

    /// <summary>The exit status that shells give: 127 not found, 126 found but could not be executed, 125 anything else (POSIX 2.8.2, env(1)).</summary>
    public int ExitStatus => Step is not (SpawnStep.Resolve or SpawnStep.Execute) ? 125 : Errno == Interop.Errno.ENOENT ? 127 : 126;

    internal SpawnException AtStage(int stage) => new(Executable, Errno, Step, Target, stage);

    private static string Describe(string executable, int errno, SpawnStep step, string? target)
    {
        string reason = Interop.Errno.Describe(errno);
        if (errno == Interop.Errno.EMFILE) reason += " (the limit is that of 'ulimit -n')";
        else if (errno == Interop.Errno.EAGAIN && step == SpawnStep.Fork) reason += " (the limit of processes is reached, see 'ulimit -u')";
        return step switch
        {
            SpawnStep.Resolve when errno == Interop.Errno.ENOENT && !executable.Contains('/', StringComparison.Ordinal) => $"{executable}: command not found",
            SpawnStep.Resolve => $"{executable}: {reason}",
            SpawnStep.Execute when errno == Interop.Errno.ENOENT => $"{executable}: its interpreter was not found (look at its first line, or run 'file' on it)",
            SpawnStep.Execute when errno == Interop.Errno.ENOEXEC => $"{executable}: not a program for this machine",
            SpawnStep.Execute => $"{executable}: {reason}",
            SpawnStep.WorkingDirectory => $"working directory {target}: {reason}",
            SpawnStep.Redirection => $"{target}: {reason}",
            SpawnStep.Fork => $"{executable}: could not start a process: {reason}",
            SpawnStep.Helper when errno == Interop.Errno.ENOENT =>
                "drover-shim, which sets up limits and users, was not found: put it beside drover, on PATH, or name it in DROVER_SHIM",
            SpawnStep.Helper => $"drover-shim, which sets up limits and users, could not be started: {reason}",
            SpawnStep.Terminal => $"terminal {target}: {reason}",
            _ => $"{executable}: could not set {Name(step)}{(target is null ? "" : " " + target)}: {reason}",
        };
    }

    private static string Name(SpawnStep step) => step switch
    {
        SpawnStep.ControlGroup => "the control group",
        SpawnStep.Limit => "the resource limit",
        SpawnStep.Nice => "the nice value",
        SpawnStep.OomScore => "the oom score",
        SpawnStep.User => "the user",
        SpawnStep.Group => "the group",
        SpawnStep.NoNewPrivileges => "no-new-privileges",
        SpawnStep.ParentDeath => "the parent-death signal",
        SpawnStep.Mount => "the mount to hide",
        _ => "it up",
    };
}

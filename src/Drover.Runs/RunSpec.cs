using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.ControlGroups;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Terminals;

namespace Drover.Runs;

/// <summary>The wish for a durable run: a command and everything that holds for it. Immutable; kept as spec.json, mode 0600.</summary>
public sealed record RunSpec
{
    /// <summary>The command and its arguments, as bytes.</summary>
    public required ImmutableArray<ByteString> Command { get; init; }

    /// <summary>A name that is unique among live runs; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Labels to find it by.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The working directory, an absolute path.</summary>
    public required ByteString WorkingDirectory { get; init; }

    /// <summary>The environment; DROVER_RUN_ID is added to it.</summary>
    public required ProcessEnvironment Environment { get; init; }

    /// <summary>User and groups; null for those of the caller.</summary>
    public Credentials? Credentials { get; init; }

    /// <summary>Nice value, -20 to 19; null for the caller's.</summary>
    public int? Nice { get; init; }

    /// <summary>File mode creation mask, 0 to 0777; null for the caller's.</summary>
    public int? Umask { get; init; }

    /// <summary>How long one attempt may take; null for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long an attempt may go without output; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>The first signal of a stop.</summary>
    public Signal StopSignal { get; init; } = Signal.TERM;

    /// <summary>How long everything that belongs to the run may take to end after it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What becomes of processes that the leader leaves behind.</summary>
    public LeftoverPolicy Leftovers { get; init; }

    /// <summary>Memory of the whole tree in bytes; null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How many processors' worth of time the tree may use; null for no limit.</summary>
    public double? Cpus { get; init; }

    /// <summary>How many processes and threads the tree may have; null for no limit.</summary>
    public long? Pids { get; init; }

    /// <summary>Open descriptors of a process (RLIMIT_NOFILE); null for the caller's.</summary>
    public ulong? OpenFiles { get; init; }

    /// <summary>Size of a core dump in bytes (RLIMIT_CORE); null for the caller's.</summary>
    public ulong? CoreBytes { get; init; }

    /// <summary>Size of a file it writes in bytes (RLIMIT_FSIZE); null for the caller's.</summary>
    public ulong? FileBytes { get; init; }

    /// <summary>The size of the pseudo-terminal it gets; null for pipes.</summary>
    public TerminalSize? PseudoTerminal { get; init; }

    /// <summary>What its standard input is.</summary>
    public InputKind Input { get; init; }

    /// <summary>The file it reads, an absolute path, with <see cref="InputKind.File"/>.</summary>
    public ByteString? InputFile { get; init; }

    /// <summary>When it is started again.</summary>
    public RestartPolicy Restart { get; init; }

    /// <summary>How many times at most it is started again after failures; null for no bound.</summary>
    public int? MaxRestarts { get; init; }

    /// <summary>The wait before the first restart; it doubles with each, with jitter.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a restart.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many bytes of output are kept: the head and the newest tail; null for all.</summary>
    public long? MaxLogBytes { get; init; }

    /// <summary>A shell command whose exit status says whether the run is healthy; null for none.</summary>
    public string? HealthCommand { get; init; }

    /// <summary>The time from one health check to the next, and how long one may take.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The container that the command creates; null when the command itself is what runs.</summary>
    public RunContainer? Container { get; init; }

    /// <summary>The FIFO that standard output is passed on to beside the log, an absolute path; null for none.</summary>
    /// <remarks>Nothing is lost while nobody reads it: what it has not taken stays in the log, and is passed on when there is a reader again.</remarks>
    public ByteString? ForwardOutput { get; init; }

    /// <summary>The FIFO that standard error is passed on to; null for none.</summary>
    public ByteString? ForwardErrors { get; init; }

    /// <summary>Whether the FIFOs are the command's own standard output and error: nothing is copied, and nothing is in the log.</summary>
    /// <remarks>While nobody reads, the command waits once a FIFO is full, and what is unread in it at the end of the run is gone.</remarks>
    public bool IsOutputDirect { get; init; }

    /// <summary>The process with whose end the run is stopped; null for none.</summary>
    public ProcessIdentity? EndsWith { get; init; }

    /// <summary>The command for people, its words quoted as a shell would need them.</summary>
    public string CommandText => CommandLine.Quote(Command.AsSpan());

    /// <summary>Refuses what nobody could carry out.</summary>
    /// <exception cref="ArgumentException">The message says what.</exception>
    internal void Validate()
    {
        if (Command.IsDefaultOrEmpty || Command[0].IsEmpty) throw new ArgumentException("A run needs a command.");
        foreach (ByteString word in Command)
            if (word.HasNull) throw new ArgumentException("A command can't hold a NUL byte.");
        if (Name is not null) NameTable.Validate(Name);
        if (WorkingDirectory.HasNull || WorkingDirectory.IsEmpty || WorkingDirectory.Span[0] != (byte)'/')
            throw new ArgumentException($"The working directory '{WorkingDirectory}' is not an absolute path.");
        if (Input == InputKind.File && (InputFile is not { IsEmpty: false } file || file.HasNull || file.Span[0] != (byte)'/'))
            throw new ArgumentException($"The input file '{InputFile}' is not an absolute path.");
        Require(IsAbsolute(ForwardOutput) && IsAbsolute(ForwardErrors), "Output is passed on to absolute paths.");
        Require(!IsOutputDirect || PseudoTerminal is null, "Output that goes to FIFOs directly needs no terminal.");
        if (Container is { } container)
        {
            Require(!container.Start.IsDefaultOrEmpty && IsAbsolute(container.PidFile), "A container needs a command that starts it and an absolute path of its pid file.");
            Require(PseudoTerminal is null && MemoryBytes is null && Cpus is null && Pids is null, "A container has its terminal and limits in its own configuration.");
        }
        Require(Timeout is null || Timeout > TimeSpan.Zero, "A timeout is longer than nothing.");
        Require(IdleTimeout is null || IdleTimeout > TimeSpan.Zero, "An idle timeout is longer than nothing.");
        Require(Grace >= TimeSpan.Zero, "A grace can't be negative.");
        Require(StopSignal.Number > 0, "Signal 0 stops nothing.");
        Require(BackoffMin >= TimeSpan.Zero && BackoffMax >= BackoffMin, "A back-off is MIN..MAX, neither negative, MIN not above MAX.");
        Require(MaxRestarts is null or >= 0, "A number of restarts can't be negative.");
        Require(MaxLogBytes is null or > 0, "A log size is a positive number of bytes.");
        Require(HealthInterval > TimeSpan.Zero, "A health interval is longer than nothing.");
        Require(Umask is null or (>= 0 and <= 0x1FF), "A umask is 0 to 0777.");
        Require(Nice is null or (>= -20 and <= 19), "A nice value is -20 to 19.");
        Require(Pids is null or (> 0 and <= int.MaxValue), "A limit of processes is a positive number.");
        new ControlGroupSpec { MemoryBytes = MemoryBytes, CpuLimit = Cpus }.Validate();
    }

    private static bool IsAbsolute(ByteString? path) => path is not { } value || (!value.IsEmpty && value.Span[0] == (byte)'/' && !value.HasNull);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException(otherwise);
    }
}

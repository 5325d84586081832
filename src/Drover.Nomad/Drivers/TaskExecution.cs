// Constraints
//   Killing crun leaves the program alive that it has started in the container, and crun's own statuses are those of that program.
// Scheme
//   crun writes the program's pid to a file; who gives up kills that first, then crun.

using System.Globalization;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;
using Drover.Engine.Terminals;
using Drover.Nomad.Containers;
using Drover.Nomad.Protocol;
using Drover.Nomad.Tasks;

namespace Drover.Nomad.Drivers;

/// <summary>Runs programs in the container of a task.</summary>
internal sealed class TaskExecution(TaskTable tasks, LiveTask task)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs one to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="limit">How long it may take; null or nothing for ever.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What it wrote, and its exit status.</returns>
    /// <exception cref="GrpcException">It could not be started, or took too long.</exception>
    public async Task<(byte[] Output, byte[] Errors, int Status)> RunAsync(IEnumerable<string> command, TimeSpan? limit, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limit is { Ticks: > 0 } time ? time : Timeout.InfiniteTimeSpan);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        string pidFile = NewPidFile();
        using Pipeline process = Start(command, pidFile, null, hasInput: false);
        using CancellationTokenRegistration end = both.Token.Register(() => End(process, pidFile));
        Task<byte[]> output = ReadAsync(process.Stages[0].TakePipe(1)), errors = ReadAsync(process.Stages[0].TakePipe(2));
        PipelineStatus status = await process.Completion.ConfigureAwait(false);
        byte[][] written = await Task.WhenAll(output, errors).ConfigureAwait(false);
        string? error = Close(pidFile);
        cancellation.ThrowIfCancellationRequested();
        if (deadline.IsCancellationRequested) throw new GrpcException(GrpcStatusCode.DeadlineExceeded, $"The command did not end within {limit!.Value.TotalSeconds:0.###} s and was killed.");
        if (error is not null) throw Refused(error);
        return (written[0], written[1], status.ExitStatus);
    }

    /// <summary>Starts one whose streams the caller takes.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="pidFile">Where its pid will be.</param>
    /// <param name="terminal">Its terminal; null for pipes.</param>
    /// <param name="hasInput">With pipes, whether it gets a standard input.</param>
    /// <exception cref="GrpcException">It could not be started.</exception>
    public Pipeline Start(IEnumerable<string> command, string pidFile, PseudoTerminal? terminal, bool hasInput)
    {
        if (task.Ended.IsCompleted) throw new GrpcException(GrpcStatusCode.FailedPrecondition, "The task has ended: nothing can be run in it.");
        string[] words = [.. command];
        if (words.Length == 0) throw new GrpcException(GrpcStatusCode.InvalidArgument, "There is no command to run.");
        Crun crun = tasks.OpenCrun();
        System.Collections.Immutable.ImmutableArray<ByteString> line =
            crun.Exec(task.State.Container, (task.State.UserId, task.State.GroupId), terminal is not null, "/", pidFile, words);
        Redirection[] streams = terminal is null
            ? [hasInput ? Redirection.PipeToChild(0) : Redirection.Null(0), Redirection.PipeFromChild(1), Redirection.PipeFromChild(2)]
            : [Redirection.File(0, terminal.Path, OpenMode.ReadWriteExisting), Redirection.Duplicate(1, 0), Redirection.Duplicate(2, 0)];
        // Ours only passes on: the terminal in the container is the one whose keys mean something.
        if (terminal is not null) TerminalModes.Read(terminal.Master)?.AsRaw().Apply(terminal.Master);
        try
        {
            return tasks.Engine.Start(new PipelineSpec
            {
                Stages = [new ProcessSpec { Executable = line[0], Arguments = line.RemoveAt(0), Redirections = [.. streams] }],
                Placement = terminal is null ? GroupPlacement.NewGroup : GroupPlacement.NewSession,
                ControllingTerminal = terminal?.Path,
            });
        }
        catch (SpawnException e)
        {
            throw new GrpcException(GrpcStatusCode.Unknown, e.Message);
        }
    }

    /// <summary>A name for a file with a pid.</summary>
    public string NewPidFile() => Path.Combine(tasks.BundleOf(task.State.Container).Path, "exec-" + Guid.NewGuid().ToString("N"));

    /// <summary>Makes a program's terminal larger or smaller.</summary>
    /// <remarks>The program has a terminal of its own in the container, which crun gives the size of ours once, at the start.</remarks>
    public static async Task ResizeAsync(PseudoTerminal terminal, string pidFile, TerminalSize size, CancellationToken cancellation)
    {
        terminal.Resize(size);
        int pid;
        while ((pid = ReadPid(pidFile)) == 0) await Task.Delay(s_look, cancellation).ConfigureAwait(false);
        using Descriptor? own = Descriptor.TryOpen($"/proc/{pid}/fd/0", OpenMode.ReadWriteExisting, out _);
        if (own is { IsTerminal: true }) Terminal.SetSize(own, size);
    }

    /// <summary>Ends a program and the crun that waits for it.</summary>
    /// <remarks>On any thread: what stops a pipeline has timers, which are the loop's own.</remarks>
    public void End(Pipeline process, string pidFile)
    {
        if (ReadPid(pidFile) is > 0 and int pid) _ = ProcessIdentity.TryRead(pid)?.TrySignal(Signal.KILL.Number);
        tasks.Engine.Loop.Post(() => process.BeginStop(StopPolicy.Kill));
    }

    /// <summary>Removes the files of a program that has ended; returns what kept crun from starting it, if anything did.</summary>
    public static string? Close(string pidFile)
    {
        string log = pidFile + ".log";
        // With a pid the program has run, and what else went wrong is nobody's concern.
        string? error = File.Exists(pidFile) ? null : Crun.ReadError(log);
        File.Delete(pidFile);
        File.Delete(log);
        return error;
    }

    /// <summary>The error of a program that could not be started.</summary>
    public static GrpcException Refused(string error) => new(GrpcStatusCode.NotFound, $"The command could not be started in the container: {error}.");

    // 0 while it is not there yet, or half written.
    private static int ReadPid(string pidFile) =>
        File.Exists(pidFile) && int.TryParse(File.ReadAllText(pidFile), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0;

    private static Task<byte[]> ReadAsync(Descriptor pipe) => Task.Run(() =>
    {
        using (pipe)
        {
            using var all = new MemoryStream();
            byte[] buffer = new byte[16 * 1024];
            for (int n; (n = pipe.Read(buffer)) > 0;) all.Write(buffer, 0, n);
            return all.ToArray();
        }
    });
}

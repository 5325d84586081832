using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Terminals;
using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.Driver;
using Google.Protobuf;

namespace Drover.Nomad.Drivers;

/// <summary>One program in a container whose streams travel in a call: <c>nomad alloc exec</c>.</summary>
internal sealed class ExecStream(TaskExecution execution, GrpcCall call)
{
    private const int Chunk = 32 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="GrpcException">It could not be started.</exception>
    public async Task RunAsync(ExecTaskStreamingRequest.Types.Setup setup)
    {
        string pidFile = execution.NewPidFile();
        using PseudoTerminal? terminal = setup.Tty ? PseudoTerminal.Open(TerminalSize.Default) : null;
        using Pipeline process = execution.Start(setup.Command, pidFile, terminal, hasInput: true);
        Descriptor input = terminal?.Master.Duplicate() ?? process.Stages[0].TakePipe(0);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        using CancellationTokenRegistration end = call.Cancellation.Register(() => TaskExecution.End(process, pidFile));
        Task feeding = Task.Run(() => FeedAsync(input, terminal, pidFile, finished.Token), CancellationToken.None);
        Task[] copying = terminal is not null
            ? [CopyAsync(terminal.Master.Duplicate(), isErrors: false)]
            : [CopyAsync(process.Stages[0].TakePipe(1), isErrors: false), CopyAsync(process.Stages[0].TakePipe(2), isErrors: true)];
        PipelineStatus status;
        try
        {
            status = await process.Completion.ConfigureAwait(false);
            await Task.WhenAll(copying).ConfigureAwait(false);
        }
        finally
        {
            // Nobody may read when the call is over; one that is stuck in a write does not.
            await finished.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(feeding, Task.Delay(s_patience, CancellationToken.None)).ConfigureAwait(false);
        }
        string? error = TaskExecution.Close(pidFile);
        call.Cancellation.ThrowIfCancellationRequested();
        if (error is not null) throw TaskExecution.Refused(error);
        await call.WriteAsync(new ExecTaskStreamingResponse { Stdout = new ExecTaskStreamingIOOperation { Close = true } }).ConfigureAwait(false);
        await call.WriteAsync(new ExecTaskStreamingResponse { Stderr = new ExecTaskStreamingIOOperation { Close = true } }).ConfigureAwait(false);
        await call.WriteAsync(new ExecTaskStreamingResponse { Exited = true, Result = new ExitResult { ExitCode = status.ExitStatus } }).ConfigureAwait(false);
    }

    // What the caller sends: input, its end, sizes of the window, and now and then nothing at all.
    private async Task FeedAsync(Descriptor input, PseudoTerminal? terminal, string pidFile, CancellationToken finished)
    {
        using (input)
        {
            try
            {
                while (await call.ReadAsync(ExecTaskStreamingRequest.Parser, finished).ConfigureAwait(false) is { } message)
                {
                    if (terminal is not null && message.TtySize is { Height: > 0, Width: > 0 } size)
                        await TaskExecution.ResizeAsync(terminal, pidFile, new TerminalSize(size.Width, size.Height), finished).ConfigureAwait(false);
                    if (message.Stdin is not { } data) continue;
                    if (!data.Data.IsEmpty && !input.WriteAll(data.Data.Span)) return;
                    if (!data.Close) continue;
                    // A terminal ends by its end-of-file key, a pipe by being closed.
                    if (terminal is null) return;
                    _ = input.WriteAll([4]);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or GrpcException or InvalidOperationException)
            {
                // The call is over, or the program reads no more.
            }
        }
    }

    private Task CopyAsync(Descriptor source, bool isErrors) => Task.Run(async () =>
    {
        using (source)
        {
            byte[] buffer = new byte[Chunk];
            while (Read(source, buffer) is > 0 and int n)
            {
                var piece = new ExecTaskStreamingIOOperation { Data = ByteString.CopyFrom(buffer, 0, n) };
                await call.WriteAsync(isErrors ? new ExecTaskStreamingResponse { Stderr = piece } : new ExecTaskStreamingResponse { Stdout = piece }).ConfigureAwait(false);
            }
        }
    });

    // A terminal whose last user has gone reads as an error (EIO).
    private static int Read(Descriptor source, byte[] buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (Engine.SystemCallException)
        {
            return 0;
        }
    }
}

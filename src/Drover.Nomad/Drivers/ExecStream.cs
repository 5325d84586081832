// Constraints
//   The server gives a call's stream to the next call once this one has ended: nothing may read from it any more then, or it takes what is not its own.
//   A program that does not read its input blocks who writes to it, for ever if it leaves that to a child.
// Scheme
//   One task receives, and is waited for; another writes what was received, and is not.

using System.Threading.Channels;
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

    // Input that a program has not read yet; what comes then waits at the caller.
    private const int MostPieces = 16;

    private static readonly byte[] s_endOfFile = [4];

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="GrpcException">It could not be started.</exception>
    public async Task RunAsync(ExecTaskStreamingRequest.Types.Setup setup)
    {
        string pidFile = execution.NewPidFile();
        using PseudoTerminal? terminal = setup.Tty ? PseudoTerminal.Open(TerminalSize.Default) : null;
        using Pipeline process = execution.Start(setup.Command, pidFile, terminal, hasInput: true);
        Descriptor input = terminal?.Master.Duplicate() ?? process.Stages[0].TakePipe(0);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        using CancellationTokenRegistration end = call.Cancellation.Register(() => execution.End(process, pidFile));
        var pieces = Channel.CreateBounded<ReadOnlyMemory<byte>>(MostPieces);
        _ = Task.Run(() => FeedAsync(input, pieces.Reader), CancellationToken.None);
        Task receiving = ReceiveAsync(pieces.Writer, terminal, pidFile, finished.Token);
        Task[] copying = terminal is not null
            ? [CopyAsync(terminal.Master.Duplicate(), isErrors: false)]
            : [CopyAsync(process.Stages[0].TakePipe(1), isErrors: false), CopyAsync(process.Stages[0].TakePipe(2), isErrors: true)];
        PipelineStatus status;
        string? error;
        try
        {
            status = await process.Completion.ConfigureAwait(false);
            await Task.WhenAll(copying).ConfigureAwait(false);
        }
        finally
        {
            // Nobody may read when the call is over; a write that is stuck in a program that does not read may go on.
            await finished.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
            error = TaskExecution.Close(pidFile);
        }
        call.Cancellation.ThrowIfCancellationRequested();
        if (error is not null) throw TaskExecution.Refused(error);
        await call.WriteAsync(new ExecTaskStreamingResponse { Stdout = new ExecTaskStreamingIOOperation { Close = true } }).ConfigureAwait(false);
        await call.WriteAsync(new ExecTaskStreamingResponse { Stderr = new ExecTaskStreamingIOOperation { Close = true } }).ConfigureAwait(false);
        await call.WriteAsync(new ExecTaskStreamingResponse { Exited = true, Result = new ExitResult { ExitCode = status.ExitStatus } }).ConfigureAwait(false);
    }

    // What the caller sends: input, its end, sizes of the window, and now and then nothing at all.
    private async Task ReceiveAsync(ChannelWriter<ReadOnlyMemory<byte>> input, PseudoTerminal? terminal, string pidFile, CancellationToken finished)
    {
        try
        {
            while (await call.ReadAsync(ExecTaskStreamingRequest.Parser, finished).ConfigureAwait(false) is { } message)
            {
                if (terminal is not null && message.TtySize is { Height: > 0, Width: > 0 } size)
                    await TaskExecution.ResizeAsync(terminal, pidFile, new TerminalSize(size.Width, size.Height), finished).ConfigureAwait(false);
                if (message.Stdin is not { } data) continue;
                if (!data.Data.IsEmpty) await input.WriteAsync(data.Data.Memory, finished).ConfigureAwait(false);
                if (!data.Close) continue;
                // A terminal ends by its end-of-file key, a pipe by being closed.
                if (terminal is null) return;
                await input.WriteAsync(s_endOfFile, finished).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or GrpcException or InvalidOperationException)
        {
            // The call is over.
        }
        finally
        {
            input.TryComplete();
        }
    }

    // Blocks while the program does not read.
    private static async Task FeedAsync(Descriptor input, ChannelReader<ReadOnlyMemory<byte>> pieces)
    {
        using (input)
        {
            bool isRead = true;
            await foreach (ReadOnlyMemory<byte> piece in pieces.ReadAllAsync().ConfigureAwait(false)) isRead = isRead && input.WriteAll(piece.Span);
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

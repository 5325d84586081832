// Constraints
//   A command that does not read must hold up no thread, and what it left unread is nobody's.
// Scheme
//   Text is a file in memory. A stream is copied into a pipe as it is read; a full pipe is waited for on the host's loop.

using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Shell.Redirections;

namespace Drover.Shell.Sessions;

/// <summary>Gives commands their standard input.</summary>
internal static class InputFeeder
{
    private const int ChunkSize = 16 * 1024;

    /// <summary>A file that reads as this text.</summary>
    public static OpenFile OfText(string text)
    {
        Descriptor file = OwnNumbers.TryMemoryFile(OpenFile.FirstNumber, out int errno) ?? throw new SystemCallException("memfd_create", errno);
        file.WriteAll(Encoding.UTF8.GetBytes(text));
        file.SeekTo(0);
        return new OpenFile(file);
    }

    /// <summary>A pipe that this stream is copied into until one of them ends.</summary>
    public static OpenFile OfStream(Stream stream, EventLoop loop, CancellationToken cancellation)
    {
        if (!OwnNumbers.TryPipe(OpenFile.FirstNumber, out Descriptor? read, out Descriptor? write, out int errno)) throw new SystemCallException("pipe2", errno);
        _ = Task.Run(() => CopyAsync(stream, write!, loop, cancellation), CancellationToken.None);
        return new OpenFile(read!);
    }

    private static async Task CopyAsync(Stream stream, Descriptor pipe, EventLoop loop, CancellationToken cancellation)
    {
        try
        {
            pipe.SetNonBlocking();
            byte[] buffer = new byte[ChunkSize];
            while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var length)
            {
                for (int at = 0; at < length;)
                {
                    int n = pipe.TryWrite(buffer.AsSpan(at, length - at), out int errno);
                    if (errno != 0 || n == Descriptor.ReaderGone) return;
                    if (n == Descriptor.WouldBlock) await WaitWritableAsync(pipe, loop, cancellation).ConfigureAwait(false);
                    else at += n;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or NotSupportedException or OperationCanceledException)
        {
            // The end of the input, as far as commands see.
        }
        finally
        {
            pipe.Dispose();
        }
    }

    private static async Task WaitWritableAsync(Descriptor pipe, EventLoop loop, CancellationToken cancellation)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Watch? watch = null;
        loop.Post(() => watch = loop.Watch(pipe, Readiness.Writable, _ => End()));
        using CancellationTokenRegistration registration = cancellation.Register(() => loop.Post(End));
        if (loop.IsDisposed) return;
        await ready.Task.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();

        void End()
        {
            watch?.Dispose();
            ready.TrySetResult();
        }
    }
}

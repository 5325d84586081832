// Constraints
//   Input is for a run's pipe or terminal, and whoever runs there may not read it: a request must not wait for ever, and no thread may be kept by it.
//   The shim answers requests in order, and takes no request of a connection whose input it could not write yet.
// Scheme
//   A connection of its own, not blocking. Behind the input goes a question that the shim answers at once: its answer says that the input was taken.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;
using Drover.Runs;
using Drover.Runs.Control;

namespace Drover.Server.Runs;

/// <summary>Writes to the standard input or the terminal of a live durable run.</summary>
internal static class RunInput
{
    /// <summary>How many bytes one request carries at most.</summary>
    public const int GreatestInput = 64 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);

    /// <summary>Writes.</summary>
    /// <param name="durable">The run.</param>
    /// <param name="bytes">What to write; may be empty.</param>
    /// <param name="isEnd">Whether nothing follows: the pipe is closed, or the terminal gets its end-of-file character.</param>
    /// <param name="size">A new size of its terminal; null to leave it.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Whether the run has taken it; false when it does not read what was written before.</returns>
    /// <exception cref="IOException">It has ended.</exception>
    public static async Task<bool> WriteAsync(Run durable, ReadOnlyMemory<byte> bytes, bool isEnd, TerminalSize? size, TimeProvider time)
    {
        using ControlClient shim = durable.Connect() ?? throw new IOException("The run has ended.");
        shim.Socket.SetNonBlocking();
        long began = time.GetTimestamp();
        if (size is { } wanted && !shim.Resize(wanted)) throw new IOException("The run has ended.");
        if (bytes.Length > 0 && !await SendAsync(shim, FrameKind.Input, bytes, began, time).ConfigureAwait(false)) return false;
        if (isEnd && !await SendAsync(shim, FrameKind.InputEnd, default, began, time).ConfigureAwait(false)) return false;
        if (!shim.SendRequest("await", ("afterSequence", -1))) throw new IOException("The run has ended.");
        // One answer more when the size was changed.
        return await AnswersAsync(shim, size is null ? 1 : 2, began, time).ConfigureAwait(false);
    }

    private static async Task<bool> SendAsync(ControlClient shim, FrameKind kind, ReadOnlyMemory<byte> bytes, long began, TimeProvider time)
    {
        byte[] frame = new byte[Frame.HeadSize + bytes.Length];
        Frame.WriteHead(frame, kind, bytes.Length);
        bytes.CopyTo(frame.AsMemory(Frame.HeadSize));
        int sent = 0;
        while (sent < frame.Length)
        {
            int n = shim.Socket.TryWrite(frame.AsSpan(sent), out int errno);
            if (n == Descriptor.ReaderGone || errno != 0) throw new IOException("The run has ended.");
            if (n > 0) sent += n;
            else if (time.GetElapsedTime(began) > s_patience) return false;
            else await Task.Delay(s_look, time).ConfigureAwait(false);
        }
        return true;
    }

    private static async Task<bool> AnswersAsync(ControlClient shim, int count, long began, TimeProvider time)
    {
        byte[] buffer = new byte[4096];
        int filled = 0;
        while (true)
        {
            int n;
            try
            {
                n = shim.Socket.Read(buffer.AsSpan(filled));
            }
            catch (SystemCallException)
            {
                n = 0;
            }
            // What was written may have been what it was waiting for to end.
            if (n == 0) return true;
            if (n == Descriptor.WouldBlock)
            {
                if (time.GetElapsedTime(began) > s_patience) return false;
                await Task.Delay(s_look, time).ConfigureAwait(false);
                continue;
            }
            filled += n;
            while (filled >= Frame.HeadSize && Frame.TryReadHead(buffer, out FrameKind kind, out int length) && filled >= Frame.HeadSize + length)
            {
                if (kind == FrameKind.Response && --count == 0) return true;
                buffer.AsSpan(Frame.HeadSize + length, filled - Frame.HeadSize - length).CopyTo(buffer);
                filled -= Frame.HeadSize + length;
            }
        }
    }
}

// Constraints
//   A message may be larger than the window of its stream, and the length in front of it is the peer's word: memory is taken as bytes come.
// Scheme
//   Five bytes (flag, length), then so many more. What has come is copied out and given back to the connection at once, which opens the window.

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Drover.Nomad.Protocol;

/// <summary>Takes messages out of a request's body.</summary>
internal sealed class GrpcMessageReader(PipeReader body, int maximum)
{
    /// <summary>The bytes in front of a message: whether it is compressed, and its length.</summary>
    public const int HeaderLength = 5;

    private const int FirstPiece = 64 * 1024;

    /// <summary>The next message; null at the end of the body.</summary>
    /// <exception cref="GrpcException">It is damaged, compressed, or too large.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        byte[] header = new byte[HeaderLength];
        int got = await FillAsync(header, 0, cancellation).ConfigureAwait(false);
        if (got == 0) return null;
        if (got < HeaderLength) throw new GrpcException(GrpcStatusCode.Internal, "The request ends within the header of a message.");
        if (header[0] != 0)
            throw new GrpcException(GrpcStatusCode.Unimplemented, "The message is compressed, and no compression was offered. Send it as it is.");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
        if (length > maximum)
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"The message has {length} bytes; at most {maximum} are taken.");
        byte[] message = new byte[Math.Min((int)length, FirstPiece)];
        int filled = 0;
        while (filled < length)
        {
            if (filled == message.Length) Array.Resize(ref message, (int)Math.Min(length, message.Length * 2L));
            int end = await FillAsync(message, filled, cancellation).ConfigureAwait(false);
            if (end < message.Length)
                throw new GrpcException(GrpcStatusCode.Internal, $"The request ends within a message: {end} of {length} bytes came.");
            filled = end;
        }
        return message.AsMemory(0, filled);
    }

    // Fills the buffer from an index on; returns where it ends, before its end only at the end of the body.
    private async ValueTask<int> FillAsync(byte[] buffer, int filled, CancellationToken cancellation)
    {
        while (filled < buffer.Length)
        {
            ReadResult result = await body.ReadAsync(cancellation).ConfigureAwait(false);
            ReadOnlySequence<byte> piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length - filled));
            piece.CopyTo(buffer.AsSpan(filled));
            filled += (int)piece.Length;
            bool isAll = piece.Length == result.Buffer.Length;
            body.AdvanceTo(piece.End);
            if (isAll && result.IsCompleted) break;
        }
        return filled;
    }
}

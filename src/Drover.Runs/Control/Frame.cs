using System.Buffers.Binary;

namespace Drover.Runs.Control;

/// <summary>The head of a frame: a little-endian length of what follows, and the kind. Eight bytes, three of them reserved.</summary>
public static class Frame
{
    /// <summary>The head's size in bytes.</summary>
    public const int HeadSize = 8;

    /// <summary>The longest payload that a shim accepts, in bytes.</summary>
    public const int MaxPayload = 1024 * 1024;

    /// <summary>The longest payload that a client accepts, in bytes: the tree of a run may have many thousand processes.</summary>
    public const int MaxAnswer = 64 * 1024 * 1024;

    /// <summary>Writes the head of a frame.</summary>
    public static void WriteHead(Span<byte> head, FrameKind kind, int length)
    {
        head[..HeadSize].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        head[4] = (byte)kind;
    }

    /// <summary>Reads the head of a frame; false when it can't be one of ours.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, out FrameKind kind, out int length, int most = MaxPayload)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(head);
        kind = (FrameKind)head[4];
        return length >= 0 && length <= most && kind is >= FrameKind.Request and <= FrameKind.Event;
    }
}

using System.Buffers.Binary;

namespace Drover.Shell.Sessions;

/// <summary>Reads what a <see cref="StateWriter"/> wrote.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public long ReadNumber()
    {
        long number = BinaryPrimitives.ReadInt64LittleEndian(_left);
        _left = _left[sizeof(long)..];
        return number;
    }

    public string? ReadText()
    {
        int length = (int)ReadNumber();
        if (length < 0) return null;
        string text = ShellText.From(_left[..length]);
        _left = _left[length..];
        return text;
    }
}

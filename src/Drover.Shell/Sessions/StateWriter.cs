using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Drover.Shell.Sessions;

/// <summary>Writes numbers and shell text one behind the other.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public void Write(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), number);
        _bytes.Advance(sizeof(long));
    }

    /// <summary>Its length and its bytes; null has the length -1.</summary>
    public void Write(string? text)
    {
        Write(text?.Length ?? -1);
        if (text is null) return;
        Encoding.Latin1.GetBytes(text, _bytes.GetSpan(text.Length));
        _bytes.Advance(text.Length);
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}

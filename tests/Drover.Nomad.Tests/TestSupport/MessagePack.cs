using System.Buffers.Binary;
using System.Text;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>Writes configuration blocks as a client does: texts, truths, whole numbers, lists and blocks of these.</summary>
public static class MessagePack
{
    /// <summary>A block.</summary>
    public static byte[] Block(params (string Name, object? Value)[] values)
    {
        using var bytes = new MemoryStream();
        Write(bytes, values);
        return bytes.ToArray();
    }

    private static void Write(MemoryStream bytes, object? value)
    {
        switch (value)
        {
            case null:
                bytes.WriteByte(0xC0);
                break;
            case bool truth:
                bytes.WriteByte(truth ? (byte)0xC3 : (byte)0xC2);
                break;
            case int number:
                bytes.WriteByte(0xD2);
                bytes.Write(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(number)));
                break;
            case string text:
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                bytes.WriteByte(0xDB);
                bytes.Write(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(utf8.Length)));
                bytes.Write(utf8);
                break;
            case string[] texts:
                bytes.WriteByte(0xDC);
                bytes.Write(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness((ushort)texts.Length)));
                foreach (string item in texts) Write(bytes, item);
                break;
            case (string, object?)[][] blocks:
                bytes.WriteByte(0xDC);
                bytes.Write(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness((ushort)blocks.Length)));
                foreach ((string, object?)[] item in blocks) Write(bytes, item);
                break;
            case (string, object?)[] block:
                bytes.WriteByte(0xDE);
                bytes.Write(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness((ushort)block.Length)));
                foreach ((string name, object? inner) in block)
                {
                    Write(bytes, name);
                    Write(bytes, inner);
                }
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }
}

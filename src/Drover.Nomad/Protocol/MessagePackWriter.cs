using System.Buffers.Binary;
using System.Text;

namespace Drover.Nomad.Protocol;

/// <summary>Writes values of a configuration as MessagePack, as a client does.</summary>
internal static class MessagePackWriter
{
    /// <summary>A value as bytes.</summary>
    public static byte[] Write(ConfigValue value)
    {
        using var bytes = new MemoryStream();
        Write(bytes, value);
        return bytes.ToArray();
    }

    private static void Write(MemoryStream bytes, ConfigValue value)
    {
        switch (value.Kind)
        {
            case ConfigKind.Truth:
                bytes.WriteByte(value.Truth ? (byte)0xC3 : (byte)0xC2);
                break;
            case ConfigKind.Number when value.Integer is { } whole:
                bytes.WriteByte(0xD3);
                WriteBigEndian(bytes, (ulong)whole, 8);
                break;
            case ConfigKind.Number:
                bytes.WriteByte(0xCB);
                WriteBigEndian(bytes, BitConverter.DoubleToUInt64Bits(value.Number), 8);
                break;
            case ConfigKind.Text:
                WriteText(bytes, value.Text);
                break;
            case ConfigKind.Bytes:
                bytes.WriteByte(0xC6);
                WriteBigEndian(bytes, (ulong)value.Bytes.Length, 4);
                bytes.Write(value.Bytes.AsSpan());
                break;
            case ConfigKind.List:
                bytes.WriteByte(0xDD);
                WriteBigEndian(bytes, (ulong)value.Items.Length, 4);
                foreach (ConfigValue item in value.Items) Write(bytes, item);
                break;
            case ConfigKind.Map:
                bytes.WriteByte(0xDF);
                WriteBigEndian(bytes, (ulong)value.Entries.Count, 4);
                foreach ((string name, ConfigValue entry) in value.Entries)
                {
                    WriteText(bytes, name);
                    Write(bytes, entry);
                }
                break;
            default:
                bytes.WriteByte(0xC0);
                break;
        }
    }

    private static void WriteText(MemoryStream bytes, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        bytes.WriteByte(0xDB);
        WriteBigEndian(bytes, (ulong)utf8.Length, 4);
        bytes.Write(utf8);
    }

    private static void WriteBigEndian(MemoryStream bytes, ulong number, int length)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, number);
        bytes.Write(all[(8 - length)..]);
    }
}

// Constraints
//   The bytes come from another process: whatever they are, the answer is a value or a MessagePackException, soon, and without memory for what is only
//   claimed. Values that a caller of Nomad can't have written (extensions, names that are no texts or come twice) are refused.
// Scheme
//   Recursive descent over the forms of the format (https://github.com/msgpack/msgpack/blob/master/spec.md), to a depth. Each item takes a byte at least, so a
//   claimed count is held against the bytes that are left.

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Drover.Nomad.Protocol;

/// <summary>Reads MessagePack.</summary>
internal ref struct MessagePackReader
{
    private const int MaxDepth = 64;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    private MessagePackReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Reads the one value that the bytes hold.</summary>
    /// <exception cref="MessagePackException">They hold something else.</exception>
    public static ConfigValue Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        ConfigValue value = reader.ReadValue(0);
        return reader._position == bytes.Length
            ? value
            : throw new MessagePackException($"There are {bytes.Length - reader._position} bytes behind the value.");
    }

    private ConfigValue ReadValue(int depth)
    {
        if (depth > MaxDepth) throw new MessagePackException($"Values are nested deeper than {MaxDepth}.");
        byte form = ReadByte();
        return form switch
        {
            <= 0x7F => ConfigValue.Of((long)form),
            <= 0x8F => ReadMap(form & 0x0F, depth),
            <= 0x9F => ReadList(form & 0x0F, depth),
            <= 0xBF => ReadText(form & 0x1F),
            0xC0 => ConfigValue.Null,
            0xC2 => ConfigValue.Of(false),
            0xC3 => ConfigValue.Of(true),
            0xC4 => ReadBytes(ReadByte()),
            0xC5 => ReadBytes(ReadUInt16()),
            0xC6 => ReadBytes(ReadUInt32()),
            0xCA => ConfigValue.Of(BinaryPrimitives.ReadSingleBigEndian(Take(4))),
            0xCB => ConfigValue.Of(BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
            0xCC => ConfigValue.Of((long)ReadByte()),
            0xCD => ConfigValue.Of((long)ReadUInt16()),
            0xCE => ConfigValue.Of(ReadUInt32()),
            0xCF => ReadUInt64(),
            0xD0 => ConfigValue.Of((long)(sbyte)ReadByte()),
            0xD1 => ConfigValue.Of((long)BinaryPrimitives.ReadInt16BigEndian(Take(2))),
            0xD2 => ConfigValue.Of((long)BinaryPrimitives.ReadInt32BigEndian(Take(4))),
            0xD3 => ConfigValue.Of(BinaryPrimitives.ReadInt64BigEndian(Take(8))),
            0xD9 => ReadText(ReadByte()),
            0xDA => ReadText(ReadUInt16()),
            0xDB => ReadText(ReadUInt32()),
            0xDC => ReadList(ReadUInt16(), depth),
            0xDD => ReadList(ReadUInt32(), depth),
            0xDE => ReadMap(ReadUInt16(), depth),
            0xDF => ReadMap(ReadUInt32(), depth),
            >= 0xE0 => ConfigValue.Of((long)(sbyte)form),
            _ => throw new MessagePackException(form == 0xC1
                ? $"Byte {_position - 1} (0xC1) begins no value."
                : $"Byte {_position - 1} (0x{form:X2}) begins an extension: a value that is not known yet, or of a type that Nomad has not."),
        };
    }

    private ConfigValue ReadUInt64()
    {
        ulong value = BinaryPrimitives.ReadUInt64BigEndian(Take(8));
        return value <= long.MaxValue ? ConfigValue.Of((long)value) : ConfigValue.Of((double)value);
    }

    private ConfigValue ReadText(long length)
    {
        int start = _position;
        try
        {
            return ConfigValue.Of(s_utf8.GetString(Take(length)));
        }
        catch (DecoderFallbackException)
        {
            throw new MessagePackException($"The text at byte {start} is not UTF-8.");
        }
    }

    private ConfigValue ReadBytes(long length) => new() { Kind = ConfigKind.Bytes, Bytes = [.. Take(length)] };

    private ConfigValue ReadList(long count, int depth)
    {
        CheckCount(count);
        var items = new List<ConfigValue>();
        for (long i = 0; i < count; i++) items.Add(ReadValue(depth + 1));
        return new ConfigValue { Kind = ConfigKind.List, Items = [.. items] };
    }

    private ConfigValue ReadMap(long count, int depth)
    {
        CheckCount(count * 2);
        ImmutableSortedDictionary<string, ConfigValue>.Builder entries = ImmutableSortedDictionary.CreateBuilder<string, ConfigValue>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            ConfigValue name = ReadValue(depth + 1);
            if (name.Kind != ConfigKind.Text) throw new MessagePackException("A map has a name that is no text.");
            if (!entries.TryAdd(name.Text, ReadValue(depth + 1))) throw new MessagePackException($"A map has '{name.Text}' twice.");
        }
        return new ConfigValue { Kind = ConfigKind.Map, Entries = entries.ToImmutable() };
    }

    private readonly void CheckCount(long count)
    {
        if (count > _bytes.Length - _position) throw new MessagePackException($"{count} values are said to follow byte {_position}, and only {_bytes.Length - _position} bytes do.");
    }

    private byte ReadByte() => Take(1)[0];

    private ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > _bytes.Length - _position) throw new MessagePackException($"The value at byte {_position} is cut off.");
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }
}

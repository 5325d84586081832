using System.Buffers.Text;
using Drover.Engine;

namespace Drover.Runs.Logs;

/// <summary>Names, sizes and flags of the files of a log; docs/log-format.md is the description.</summary>
internal static class LogFormat
{
    public const ushort Version = 1;

    /// <summary>Bytes of an index record.</summary>
    public const int RecordSize = 32;

    /// <summary>Bytes of output in one record, at most.</summary>
    public const int MaximumLength = 64 * 1024;

    /// <summary>Mode 0600: output may hold secrets.</summary>
    public const int Permissions = 0x180;

    public const byte FlagGap = 1;
    public const byte FlagSegmentStart = 2;
    public const byte FlagRecovered = 4;

    /// <summary>The file of a segment's bytes: out.log, out.1.log, …</summary>
    public static ByteString DataName(int segment) => Name(segment, ".log"u8);

    /// <summary>The file of a segment's index: out.idx, out.1.idx, …</summary>
    public static ByteString IndexName(int segment) => Name(segment, ".idx"u8);

    /// <summary>Reads a segment's number out of its data file's name.</summary>
    public static bool TryParseDataName(ReadOnlySpan<byte> name, out int segment) => TryParse(name, ".log"u8, out segment);

    /// <summary>Reads a segment's number out of its index file's name.</summary>
    public static bool TryParseIndexName(ReadOnlySpan<byte> name, out int segment) => TryParse(name, ".idx"u8, out segment);

    private static ByteString Name(int segment, ReadOnlySpan<byte> suffix)
    {
        Span<byte> name = stackalloc byte[32];
        "out"u8.CopyTo(name);
        int length = 3;
        if (segment > 0)
        {
            name[length++] = (byte)'.';
            Utf8Formatter.TryFormat(segment, name[length..], out int digits);
            length += digits;
        }
        suffix.CopyTo(name[length..]);
        return new ByteString(name[..(length + suffix.Length)]);
    }

    private static bool TryParse(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, out int segment)
    {
        segment = 0;
        if (!name.StartsWith("out"u8) || !name.EndsWith(suffix)) return false;
        ReadOnlySpan<byte> middle = name["out".Length..^suffix.Length];
        if (middle.IsEmpty) return true;
        // Only the spelling that we write: ".1", not ".01", ".+1" or ".0".
        return middle.Length > 1 && middle[0] == '.' && middle[1] is > (byte)'0' and <= (byte)'9'
            && Utf8Parser.TryParse(middle[1..], out segment, out int used) && used == middle.Length - 1;
    }
}

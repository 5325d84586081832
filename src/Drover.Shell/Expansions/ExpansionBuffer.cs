// Scheme
//   Expansion appends chars with a flag each: quoted, or the result of an expansion (which alone is split). Two marks of no width stand between them: "something
//   quoted was here", which makes an empty field a field, and "a new field begins", which "$@" leaves. Splitting, globbing and quote removal read the flags at the end.

namespace Drover.Shell.Expansions;

/// <summary>Text being expanded, and what is known of each of its chars.</summary>
internal sealed class ExpansionBuffer
{
    /// <summary>Neither split nor part of a pattern.</summary>
    public const byte Quoted = 1;

    /// <summary>Came from an unquoted expansion: is split into fields.</summary>
    public const byte Splittable = 2;

    /// <summary>The flag of <see cref="Mark"/> for the start of a new field.</summary>
    public const byte Break = 4;

    /// <summary>The char of marks: no text holds a NUL.</summary>
    public const char Mark = '\0';

    private char[] _chars = new char[256];
    private byte[] _flags = new byte[256];

    public int Length { get; set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    public ReadOnlySpan<byte> Flags => _flags.AsSpan(0, Length);

    public void Append(ReadOnlySpan<char> text, byte flag)
    {
        if (text.Length > _chars.Length - Length) Grow(text.Length);
        text.CopyTo(_chars.AsSpan(Length));
        _flags.AsSpan(Length, text.Length).Fill(flag);
        Length += text.Length;
    }

    public void Append(char c, byte flag)
    {
        if (Length == _chars.Length) Grow(1);
        _chars[Length] = c;
        _flags[Length++] = flag;
    }

    /// <summary>Something quoted was here, be it empty.</summary>
    public void AppendQuoteMark() => Append(Mark, Quoted);

    /// <summary>What follows belongs to another field.</summary>
    public void AppendBreak() => Append(Mark, Break);

    /// <summary>The text from <paramref name="start"/> on without marks.</summary>
    public string TextFrom(int start)
    {
        ReadOnlySpan<char> chars = Chars[start..];
        return chars.Contains(Mark) ? WithoutMarks(chars) : new string(chars);
    }

    /// <summary>Text without marks.</summary>
    public static string WithoutMarks(ReadOnlySpan<char> chars)
    {
        if (!chars.Contains(Mark)) return new string(chars);
        int length = chars.Length - chars.Count(Mark);
        return string.Create(length, chars, static (result, source) =>
        {
            int at = 0;
            foreach (char c in source)
                if (c != Mark) result[at++] = c;
        });
    }

    private void Grow(int by)
    {
        int size = Math.Max(_chars.Length * 2, Length + by);
        Array.Resize(ref _chars, size);
        Array.Resize(ref _flags, size);
    }
}

using System.Globalization;

namespace Drover.Shell.Expansions;

/// <summary>The sequences <c>{first..last}</c> and <c>{first..last..step}</c> of numbers or letters.</summary>
internal static class BraceSequence
{
    /// <summary>Whether what stands between braces is a sequence.</summary>
    public static bool IsSequence(ReadOnlySpan<BraceUnit> body) => TryParse(body, out _, out _, out _, out _, out _);

    /// <summary>What a sequence stands for; null when it is none.</summary>
    public static List<BraceUnit[]>? TryExpand(ReadOnlySpan<BraceUnit> body, int greatestCount)
    {
        if (!TryParse(body, out long first, out long last, out long step, out int width, out bool isLetters)) return null;
        var origin = body[0].Part;
        UInt128 distance = (UInt128)(last >= first ? (Int128)last - first : (Int128)first - last);
        UInt128 stride = (UInt128)(step == 0 ? 1 : Int128.Abs(step));
        if (distance / stride >= (UInt128)greatestCount) throw BraceWords.TooMany();
        int count = (int)(distance / stride) + 1;
        var list = new List<BraceUnit[]>(count);
        for (int i = 0; i < count; i++)
        {
            long value = (long)(last >= first ? first + ((Int128)stride * i) : first - ((Int128)stride * i));
            string text = isLetters ? ((char)value).ToString() : Number(value, width);
            var units = new BraceUnit[text.Length];
            for (int k = 0; k < units.Length; k++) units[k] = new BraceUnit(text[k], origin);
            list.Add(units);
        }
        return list;
    }

    private static bool TryParse(ReadOnlySpan<BraceUnit> body, out long first, out long last, out long step, out int width, out bool isLetters)
    {
        first = last = step = 0;
        width = 0;
        isLetters = false;
        if (body.Length is < 4 or > 64) return false;
        Span<char> chars = stackalloc char[body.Length];
        for (int i = 0; i < body.Length; i++)
        {
            if (body[i].Char == '\0') return false;
            chars[i] = body[i].Char;
        }
        ReadOnlySpan<char> text = chars;
        int dots = text.IndexOf("..");
        if (dots <= 0) return false;
        ReadOnlySpan<char> from = text[..dots], to = text[(dots + 2)..];
        int second = to.IndexOf("..");
        if (second >= 0)
        {
            if (!TryNumber(to[(second + 2)..], out step)) return false;
            to = to[..second];
        }
        if (TryNumber(from, out first) && TryNumber(to, out last))
        {
            if (IsPadded(from) || IsPadded(to)) width = Math.Max(from.Length, to.Length);
            return true;
        }
        if (from.Length != 1 || to.Length != 1 || !char.IsAsciiLetter(from[0]) || !char.IsAsciiLetter(to[0])) return false;
        (first, last, isLetters) = (from[0], to[0], true);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool IsPadded(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> digits = text.TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0';
    }

    private static string Number(long value, int width)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        if (text.Length >= width) return text;
        return value < 0 ? "-" + text[1..].PadLeft(width - 1, '0') : text.PadLeft(width, '0');
    }
}

using System.Globalization;

namespace Drover.Shell.Builtins;

/// <summary>Flags, width and precision of a conversion of <c>printf</c>.</summary>
internal struct PrintfSpec
{
    private bool _left;
    private bool _plus;
    private bool _space;
    private bool _alternate;
    private bool _zero;

    public int Width { get; set; }

    /// <summary>Negative when there is none.</summary>
    public int Precision { get; set; }

    public void AddFlag(char flag)
    {
        switch (flag)
        {
            case '-': _left = true; break;
            case '+': _plus = true; break;
            case ' ': _space = true; break;
            case '#': _alternate = true; break;
            // Thousands: the POSIX locale has no separator for them.
            case '\'': break;
            default: _zero = true; break;
        }
    }

    public readonly string Text(string text)
    {
        if (Precision >= 0 && Precision < text.Length) text = text[..Precision];
        return _left ? text.PadRight(Width) : text.PadLeft(Width);
    }

    public readonly string Integer(long value)
    {
        string digits = value < 0 ? value.ToString(CultureInfo.InvariantCulture)[1..] : value.ToString(CultureInfo.InvariantCulture);
        return Pad(value < 0 ? "-" : _plus ? "+" : _space ? " " : "", Digits(digits), Precision < 0);
    }

    public readonly string Unsigned(ulong value, char conversion)
    {
        string digits = conversion switch
        {
            'u' => value.ToString(CultureInfo.InvariantCulture),
            'o' => Octal(value),
            'x' => value.ToString("x", CultureInfo.InvariantCulture),
            _ => value.ToString("X", CultureInfo.InvariantCulture),
        };
        digits = Digits(digits);
        string prefix = "";
        if (_alternate && conversion == 'o' && !digits.StartsWith('0')) digits = "0" + digits;
        else if (_alternate && value != 0 && conversion is 'x' or 'X') prefix = "0" + conversion;
        return Pad(prefix, digits, Precision < 0);
    }

    public readonly string Real(double value, char conversion)
    {
        int precision = Precision < 0 ? 6 : Precision;
        bool negative = double.IsNegative(value);
        double magnitude = Math.Abs(value);
        string text;
        bool finite = double.IsFinite(value);
        if (!finite) text = double.IsNaN(value) ? "nan" : "inf";
        else text = char.ToLowerInvariant(conversion) switch
        {
            'f' => magnitude.ToString("F" + precision, CultureInfo.InvariantCulture),
            'e' => Exponential(magnitude, precision),
            'g' => General(magnitude, Math.Max(1, precision)),
            _ => Hexadecimal(magnitude),
        };
        // "#" asks for a point whether digits follow or not.
        if (_alternate && finite && !text.Contains('.', StringComparison.Ordinal)) text = text.Insert(text.IndexOfAny(['e', 'p']) is >= 0 and var exponent ? exponent : text.Length, ".");
        if (char.IsAsciiLetterUpper(conversion)) text = text.ToUpperInvariant();
        return Pad(negative ? "-" : _plus ? "+" : _space ? " " : "", text, finite);
    }

    private readonly string Digits(string digits)
    {
        if (Precision == 0 && digits == "0") return "";
        return digits.PadLeft(Math.Max(0, Precision), '0');
    }

    private readonly string Pad(string sign, string digits, bool zerosAllowed)
    {
        int missing = Width - sign.Length - digits.Length;
        if (missing <= 0) return sign + digits;
        if (_left) return sign + digits + new string(' ', missing);
        return _zero && zerosAllowed ? sign + new string('0', missing) + digits : new string(' ', missing) + sign + digits;
    }

    private static string Octal(ulong value)
    {
        if (value == 0) return "0";
        string digits = "";
        for (; value != 0; value >>= 3) digits = (char)('0' + (int)(value & 7)) + digits;
        return digits;
    }

    private static string Exponential(double value, int precision)
    {
        string text = value.ToString((precision == 0 ? "0" : "0." + new string('0', precision)) + "e+00", CultureInfo.InvariantCulture);
        return text;
    }

    private readonly string General(double value, int precision)
    {
        if (value == 0) return _alternate ? "0." + new string('0', precision - 1) : "0";
        int exponent = int.Parse(Exponential(value, precision - 1).Split('e')[1], CultureInfo.InvariantCulture);
        string text = exponent < -4 || exponent >= precision
            ? Exponential(value, precision - 1)
            : value.ToString("F" + Math.Max(0, precision - 1 - exponent), CultureInfo.InvariantCulture);
        if (_alternate || !text.Contains('.', StringComparison.Ordinal)) return text;
        string[] parts = text.Split('e');
        string mantissa = parts[0].TrimEnd('0').TrimEnd('.');
        return parts.Length > 1 ? mantissa + "e" + parts[1] : mantissa;
    }

    private static string Hexadecimal(double value)
    {
        if (value == 0) return "0x0p+0";
        long bits = BitConverter.DoubleToInt64Bits(value);
        long fraction = bits & 0xFFFFFFFFFFFFF;
        int exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        string digits = fraction.ToString("x13", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"0x1{(digits.Length > 0 ? "." + digits : "")}p{(exponent < 0 ? "" : "+")}{exponent}";
    }
}

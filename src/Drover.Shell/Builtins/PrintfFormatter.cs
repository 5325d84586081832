using System.Globalization;
using System.Text;
using Drover.Shell.Execution;
using Drover.Shell.Expansions;

namespace Drover.Shell.Builtins;

/// <summary>Formats the arguments of <c>printf</c>: the format is used again while arguments are left.</summary>
internal sealed class PrintfFormatter(Interpreter shell, List<string> fields, int formatIndex)
{
    private readonly StringBuilder _result = new();
    private int _argument = formatIndex + 1;
    private int _status;
    private bool _ends;

    public string Result => _result.ToString();

    public int Run()
    {
        string format = fields[formatIndex];
        while (true)
        {
            int before = _argument;
            Once(format);
            if (_ends || _argument >= fields.Count || _argument == before) return _status;
        }
    }

    private void Once(string format)
    {
        for (int i = 0; i < format.Length && !_ends;)
        {
            char c = format[i];
            if (c == '\\' && i + 1 < format.Length) i += EscapeDecoder.DecodeOne(format.AsSpan(i), _result, zeroLeads: false, out _);
            else if (c == '%') i = Conversion(format, i);
            else
            {
                _result.Append(c);
                i++;
            }
        }
    }

    private int Conversion(string format, int start)
    {
        int i = start + 1;
        if (i < format.Length && format[i] == '%')
        {
            _result.Append('%');
            return i + 1;
        }
        var spec = default(PrintfSpec);
        for (; i < format.Length && "-+ #0'".Contains(format[i], StringComparison.Ordinal); i++) spec.AddFlag(format[i]);
        spec.Width = Size(format, ref i, out _);
        if (spec.Width < 0)
        {
            spec.AddFlag('-');
            spec.Width = -spec.Width;
        }
        spec.Precision = -1;
        if (i < format.Length && format[i] == '.')
        {
            i++;
            spec.Precision = Size(format, ref i, out _);
        }
        if (i < format.Length && format[i] == '(' && format.IndexOf(")T", i, StringComparison.Ordinal) is > 0 and var close && !shell.Environment.Has(ShellOptions.Posix))
        {
            _result.Append(spec.Text(Time(format[(i + 1)..close])));
            return close + 2;
        }
        while (i < format.Length && format[i] is 'l' or 'h' or 'j' or 'z' or 't' or 'L') i++;
        if (i >= format.Length)
        {
            Complain($"{format[start..]}: the conversion is not complete");
            _ends = true;
            return i;
        }
        Convert(format, start, i, spec);
        return i + 1;
    }

    private void Convert(string format, int start, int at, PrintfSpec spec)
    {
        switch (format[at])
        {
            case 'd' or 'i':
                _result.Append(spec.Integer(Number(Next())));
                break;
            case 'u' or 'o' or 'x' or 'X':
                _result.Append(spec.Unsigned((ulong)Number(Next(), isSigned: false), format[at]));
                break;
            case 'c':
                string text = Next() ?? "";
                _result.Append(spec.Text(text.Length == 0 ? "\0" : text[..PatternElement.CharLength(text, shell.Environment.IsUtf8)]));
                break;
            case 's':
                _result.Append(spec.Text(Next() ?? ""));
                break;
            case 'b':
                _ends = EscapeDecoder.DecodeOperand(Next() ?? "", out string decoded);
                _result.Append(spec.Text(decoded));
                break;
            case 'Q':
                string quoted = Next() ?? "";
                _result.Append(new PrintfSpec { Precision = -1, Width = spec.Width }.Text(TextQuoting.Escape(spec.Precision >= 0 && spec.Precision < quoted.Length ? quoted[..spec.Precision] : quoted)));
                break;
            case 'q':
                _result.Append(spec.Text(TextQuoting.Escape(Next() ?? "")));
                break;
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'a' or 'A':
                _result.Append(spec.Real(Real(Next()), format[at]));
                break;
            default:
                Complain($"{format[start..(at + 1)]}: unknown conversion");
                _ends = true;
                break;
        }
    }

    // %(format)T: seconds since the epoch; -1 is now, -2 the start of the shell.
    private string Time(string format)
    {
        string? operand = Next();
        long seconds = operand is null ? -1 : Number(operand);
        DateTimeOffset time = seconds switch
        {
            -1 => TimeProvider.System.GetUtcNow(),
            -2 => TimeProvider.System.GetUtcNow() - shell.Starter.SinceStart,
            < -62135596800 or > 253402300799 => DateTimeOffset.UnixEpoch,
            _ => DateTimeOffset.FromUnixTimeSeconds(seconds),
        };
        string? zone = shell.Environment.Variables.Get("TZ");
        TimeZoneInfo info = zone is null ? TimeZoneInfo.Local : TimeZoneInfo.TryFindSystemTimeZoneById(zone.TrimStart(':'), out TimeZoneInfo? found) ? found : TimeZoneInfo.Utc;
        return Prompts.TimeText.Format(format.Length == 0 ? "%X" : format, TimeZoneInfo.ConvertTime(time, info));
    }

    private int Size(string format, ref int i, out bool isGiven)
    {
        isGiven = true;
        if (i < format.Length && format[i] == '*')
        {
            i++;
            return (int)Number(Next());
        }
        int start = i;
        while (i < format.Length && char.IsAsciiDigit(format[i])) i++;
        isGiven = i > start;
        return int.TryParse(format.AsSpan(start, i - start), out int size) ? size : 0;
    }

    private string? Next() => _argument < fields.Count ? fields[_argument++] : null;

    private long Number(string? text, bool isSigned = true)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        if (text[0] is '\'' or '"') return text.Length == 1 ? 0 : Character(text.AsSpan(1));
        ReadOnlySpan<char> digits = text.AsSpan().TrimStart(" \t\n");
        bool negative = digits.StartsWith("-");
        if (digits.Length > 0 && digits[0] is '-' or '+') digits = digits[1..];
        int radix = 10;
        if (digits.StartsWith("0x") || digits.StartsWith("0X"))
        {
            radix = 16;
            digits = digits[2..];
        }
        else if (digits.Length > 1 && digits[0] == '0') radix = 8;
        ulong value = 0;
        int used = 0;
        bool overflows = false;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? System.Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix) break;
            overflows |= value > (ulong.MaxValue - (ulong)digit) / (ulong)radix;
            value = overflows ? ulong.MaxValue : (value * (ulong)radix) + (ulong)digit;
            used++;
        }
        long result = unchecked(negative ? -(long)value : (long)value);
        if (isSigned && value > (negative ? 1UL << 63 : long.MaxValue))
        {
            overflows = true;
            result = negative ? long.MinValue : long.MaxValue;
        }
        else if (overflows) result = -1;
        if (overflows && used == digits.Length)
        {
            Complain($"{text}: the number is out of range");
            return result;
        }
        return used == digits.Length && used > 0 ? result : Bad(text, result);
    }

    private double Real(string? text)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        if (text[0] is '\'' or '"') return text.Length == 1 ? 0 : Character(text.AsSpan(1));
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value)) return value;
        switch (text.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf" or "infinity": return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            // The constant of .NET has the sign bit set.
            case "nan": return double.CopySign(double.NaN, text[0] == '-' ? -1 : 1);
        }
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? Number(text) : Bad(text, 0);
    }

    private int Character(ReadOnlySpan<char> text)
    {
        PatternElement.Decode(text, shell.Environment.IsUtf8, out int character);
        return character >= 0x110000 ? character - 0x110000 : character;
    }

    private long Bad(string text, long value)
    {
        Complain($"{text}: not a number");
        return value;
    }

    private void Complain(string message)
    {
        shell.Error("printf: " + message);
        _status = 1;
    }
}

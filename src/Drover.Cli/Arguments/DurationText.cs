using System.Globalization;

namespace Drover.Cli.Arguments;

/// <summary>Spans of time as people write them: "90s", "5m", "1h30m", "2d", "500ms", or plain seconds.</summary>
internal static class DurationText
{
    /// <summary>Years enough for everybody, few enough to add to any date of today.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    /// <summary>Reads one; false for anything else, negative ones, and more than a hundred years.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text.IsEmpty) return false;
        double milliseconds = 0;
        bool first = true;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExcept("0123456789.");
            if (digits == 0) return false;
            bool unitless = digits < 0;
            ReadOnlySpan<char> number = unitless ? text : text[..digits];
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)) return false;
            // "1h30" would leave it open whether 30 minutes or seconds are meant.
            if (unitless && !first) return false;
            text = unitless ? default : text[digits..];
            double unit = unitless ? 1000 : TakeUnit(ref text);
            if (unit == 0) return false;
            milliseconds += value * unit;
            first = false;
        }
        if (!(milliseconds <= s_longest.TotalMilliseconds)) return false;
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Reads the value of an option.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static TimeSpan Parse(string text, string option) => TryParse(text, out TimeSpan duration)
        ? duration
        : throw new CliException($"{option}: '{text}' is no duration. Write 90s, 5m, 1h30m, 2d, 500ms or plain seconds.");

    /// <summary>Reads "MIN..MAX", or "TIME" for both.</summary>
    /// <exception cref="CliException">It is neither, or MIN is above MAX.</exception>
    public static (TimeSpan Min, TimeSpan Max) ParseRange(string text, string option)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        TimeSpan min = Parse(dots < 0 ? text : text[..dots], option);
        TimeSpan max = dots < 0 ? min : Parse(text[(dots + 2)..], option);
        return min <= max ? (min, max) : throw new CliException($"{option}: '{text}' begins above its end. Write MIN..MAX, as in 1s..5m.");
    }

    private static double TakeUnit(ref ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAny("0123456789.");
        if (length < 0) length = text.Length;
        ReadOnlySpan<char> unit = text[..length];
        text = text[length..];
        return unit switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" or "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 7 * 86_400_000d,
            _ => 0,
        };
    }
}

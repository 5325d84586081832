using System.Globalization;

namespace Drover.Shell.Limits;

/// <summary>Durations and sizes as people write them.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, double Seconds)[] s_times = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads "90s", "1h30m", "500ms", or plain seconds.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        double seconds = 0;
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.')) i++;
            if (!double.TryParse(text.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
            int unit = i;
            while (i < text.Length && char.IsAsciiLetter(text[i])) i++;
            string suffix = text[unit..i];
            // Without a unit it is seconds, but only alone: in "1h30" it could be either.
            if (suffix.Length == 0 && start > 0) return false;
            double factor = suffix.Length == 0 ? 1 : Array.Find(s_times, each => each.Suffix == suffix).Seconds;
            if (factor == 0) return false;
            seconds += number * factor;
        }
        if (text.Length == 0 || !(seconds <= 3.2e9)) return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Reads "512M", "1.5G", "64k" or plain bytes; units are binary.</summary>
    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        int digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        string unit = digits < 0 ? "" : text[digits..].ToUpperInvariant();
        if (unit.EndsWith("IB", StringComparison.Ordinal)) unit = unit[..^2];
        else if (unit.EndsWith('B')) unit = unit[..^1];
        int power = unit.Length == 0 ? 0 : unit.Length == 1 ? "KMGT".IndexOf(unit[0], StringComparison.Ordinal) + 1 : 0;
        if (unit.Length > 0 && power == 0) return false;
        if (!decimal.TryParse(digits < 0 ? text : text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)) return false;
        if (number > long.MaxValue >> (10 * power)) return false;
        bytes = (long)(number * (1L << (10 * power)));
        return true;
    }
}

using System.Globalization;

namespace Drover.Server.Hosting;

/// <summary>Durations as people write them: "500ms", "5s", "10m", "2h"; a number alone means seconds.</summary>
internal static class DurationText
{
    private static readonly (string Unit, double Milliseconds)[] s_units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("", 1000)];

    /// <summary>The duration; null when the text is none.</summary>
    public static TimeSpan? TryParse(string text)
    {
        foreach ((string unit, double milliseconds) in s_units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            return double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number * milliseconds < TimeSpan.MaxValue.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(number * milliseconds)
                : null;
        }
        return null;
    }
}

using System.Globalization;

namespace Drover.Cli.Arguments;

/// <summary>Sizes as people write them: "512M", "1G", "64k", "1.5g", plain bytes. Units are binary: 1k is 1024.</summary>
internal static class SizeText
{
    /// <summary>Reads one; false for anything else, negative ones and more than a long holds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        int digits = text.IndexOfAnyExcept("0123456789.");
        ReadOnlySpan<char> number = digits < 0 ? text : text[..digits];
        ReadOnlySpan<char> unit = digits < 0 ? default : text[digits..];
        // 512M, 512MB and 512MiB are the same here.
        if (unit.Length > 1 && unit.EndsWith("iB", StringComparison.OrdinalIgnoreCase)) unit = unit[..^2];
        else if (unit.EndsWith("B", StringComparison.OrdinalIgnoreCase)) unit = unit[..^1];
        int power = unit switch
        {
            "" => 0,
            "k" or "K" => 1,
            "m" or "M" => 2,
            "g" or "G" => 3,
            "t" or "T" => 4,
            _ => -1,
        };
        if (power < 0 || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)) return false;
        if (value > long.MaxValue >> (10 * power)) return false;
        bytes = (long)(value * (1L << (10 * power)));
        return true;
    }

    /// <summary>Reads the value of an option.</summary>
    /// <exception cref="CliException">It is none, or zero.</exception>
    public static long Parse(string text, string option) => TryParse(text, out long bytes) && bytes > 0
        ? bytes
        : throw new CliException($"{option}: '{text}' is no size. Write 512M, 1G, 64k or plain bytes.");

    /// <summary>Reads a resource limit: a size or "unlimited".</summary>
    /// <exception cref="CliException">It is neither.</exception>
    public static ulong ParseLimit(string text, string option) =>
        text == "unlimited" ? ulong.MaxValue
        : TryParse(text, out long bytes) ? (ulong)bytes
        : throw new CliException($"{option}: '{text}' is no size. Write 512M, 1G, 64k, plain bytes, 0 or unlimited.");

    /// <summary>For people: "0 B", "1.5 kB", "512 MB"; binary units under their everyday names.</summary>
    public static string Format(long bytes)
    {
        if (bytes < 1024) return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        ReadOnlySpan<string> units = ["kB", "MB", "GB", "TB", "PB", "EB"];
        double value = bytes / 1024d;
        int unit = 0;
        while (value >= 1023.95 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return value < 10
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {units[unit]}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0} {units[unit]}");
    }
}

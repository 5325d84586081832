using System.Globalization;

namespace Drover.Cli.Arguments;

/// <summary>Numbers as values of options.</summary>
internal static class NumberText
{
    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static long Parse(string text, string option, long least, long greatest)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= greatest) return value;
        string bounds = greatest == long.MaxValue ? $"of at least {least}" : $"from {least} to {greatest}";
        throw new CliException($"{option}: '{text}' is no whole number {bounds}.");
    }

    /// <summary>A number of processors: 0.5, 2.</summary>
    /// <exception cref="CliException">It is none, or below 0.01.</exception>
    public static double ParseCpus(string text, string option) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0.01 and <= 10_000
            ? value
            : throw new CliException($"{option}: '{text}' is no number of processors. Write 0.5, 2 or the like, at least 0.01.");

    /// <summary>A file mode creation mask in octal.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static int ParseUmask(string text, string option)
    {
        int mask = 0;
        bool valid = text.Length is > 0 and <= 4;
        foreach (char c in text)
        {
            valid &= c is >= '0' and <= '7';
            mask = (mask * 8) + (c - '0');
        }
        return valid && mask <= 0x1FF ? mask : throw new CliException($"{option}: '{text}' is no file mode mask. Write it in octal, 000 to 777, as in 022.");
    }
}

using System.Globalization;

namespace Drover.Server.Schedules;

/// <summary>One field of a cron expression: the numbers that it lets through. Immutable.</summary>
/// <param name="Bits">A bit a number.</param>
/// <param name="IsStar">Whether it begins with '*'.</param>
internal readonly record struct CronField(ulong Bits, bool IsStar)
{
    /// <summary>Whether a number is let through.</summary>
    public bool Has(int number) => (Bits & (1UL << number)) != 0;

    /// <summary>Reads lists of '*', numbers and ranges, each with or without a step.</summary>
    /// <param name="text">The field.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    /// <param name="names">Names for numbers, the first for <paramref name="least"/>; empty for none.</param>
    /// <exception cref="FormatException">It is none of these; the message says why, to be read behind the field's name.</exception>
    public static CronField Parse(string text, int least, int most, ReadOnlySpan<string> names)
    {
        ulong bits = 0;
        foreach (string part in text.Split(','))
        {
            string[] steps = part.Split('/');
            if (steps.Length > 2) throw new FormatException($"'{part}' has two steps");
            int step = steps.Length == 2 ? Number(steps[1], 1, most, []) : 1;
            string[] ends = steps[0].Split('-');
            if (ends.Length > 2) throw new FormatException($"'{part}' is not a range");
            (int from, int to) = (least, most);
            if (steps[0] != "*")
            {
                from = Number(ends[0], least, most, names);
                to = ends.Length == 2 ? Number(ends[1], least, most, names) : steps.Length == 2 ? most : from;
            }
            if (from > to) throw new FormatException($"'{part}' ends before it begins");
            for (int number = from; number <= to; number += step) bits |= 1UL << number;
        }
        return new CronField(bits, text.StartsWith('*'));
    }

    private static int Number(string text, int least, int most, ReadOnlySpan<string> names)
    {
        for (int i = 0; i < names.Length; i++)
            if (names[i].Equals(text, StringComparison.OrdinalIgnoreCase)) return least + i;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{text}' is not a number from {least} to {most}{(names.IsEmpty ? "" : $" or a name like {names[0]}")}");
    }
}

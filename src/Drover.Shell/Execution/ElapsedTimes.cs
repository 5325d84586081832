using System.Globalization;
using System.Text;

namespace Drover.Shell.Execution;

/// <summary>What <c>time</c> writes, in the format of <c>TIMEFORMAT</c>: <c>%[digits][l]R</c>, <c>U</c> and <c>S</c> for the time that passed, of the user and of the system, <c>%P</c> for the share of the processor.</summary>
internal static class ElapsedTimes
{
    public const string DefaultFormat = "\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS";

    public const string PosixFormat = "real %2R\nuser %2U\nsys %2S";

    /// <summary>Formats times; what is no conversion stays as it is.</summary>
    public static string Format(string format, TimeSpan real, TimeSpan user, TimeSpan system)
    {
        var result = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                result.Append(format[i]);
                continue;
            }
            int at = i + 1, digits = 3;
            bool isLong = false;
            if (char.IsAsciiDigit(format[at])) digits = Math.Min(3, format[at++] - '0');
            if (at < format.Length && format[at] == 'l')
            {
                isLong = true;
                at++;
            }
            string? text = (at < format.Length ? format[at] : '\0') switch
            {
                '%' when at == i + 1 => "%",
                'R' => Text(real, digits, isLong),
                'U' => Text(user, digits, isLong),
                'S' => Text(system, digits, isLong),
                'P' => (real > TimeSpan.Zero ? (user + system) / real * 100 : 0).ToString("0.00", CultureInfo.InvariantCulture),
                _ => null,
            };
            if (text is null)
            {
                result.Append('%');
                continue;
            }
            result.Append(text);
            i = at;
        }
        return result.ToString();
    }

    private static string Text(TimeSpan time, int digits, bool isLong)
    {
        string seconds = (isLong ? time.TotalSeconds % 60 : time.TotalSeconds).ToString(digits == 0 ? "0" : "0." + new string('0', digits), CultureInfo.InvariantCulture);
        return isLong ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}m{seconds}s") : seconds;
    }
}

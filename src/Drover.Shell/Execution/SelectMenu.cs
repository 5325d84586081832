using System.Globalization;
using System.Text;

namespace Drover.Shell.Execution;

/// <summary>The menu of <c>select</c>, in columns if it has to be.</summary>
internal static class SelectMenu
{
    private const int TabStop = 8;
    private const int DefaultWidth = 80;

    /// <summary>The lines of the menu.</summary>
    public static string Of(List<string> values, Interpreter shell)
    {
        int numberWidth = Digits(values.Count);
        // Number, parenthesis and blank; two columns between.
        int columnWidth = values.Max(value => Width(value, shell)) + numberWidth + 4;
        int width = int.TryParse(shell.Environment.Variables.Get("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given > 0 ? given : DefaultWidth;
        int rows = RoundUp(values.Count, Math.Max(1, width / columnWidth));
        // What fits in one row is one column.
        if (rows == 1) rows = values.Count;
        var text = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            int column = 0;
            for (int i = row; i < values.Count; i += rows)
            {
                if (i != row) column = Indent(text, column, (i - row) / rows * columnWidth);
                int digits = i == row ? Digits(rows) : numberWidth;
                text.Append((i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits)).Append(") ").Append(values[i]);
                column += digits + 2 + Width(values[i], shell);
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Reads the number of an entry as it may be typed: with a sign, and blanks around it.</summary>
    public static bool TryNumber(string answer, int count, out int number) =>
        int.TryParse(answer.AsSpan().Trim(" \t"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= count;

    private static int Width(string value, Interpreter shell) => (int)shell.Words.CharacterLength(value);

    private static int RoundUp(int value, int divisor) => (value + divisor - 1) / divisor;

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    // Tabs as far as they go, then blanks.
    private static int Indent(StringBuilder text, int from, int to)
    {
        while (from < to)
        {
            bool isTab = to / TabStop > from / TabStop;
            text.Append(isTab ? '\t' : ' ');
            from += isTab ? TabStop - (from % TabStop) : 1;
        }
        return from;
    }
}

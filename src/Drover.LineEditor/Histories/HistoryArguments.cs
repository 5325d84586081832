namespace Drover.LineEditor.Histories;

/// <summary>The words of an entry, as a shell would see them, roughly: blanks separate, quotes and backslashes keep together.</summary>
internal static class HistoryArguments
{
    /// <summary>One word: 0 is the first, negative ones count from the end; empty when there is none.</summary>
    public static byte[] Get(ReadOnlySpan<byte> entry, int number)
    {
        List<Range> words = Split(entry);
        if (number < 0) number += words.Count;
        return number >= 0 && number < words.Count ? entry[words[number]].ToArray() : [];
    }

    /// <summary>The end of the word that an offset is in, or else of the next one.</summary>
    public static int EndBehind(ReadOnlySpan<byte> text, int at)
    {
        foreach (Range word in Split(text))
            if (word.End.Value > at) return word.End.Value;
        return text.Length;
    }

    /// <summary>The start of the last word that begins before an offset.</summary>
    public static int StartBefore(ReadOnlySpan<byte> text, int at)
    {
        int start = 0;
        foreach (Range word in Split(text))
            if (word.Start.Value < at) start = word.Start.Value;
        return start;
    }

    private static List<Range> Split(ReadOnlySpan<byte> entry)
    {
        var words = new List<Range>();
        int at = 0;
        while (true)
        {
            while (at < entry.Length && Buffers.WordMotions.IsBlank(entry[at])) at++;
            if (at == entry.Length) return words;
            int start = at;
            byte quote = 0;
            for (; at < entry.Length && (quote != 0 || !Buffers.WordMotions.IsBlank(entry[at])); at++)
            {
                byte b = entry[at];
                if (b == '\\' && quote != '\'' && at + 1 < entry.Length) at++;
                else if (b == quote) quote = 0;
                else if (quote == 0 && b is (byte)'\'' or (byte)'"') quote = b;
            }
            words.Add(start..at);
        }
    }
}

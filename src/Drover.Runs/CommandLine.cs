using System.Text;
using Drover.Engine;

namespace Drover.Runs;

/// <summary>Command lines as text.</summary>
public static class CommandLine
{
    /// <summary>The words with quotes where a POSIX shell needs them, so that the text can be pasted into one.</summary>
    public static string Quote(ReadOnlySpan<ByteString> words)
    {
        var text = new StringBuilder();
        foreach (ByteString word in words)
        {
            if (text.Length > 0) text.Append(' ');
            string value = word.ToString();
            if (IsPlain(value)) text.Append(value);
            else text.Append('\'').Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
        }
        return text.ToString();
    }

    private static bool IsPlain(string word)
    {
        if (word.Length == 0) return false;
        foreach (char c in word)
            if (!char.IsAsciiLetterOrDigit(c) && !"-_./:=,+@%^".Contains(c, StringComparison.Ordinal)) return false;
        return true;
    }
}

using System.Text;

namespace Drover.Cli.Interactive;

/// <summary>Quotes names so that the shell reads them as they are, each char being one byte.</summary>
internal static class WordQuoting
{
    /// <summary>Quotes within a quote that is open already: with backslashes when it is NUL.</summary>
    /// <param name="name">The name.</param>
    /// <param name="quote">The open quote; <c>$</c> for <c>$'</c>.</param>
    /// <param name="isStart">Whether the name starts the word, where a tilde and a hash mean something.</param>
    public static string Escape(string name, char quote = '\0', bool isStart = true)
    {
        if (quote == '\'') return name.Replace("'", "'\\''", StringComparison.Ordinal);
        if (quote == '\0' && name.AsSpan().IndexOfAnyInRange('\x01', '\x1F') >= 0) return "$'" + Escape(name, '$') + "'";
        var result = new StringBuilder(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (quote == '$' && c < ' ')
            {
                result.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
                continue;
            }
            bool special = quote switch
            {
                '"' => c is '$' or '`' or '"' or '\\',
                '$' => c is '\'' or '\\',
                _ => c < 0x80 && !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/' or ':' or '+' or '@' or '%' or ',' or '=' or '^') && (c is not ('~' or '#') || (i == 0 && isStart)),
            };
            if (special) result.Append('\\');
            result.Append(c);
        }
        return result.ToString();
    }
}

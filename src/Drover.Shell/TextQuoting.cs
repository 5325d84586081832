using System.Text;

namespace Drover.Shell;

/// <summary>Quoting in the ways of bash, so that text can be read again as it was.</summary>
internal static class TextQuoting
{
    /// <summary>In single quotes; in <c>$'…'</c> when it holds control characters: <c>${x@Q}</c>.</summary>
    public static string Quote(string text) => HasControl(text) ? AnsiQuote(text) : ShellText.AlwaysQuote(text);

    /// <summary>Only if needed: what <c>set</c> shows.</summary>
    public static string QuoteIfNeeded(string text) => HasControl(text) ? AnsiQuote(text) : text.Length == 0 ? "" : ShellText.Quote(text);

    /// <summary>In double quotes; in <c>$'…'</c> when it holds control characters: <c>declare -p</c>.</summary>
    public static string DoubleQuote(string text)
    {
        if (HasControl(text)) return AnsiQuote(text);
        var result = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\' or '$' or '`') result.Append('\\');
            result.Append(c);
        }
        return result.Append('"').ToString();
    }

    /// <summary>With backslashes: <c>printf %q</c>.</summary>
    public static string Escape(string text)
    {
        if (text.Length == 0) return "''";
        if (HasControl(text)) return AnsiQuote(text);
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool plain = char.IsAsciiLetterOrDigit(c) || c >= 0x80 || c is '_' or '-' or '.' or '/' or ':' or '+' or '@' or '%' or '=' || (c is '~' or '#' && i > 0);
            if (!plain) result.Append('\\');
            result.Append(c);
        }
        return result.ToString();
    }

    private static bool HasControl(string text)
    {
        foreach (char c in text)
            if (c is < ' ' or '\x7F') return true;
        return false;
    }

    private static string AnsiQuote(string text)
    {
        var result = new StringBuilder("$'");
        foreach (char c in text)
        {
            switch (c)
            {
                case '\a': result.Append("\\a"); break;
                case '\b': result.Append("\\b"); break;
                case '\t': result.Append("\\t"); break;
                case '\n': result.Append("\\n"); break;
                case '\v': result.Append("\\v"); break;
                case '\f': result.Append("\\f"); break;
                case '\r': result.Append("\\r"); break;
                case '\x1B': result.Append("\\E"); break;
                case '\\' or '\'': result.Append('\\').Append(c); break;
                case < ' ' or '\x7F': result.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0')); break;
                default: result.Append(c); break;
            }
        }
        return result.Append('\'').ToString();
    }
}

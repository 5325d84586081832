using System.Text;

namespace Drover.Shell.Syntax.Parsing;

/// <summary>Takes the quotes out of the delimiter of a here-document, in which nothing is expanded.</summary>
internal static class QuoteRemoval
{
    public static string Remove(string raw, out bool isQuoted)
    {
        isQuoted = false;
        if (raw.AsSpan().IndexOfAny('\\', '\'', '"') < 0) return raw;
        StringBuilder text = new();
        char quote = '\0';
        for (int i = 0; i < raw.Length; i++)
        {
            char c = raw[i];
            if (c == '\\' && quote != '\'' && i + 1 < raw.Length)
            {
                char next = raw[++i];
                if (next == '\n') continue;
                isQuoted = true;
                if (quote == '"' && next is not ('$' or '`' or '"' or '\\')) text.Append('\\');
                text.Append(next);
            }
            else if (quote == c) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
                isQuoted = true;
            }
            else if (quote == '\0' && c == '$' && i + 1 < raw.Length && raw[i + 1] == '\'') continue;
            else text.Append(c);
        }
        return text.ToString();
    }
}

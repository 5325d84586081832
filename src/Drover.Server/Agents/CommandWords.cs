using System.Collections.Immutable;
using System.Text;

namespace Drover.Server.Agents;

/// <summary>Cuts a command line into words as a shell does, without any expansion.</summary>
internal static class CommandWords
{
    /// <summary>The words. The name of a file that is there is one word, whatever stands in it.</summary>
    public static ImmutableArray<string> Split(string text)
    {
        if (File.Exists(text)) return [text];
        ImmutableArray<string>.Builder words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        bool isOpen = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else if (c == '\\' && quote == '"' && i + 1 < text.Length && text[i + 1] is '"' or '\\') word.Append(text[++i]);
                else word.Append(c);
            }
            else if (c is '\'' or '"') (quote, isOpen) = (c, true);
            else if (c == '\\' && i + 1 < text.Length) (_, isOpen) = (word.Append(text[++i]), true);
            else if (!char.IsWhiteSpace(c)) (_, isOpen) = (word.Append(c), true);
            else if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }
        if (isOpen) words.Add(word.ToString());
        return words.ToImmutable();
    }
}

namespace Drover.Shell.Variables;

/// <summary>Names of elements as text: <c>name[subscript]</c>.</summary>
internal static class ElementName
{
    /// <summary>Takes it apart; false when it has not that form, and <paramref name="name"/> is then the text itself.</summary>
    public static bool TrySplit(string text, out string name, out string subscript)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket <= 0 || text[^1] != ']' || bracket + 2 > text.Length || !ShellText.IsName(text.AsSpan(0, bracket)))
        {
            name = text;
            subscript = "";
            return false;
        }
        name = text[..bracket];
        subscript = text[(bracket + 1)..^1];
        return true;
    }
}

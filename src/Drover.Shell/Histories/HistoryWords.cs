namespace Drover.Shell.Histories;

/// <summary>Cuts a command into words as history expansion counts them: quotes stay, operators are words of their own.</summary>
internal static class HistoryWords
{
    private const string Operators = "<>;&|()";

    public static List<string> Of(string command)
    {
        var words = new List<string>();
        for (int i = 0; i < command.Length;)
        {
            if (command[i] is ' ' or '\t' or '\n')
            {
                i++;
                continue;
            }
            int end = Operators.Contains(command[i], StringComparison.Ordinal) ? EndOfOperator(command, i) : EndOfWord(command, i);
            words.Add(command[i..end]);
            i = end;
        }
        return words;
    }

    /// <summary>The word in which a place of the command is.</summary>
    public static string At(string command, int place)
    {
        int at = 0;
        foreach (string word in Of(command))
        {
            at = command.IndexOf(word, at, StringComparison.Ordinal) + word.Length;
            if (at > place) return word;
        }
        return "";
    }

    private static int EndOfOperator(string command, int start)
    {
        if (command[start] is '(' or ')') return start + 1;
        int end = start + 1;
        while (end < command.Length && end - start < 3 && command[end] is '<' or '>' or '&' or '|' or ';' && (command[end] == command[start] || end == start + 1)) end++;
        return end;
    }

    private static int EndOfWord(string command, int start)
    {
        int end = start, depth = 0;
        char quote = '\0';
        for (; end < command.Length; end++)
        {
            char c = command[end];
            if (c == '\\' && quote != '\'') end++;
            else if (c == quote) quote = '\0';
            else if (quote != '\0') continue;
            else if (c is '\'' or '"' or '`') quote = c;
            else if (c == '(' && (depth > 0 || (end > start && command[end - 1] == '$'))) depth++;
            else if (c == ')' && depth > 0) depth--;
            else if (depth == 0 && (c is ' ' or '\t' or '\n' || Operators.Contains(c, StringComparison.Ordinal))) break;
        }
        return Math.Min(end, command.Length);
    }
}

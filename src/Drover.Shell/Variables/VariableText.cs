namespace Drover.Shell.Variables;

/// <summary>Variables as text that declares them again.</summary>
internal static class VariableText
{
    /// <summary>The letters of its attributes in bash's order; none for a plain variable.</summary>
    public static string Letters(Variable? variable)
    {
        if (variable is null) return "";
        string letters = variable.Array is null ? "" : variable.Array.IsAssociative ? "A" : "a";
        foreach ((VariableAttributes attribute, char letter) in (ReadOnlySpan<(VariableAttributes, char)>)
            [(VariableAttributes.Integer, 'i'), (VariableAttributes.Reference, 'n'), (VariableAttributes.ReadOnly, 'r'), (VariableAttributes.Traced, 't'), (VariableAttributes.Exported, 'x'),
             (VariableAttributes.Capitalized, 'c'), (VariableAttributes.Lowercase, 'l'), (VariableAttributes.Uppercase, 'u')])
        {
            if ((variable.Attributes & attribute) != 0) letters += letter;
        }
        return letters;
    }

    /// <summary>What <c>declare -p</c> shows.</summary>
    public static string Describe(Variable variable)
    {
        string letters = Letters(variable);
        string head = $"declare -{(letters.Length == 0 ? "-" : letters)} {variable.Name}";
        if (variable.Array is { } array) return array.IsAssigned ? $"{head}={Elements(array)}" : head;
        return variable.Value is { } text ? $"{head}={TextQuoting.DoubleQuote(text)}" : head;
    }

    /// <summary>What <c>set</c> shows.</summary>
    public static string Assignment(Variable variable) =>
        variable.Array is { } array ? $"{variable.Name}={Elements(array)}" : $"{variable.Name}={TextQuoting.QuoteIfNeeded(variable.Value ?? "")}";

    /// <summary><c>${name[@]@A}</c> and <c>${name@A}</c> of a variable.</summary>
    public static string Declaration(Variable variable)
    {
        if (variable.Array is not null) return Describe(variable);
        return variable.Value is { } value ? Declaration(variable.Name, variable, value) : $"declare -{(Letters(variable) is { Length: > 0 } letters ? letters : "-")} {variable.Name}";
    }

    /// <summary><c>${name@A}</c>.</summary>
    public static string Declaration(string name, Variable? variable, string value)
    {
        string letters = Letters(variable);
        return $"{(letters.Length == 0 ? "" : $"declare -{letters} ")}{name}={TextQuoting.Quote(value)}";
    }

    // bash leaves a blank behind the last pair of an associative array.
    private static string Elements(ShellArray array)
    {
        IEnumerable<string> pairs = array.Keys.Zip(array.Values, (key, value) => $"[{(array.IsAssociative ? Key(key) : key)}]={TextQuoting.DoubleQuote(value)}");
        return array.IsAssociative ? $"({string.Concat(pairs.Select(pair => pair + " "))})" : $"({string.Join(' ', pairs)})";
    }

    private static string Key(string key)
    {
        foreach (char c in key)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/' or ':' or '+' or ',' or '%' or '=') && c < 0x80) return TextQuoting.DoubleQuote(key);
        return key.Length == 0 ? "\"\"" : key;
    }
}

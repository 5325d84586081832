using Drover.Shell.Variables;

namespace Drover.Shell.Expansions;

/// <summary>Field splitting (POSIX 2.6.5).</summary>
internal sealed class FieldSplitter
{
    private const string DefaultSeparators = " \t\n";

    private string? _separators;
    private readonly bool[] _isSeparator = new bool[256];

    /// <summary>Whether a value that is not empty stays one field as it is.</summary>
    public bool IsOneField(string value, VariableTable variables)
    {
        Prepare(variables);
        foreach (char c in value)
            if (_isSeparator[c]) return false;
        return true;
    }

    public bool IsSeparator(char c) => _isSeparator[c];

    /// <summary>Whether a separator is white space, of which any number counts as one.</summary>
    public static bool IsWhite(char c) => c is ' ' or '\t' or '\n';

    /// <summary>Takes the value that IFS has now.</summary>
    public void Prepare(VariableTable variables)
    {
        string separators = variables.Get("IFS") ?? DefaultSeparators;
        if (ReferenceEquals(separators, _separators)) return;
        _separators = separators;
        Array.Clear(_isSeparator);
        foreach (char c in separators) _isSeparator[c] = true;
    }

    /// <summary>Splits what was expanded and hands each field to <paramref name="expander"/>.</summary>
    public void Split(ExpansionBuffer buffer, VariableTable variables, WordExpander expander, List<string> fields)
    {
        Prepare(variables);
        ReadOnlySpan<char> chars = buffer.Chars;
        ReadOnlySpan<byte> flags = buffer.Flags;
        int start = -1;
        bool afterWhite = false;
        for (int i = 0; i < chars.Length; i++)
        {
            if ((flags[i] & ExpansionBuffer.Break) != 0)
            {
                if (start >= 0) expander.AddField(chars[start..i], flags[start..i], fields);
                start = -1;
                afterWhite = false;
            }
            else if ((flags[i] & ExpansionBuffer.Splittable) != 0 && _isSeparator[chars[i]])
            {
                bool white = IsWhite(chars[i]);
                if (start >= 0) expander.AddField(chars[start..i], flags[start..i], fields);
                else if (!white && !afterWhite) fields.Add("");
                // White space next to another separator belongs to it; a second such separator ends an empty field.
                afterWhite = white && (start >= 0 || afterWhite);
                start = -1;
            }
            else if (start < 0) start = i;
        }
        if (start >= 0) expander.AddField(chars[start..], flags[start..], fields);
    }
}

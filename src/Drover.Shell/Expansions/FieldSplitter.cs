using Drover.Shell.Execution;

namespace Drover.Shell.Expansions;

/// <summary>Field splitting (POSIX 2.6.5). A char is a byte: separators of several bytes are looked for as a whole.</summary>
internal sealed class FieldSplitter
{
    private const string DefaultSeparators = " \t\n";

    private string? _separators;
    private readonly bool[] _isSeparator = new bool[256];
    private string[] _longSeparators = [];
    private bool _isBeyondAscii;
    private bool _isUtf8;

    /// <summary>Whether a value that is not empty stays one field as it is.</summary>
    public bool IsOneField(string value, ExecutionEnvironment environment)
    {
        Prepare(environment);
        foreach (char c in value)
            if (_isSeparator[c]) return false;
        return true;
    }

    /// <summary>The length of the separator that stands there; 0 for none.</summary>
    public int SeparatorAt(ReadOnlySpan<char> text, int at)
    {
        if (!_isSeparator[text[at]]) return 0;
        if (_longSeparators.Length == 0 || text[at] < 0x80) return 1;
        foreach (string separator in _longSeparators)
            if (text[at..].StartsWith(separator, StringComparison.Ordinal)) return separator.Length;
        return 0;
    }

    /// <summary>Whether a separator is white space, of which any number counts as one.</summary>
    public static bool IsWhite(char c) => c is ' ' or '\t' or '\n';

    /// <summary>Takes the value that IFS has now.</summary>
    public void Prepare(ExecutionEnvironment environment)
    {
        string separators = environment.Variables.Get("IFS") ?? DefaultSeparators;
        if (ReferenceEquals(separators, _separators) && (!_isBeyondAscii || _isUtf8 == environment.IsUtf8)) return;
        _separators = separators;
        _isBeyondAscii = separators.AsSpan().ContainsAnyExceptInRange('\0', '\x7F');
        _isUtf8 = _isBeyondAscii && environment.IsUtf8;
        Array.Clear(_isSeparator);
        List<string>? several = null;
        for (int i = 0; i < separators.Length;)
        {
            int length = PatternElement.CharLength(separators.AsSpan(i), _isUtf8);
            // The first byte only: what begins so is compared.
            _isSeparator[separators[i]] = true;
            if (separators[i] >= 0x80 && _isUtf8) (several ??= []).Add(separators.Substring(i, length));
            i += length;
        }
        _longSeparators = several?.ToArray() ?? [];
    }

    /// <summary>Splits what was expanded and hands each field to <paramref name="expander"/>.</summary>
    public void Split(ExpansionBuffer buffer, ExecutionEnvironment environment, WordExpander expander, List<string> fields)
    {
        Prepare(environment);
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
            else if ((flags[i] & ExpansionBuffer.Splittable) != 0 && SeparatorAt(chars, i) is > 0 and var length)
            {
                bool white = IsWhite(chars[i]);
                if (start >= 0) expander.AddField(chars[start..i], flags[start..i], fields);
                else if (!white && !afterWhite) fields.Add("");
                // White space next to another separator belongs to it; a second such separator ends an empty field.
                afterWhite = white && (start >= 0 || afterWhite);
                start = -1;
                i += length - 1;
            }
            else if (start < 0) start = i;
        }
        if (start >= 0) expander.AddField(chars[start..], flags[start..], fields);
    }
}

namespace Drover.Shell.Builtins;

/// <summary>Reads the options of a built-in (XBD 12.2).</summary>
internal struct OptionScan(List<string> fields, string letters)
{
    private int _offset;

    /// <summary>The first field behind the options so far.</summary>
    public int Index { get; private set; } = 1;

    /// <summary>The argument of the last option.</summary>
    public string? Argument { get; private set; }

    /// <summary>The letter that is no option.</summary>
    public char Bad { get; private set; }

    /// <summary>The next option's letter; NUL at the end; "?" for one that is not known, ":" for one whose argument is missing.</summary>
    /// <remarks>A colon behind a letter in the list says that it takes an argument.</remarks>
    public char Next()
    {
        if (_offset == 0)
        {
            if (Index >= fields.Count) return '\0';
            string field = fields[Index];
            if (field.Length < 2 || field[0] != '-') return '\0';
            if (field == "--")
            {
                Index++;
                return '\0';
            }
            _offset = 1;
        }
        char letter = fields[Index][_offset++];
        int at = letters.IndexOf(letter, StringComparison.Ordinal);
        bool takesArgument = at >= 0 && at + 1 < letters.Length && letters[at + 1] == ':';
        if (at < 0 || letter == ':')
        {
            Bad = letter;
            return '?';
        }
        bool isLast = _offset == fields[Index].Length;
        if (takesArgument)
        {
            if (isLast && Index + 1 >= fields.Count)
            {
                Bad = letter;
                return ':';
            }
            Argument = isLast ? fields[++Index] : fields[Index][_offset..];
            isLast = true;
        }
        if (isLast)
        {
            _offset = 0;
            Index++;
        }
        return letter;
    }

    /// <summary>Takes the field at <see cref="Index"/> as an operand of the last option: more options may come behind it.</summary>
    public string TakeOperand() => fields[Index++];

    /// <summary>What to say after "?" or ":".</summary>
    public readonly string Describe(char result) => result == ':' ? $"-{Bad}: an argument is missing" : $"-{Bad}: unknown option";
}

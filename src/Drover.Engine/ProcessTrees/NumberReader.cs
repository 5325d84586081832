namespace Drover.Engine.ProcessTrees;

/// <summary>Reads decimal numbers that stand one after another in text from the kernel.</summary>
internal ref struct NumberReader(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Whether a number was asked for where none was left.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>The next number, skipping spaces before it; 0 with <see cref="IsExhausted"/> when there is none.</summary>
    public long Next()
    {
        int i = 0;
        while (i < _rest.Length && _rest[i] is (byte)' ' or (byte)'\n' or (byte)'\t') i++;
        bool negative = i < _rest.Length && _rest[i] == '-';
        if (negative) i++;
        int start = i;
        ulong value = 0; // some fields are unsigned 64-bit: they wrap into the sign, as C's casts do
        while (i < _rest.Length && _rest[i] is >= (byte)'0' and <= (byte)'9') value = (value * 10) + (uint)(_rest[i++] - '0');
        if (i == start) IsExhausted = true;
        _rest = _rest[i..];
        return negative ? -(long)value : (long)value;
    }

    /// <summary>Passes over <paramref name="count"/> numbers.</summary>
    public void Skip(int count)
    {
        while (count-- > 0) Next();
    }
}

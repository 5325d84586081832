namespace Drover.LineEditor.Rendering;

/// <summary>A colour of a terminal: its default, one of 256, or red, green and blue.</summary>
public readonly record struct TextColor
{
    private const int TrueColor = 1 << 24;

    // 0 is the default; a number of the palette plus one; or the flag and 24 bits.
    private readonly int _value;

    private TextColor(int value) => _value = value;

    /// <summary>The terminal's own.</summary>
    public static TextColor Default => default;

    /// <summary>One of the palette: 0–7 are ANSI's, 8–15 the bright ones, the rest xterm's.</summary>
    public static TextColor Palette(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 255);
        return new TextColor(number + 1);
    }

    /// <summary>A colour by its parts.</summary>
    public static TextColor Rgb(byte red, byte green, byte blue) => new(TrueColor | (red << 16) | (green << 8) | blue);

    /// <summary>Appends the parameters of SGR that choose it; <paramref name="shift"/> is 10 for a background.</summary>
    internal void AppendTo(List<int> parameters, int shift)
    {
        if (_value == 0) return;
        if (_value >= TrueColor)
            parameters.AddRange([38 + shift, 2, (_value >> 16) & 255, (_value >> 8) & 255, _value & 255]);
        else if (_value <= 8)
            parameters.Add(30 + shift + _value - 1);
        else if (_value <= 16)
            parameters.Add(90 + shift + _value - 9);
        else
            parameters.AddRange([38 + shift, 5, _value - 1]);
    }
}

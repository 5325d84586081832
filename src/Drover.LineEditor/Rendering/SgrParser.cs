namespace Drover.LineEditor.Rendering;

/// <summary>Reads the parameters of SGR sequences in prompts and descriptions (ECMA-48, 8.3.117).</summary>
internal static class SgrParser
{
    /// <summary>What <paramref name="style"/> becomes by <c>ESC [ parameters m</c>.</summary>
    public static TextStyle Apply(TextStyle style, ReadOnlySpan<byte> parameters)
    {
        List<int> values = Parse(parameters);
        for (int i = 0; i < values.Count; i++)
        {
            int value = values[i];
            style = value switch
            {
                0 => default,
                >= 1 and <= 5 => With(style, (TextAttributes)(1 << (value - 1))),
                6 => With(style, TextAttributes.Blink),
                7 => With(style, TextAttributes.Inverse),
                9 => With(style, TextAttributes.Strikethrough),
                22 => Without(style, TextAttributes.Bold | TextAttributes.Dim),
                23 => Without(style, TextAttributes.Italic),
                24 => Without(style, TextAttributes.Underline),
                25 => Without(style, TextAttributes.Blink),
                27 => Without(style, TextAttributes.Inverse),
                29 => Without(style, TextAttributes.Strikethrough),
                >= 30 and <= 37 => style with { Foreground = TextColor.Palette(value - 30) },
                38 => style with { Foreground = ReadColor(values, ref i) },
                39 => style with { Foreground = default },
                >= 40 and <= 47 => style with { Background = TextColor.Palette(value - 40) },
                48 => style with { Background = ReadColor(values, ref i) },
                49 => style with { Background = default },
                >= 90 and <= 97 => style with { Foreground = TextColor.Palette(value - 82) },
                >= 100 and <= 107 => style with { Background = TextColor.Palette(value - 92) },
                _ => style,
            };
        }
        return style;
    }

    private static TextStyle With(TextStyle style, TextAttributes more) => style with { Attributes = style.Attributes | more };

    private static TextStyle Without(TextStyle style, TextAttributes less) => style with { Attributes = style.Attributes & ~less };

    private static TextColor ReadColor(List<int> values, ref int i)
    {
        int kind = i + 1 < values.Count ? values[i + 1] : 0;
        if (kind == 5 && i + 2 < values.Count)
        {
            i += 2;
            return TextColor.Palette(Math.Clamp(values[i], 0, 255));
        }
        if (kind == 2 && i + 4 < values.Count)
        {
            i += 4;
            return TextColor.Rgb((byte)values[i - 2], (byte)values[i - 1], (byte)values[i]);
        }
        i = values.Count;
        return default;
    }

    // With colons the parts of one value stand together, and a colour of three parts has an empty one for its colour space.
    private static List<int> Parse(ReadOnlySpan<byte> parameters)
    {
        var values = new List<int>();
        foreach (Range range in parameters.Split((byte)';'))
        {
            ReadOnlySpan<byte> item = parameters[range];
            if (!item.Contains((byte)':'))
            {
                values.Add(Number(item));
                continue;
            }
            var parts = new List<int>();
            foreach (Range part in item.Split((byte)':')) parts.Add(Number(item[part]));
            if (parts[0] is not (38 or 48))
                values.Add(parts[0] == 4 && parts[1] == 0 ? 24 : parts[0]);
            else if (parts.Count == 6)
                values.AddRange([parts[0], parts[1], parts[3], parts[4], parts[5]]);
            else
                values.AddRange(parts);
        }
        return values;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte b in digits)
            if (b is >= (byte)'0' and <= (byte)'9') value = Math.Min((value * 10) + b - '0', 100_000);
        return value;
    }
}

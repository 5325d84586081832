namespace Drover.LineEditor.Rendering;

/// <summary>How characters look besides their colours (ECMA-48, SGR).</summary>
[Flags]
public enum TextAttributes
{
    /// <summary>As usual.</summary>
    None = 0,

    /// <summary>Bold (1).</summary>
    Bold = 1,

    /// <summary>Faint (2).</summary>
    Dim = 2,

    /// <summary>Italic (3).</summary>
    Italic = 4,

    /// <summary>Underlined (4).</summary>
    Underline = 8,

    /// <summary>Blinking (5).</summary>
    Blink = 16,

    /// <summary>Foreground and background exchanged (7).</summary>
    Inverse = 32,

    /// <summary>Crossed out (9).</summary>
    Strikethrough = 64,
}

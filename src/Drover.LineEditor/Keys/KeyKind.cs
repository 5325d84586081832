namespace Drover.LineEditor.Keys;

/// <summary>What a key is, besides its modifiers.</summary>
internal enum KeyKind
{
    /// <summary>A character; with Control, the letter that was held with it.</summary>
    Character,

    /// <summary>A byte that is no UTF-8.</summary>
    Byte,
    Enter,
    Tab,
    Escape,
    Backspace,
    Up,
    Down,
    Right,
    Left,
    Home,
    End,
    Insert,
    Delete,
    PageUp,
    PageDown,

    /// <summary>F1 and so on; the number is the key's value.</summary>
    Function,

    /// <summary>A key of the keypad in application mode; the value is the character that it types, a tab or a carriage return.</summary>
    Keypad,

    /// <summary>Text between the marks of bracketed paste.</summary>
    Paste,

    /// <summary>A sequence that is complete and means nothing here, unless it was bound: a report of the mouse or the focus, a key let go, one that few terminals have.</summary>
    Unknown,
}

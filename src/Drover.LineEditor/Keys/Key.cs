using System.Text;

namespace Drover.LineEditor.Keys;

/// <summary>One key as it was pressed.</summary>
/// <param name="Kind">Which key.</param>
/// <param name="Value">The code point, the byte or the number of the function key.</param>
/// <param name="Modifiers">What was held with it. Shift is part of a character, not a modifier of it.</param>
/// <param name="Sequence">The bytes of an unknown one, each a char.</param>
internal readonly record struct Key(KeyKind Kind, int Value = 0, KeyModifiers Modifiers = KeyModifiers.None, string? Sequence = null)
{
    public bool IsText => Kind is KeyKind.Character or KeyKind.Byte && Modifiers == KeyModifiers.None;

    public static Key Of(char c, KeyModifiers modifiers = KeyModifiers.None) => new(KeyKind.Character, c, modifiers);

    public static Key Control(char letter) => new(KeyKind.Character, letter, KeyModifiers.Control);

    public Key With(KeyModifiers more) => this with { Modifiers = Modifiers | more };

    public Key Without(KeyModifiers less) => this with { Modifiers = Modifiers & ~less };

    /// <summary>The small letter of a capital.</summary>
    public Key ToLower() => this with { Value = Value | 0x20 };

    /// <summary>The key that a key of the keypad is where nobody bound that.</summary>
    public Key OffKeypad() => Value switch
    {
        '\t' => new Key(KeyKind.Tab, 0, Modifiers),
        '\r' => new Key(KeyKind.Enter, 0, Modifiers),
        _ => new Key(KeyKind.Character, Value, Modifiers & ~KeyModifiers.Shift),
    };

    /// <summary>Whether it is this character without modifiers.</summary>
    public bool Is(char c) => Kind == KeyKind.Character && Value == c && Modifiers == KeyModifiers.None;

    public bool IsControl(char c) => Kind == KeyKind.Character && Value == c && Modifiers == KeyModifiers.Control;

    public override string ToString()
    {
        string name = Kind switch
        {
            KeyKind.Character => Value == ' ' ? "Space" : new Rune(Value).ToString(),
            KeyKind.Byte => $"<{Value:x2}>",
            KeyKind.Function => $"F{Value}",
            KeyKind.Keypad => $"KP-{OffKeypad().Without(Modifiers)}",
            _ => Kind.ToString(),
        };
        return (Modifiers.HasFlag(KeyModifiers.Control) ? "C-" : "") + (Modifiers.HasFlag(KeyModifiers.Alt) ? "M-" : "") +
               (Modifiers.HasFlag(KeyModifiers.Shift) ? "S-" : "") + name;
    }
}

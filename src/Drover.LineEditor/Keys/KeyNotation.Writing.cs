using System.Globalization;
using System.Text;

namespace Drover.LineEditor.Keys;

internal static partial class KeyNotation
{
    /// <summary>Writes keys so that <see cref="Parse"/> reads them again.</summary>
    public static string Describe(ReadOnlySpan<Key> keys)
    {
        var text = new StringBuilder();
        foreach (Key key in keys) text.Append(Describe(key));
        return text.ToString();
    }

    private static string Describe(Key key)
    {
        int modifiers = (int)key.Modifiers;
        switch (key.Kind)
        {
            case >= KeyKind.Up and <= KeyKind.End:
                char final = "ABCDHF"[key.Kind - KeyKind.Up];
                return modifiers == 0 ? $@"\e[{final}" : $@"\e[1;{modifiers + 1}{final}";
            case KeyKind.Insert or KeyKind.Delete or KeyKind.PageUp or KeyKind.PageDown:
                return Tilde(key.Kind switch { KeyKind.Insert => 2, KeyKind.Delete => 3, KeyKind.PageUp => 5, _ => 6 }, modifiers);
            case KeyKind.Function when key.Value <= 4:
                return modifiers == 0 ? $@"\eO{(char)('P' + key.Value - 1)}" : $@"\e[1;{modifiers + 1}{(char)('P' + key.Value - 1)}";
            case KeyKind.Function:
                return Tilde(key.Value switch { 5 => 15, <= 10 => key.Value + 11, <= 14 => key.Value + 12, <= 16 => key.Value + 13, _ => key.Value + 14 }, modifiers);
            case KeyKind.Unknown:
                return string.Concat(key.Sequence!.Select(Describe));
            case KeyKind.Keypad:
                return string.Create(CultureInfo.InvariantCulture, $@"\eO{(modifiers == 0 ? "" : modifiers + 1)}{key.Value switch { '=' => 'X', ' ' => ' ', _ => (char)(key.Value + 0x40) }}");
            case KeyKind.Tab when modifiers == (int)KeyModifiers.Shift:
                return @"\e[Z";
            case KeyKind.Enter or KeyKind.Tab or KeyKind.Escape or KeyKind.Backspace when (key.Modifiers & ~KeyModifiers.Alt) != 0:
                int code = key.Kind switch { KeyKind.Enter => 13, KeyKind.Tab => 9, KeyKind.Escape => 27, _ => 127 };
                return string.Create(CultureInfo.InvariantCulture, $@"\e[27;{modifiers + 1};{code}~");
        }
        string name = key.Kind switch
        {
            KeyKind.Enter => @"\C-m",
            KeyKind.Tab => @"\C-i",
            KeyKind.Escape => @"\e",
            KeyKind.Backspace => @"\C-?",
            KeyKind.Byte => string.Create(CultureInfo.InvariantCulture, $@"\x{key.Value:x2}"),
            _ => (key.Modifiers.HasFlag(KeyModifiers.Control) ? @"\C-" : "") + (key.Value is '"' or '\\' ? @"\" : "") + new Rune(key.Value),
        };
        return key.Modifiers.HasFlag(KeyModifiers.Alt) ? @"\e" + name : name;
    }

    private static string Describe(char b) => b switch
    {
        '\e' => @"\e",
        '"' or '\\' => $@"\{b}",
        < ' ' or > '~' => string.Create(CultureInfo.InvariantCulture, $@"\x{(int)b:x2}"),
        _ => b.ToString(),
    };

    private static string Tilde(int number, int modifiers) => modifiers == 0
        ? string.Create(CultureInfo.InvariantCulture, $@"\e[{number}~")
        : string.Create(CultureInfo.InvariantCulture, $@"\e[{number};{modifiers + 1}~");
}

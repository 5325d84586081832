using System.Text;

namespace Drover.LineEditor.Keys;

// xterm's control sequences (ctlseqs), rxvt's and the Linux console's older forms, and kitty's keyboard protocol.
internal sealed partial class KeyDecoder
{
    // ESC [ parameters final
    private int DecodeSequence(ReadOnlySpan<byte> bytes, out Key key)
    {
        key = new Key(KeyKind.Unknown);
        // The Linux console: ESC [ [ A is F1.
        if (bytes.Length > 2 && bytes[2] == '[')
        {
            if (bytes.Length == 3) return _flushing ? 3 : 0;
            if (bytes[3] is >= (byte)'A' and <= (byte)'E') key = new Key(KeyKind.Function, bytes[3] - 'A' + 1);
            return 4;
        }
        int at = 2;
        // A dollar ends rxvt's sequence of a key that is held with Shift; elsewhere it stands before the final.
        while (at < bytes.Length && bytes[at] is >= 0x20 and < 0x40 && at < LongestSequence && !(bytes[at] == '$' && bytes[2] is >= (byte)'0' and <= (byte)'9')) at++;
        if (at == bytes.Length)
        {
            if (!_flushing) return 0;
            if (at == 2) key = Key.Of('[', KeyModifiers.Alt);
            return at;
        }
        byte final = bytes[at];
        // Any other byte within a sequence breaks it off.
        if (final is (< 0x40 or > 0x7E) and not (byte)'$') return at;
        // The mouse of X10 sends three bytes behind.
        if (final == 'M' && at == 2) return bytes.Length >= 6 ? 6 : _flushing ? bytes.Length : 0;
        key = Interpret(bytes[2..at], final);
        return at + 1;
    }

    private static Key Interpret(ReadOnlySpan<byte> parameters, byte final)
    {
        Span<int> values = stackalloc int[4];
        // Private ones are reports.
        if (!parameters.IsEmpty && parameters[0] is >= 0x3C and <= 0x3F) return new Key(KeyKind.Unknown);
        (int second, int eventType) = Parse(parameters, values);
        if (eventType == 3) return new Key(KeyKind.Unknown);
        KeyModifiers modifiers = Modifiers(second);
        switch (final)
        {
            case (byte)'~' when values[0] == 200: return new Key(KeyKind.Paste);
            case (byte)'~' when values[0] == 27: return FromCode(values[2], modifiers);
            case (byte)'~': return Tilde(values[0], modifiers);
            case (byte)'^': return Tilde(values[0], KeyModifiers.Control);
            case (byte)'$': return Tilde(values[0], KeyModifiers.Shift);
            case (byte)'@': return Tilde(values[0], KeyModifiers.Control | KeyModifiers.Shift);
            case (byte)'u': return FromCode(values[0], modifiers);
            case (byte)'Z': return new Key(KeyKind.Tab, 0, modifiers | KeyModifiers.Shift);
            case >= (byte)'a' and <= (byte)'d': return new Key(KeyKind.Up + (final - 'a'), 0, KeyModifiers.Shift);
            // A cursor position report looks like F3 with modifiers; a row other than the first tells.
            case (byte)'R' when values[0] > 1 || second > 16: return new Key(KeyKind.Unknown);
            // With one number it is the modifiers', as old terminals send it and inputrc files have it.
            default: return Letter(final, second == 0 ? Modifiers(values[0]) : modifiers);
        }
    }

    // ESC O final, and ESC O modifier final of old terminals.
    private int DecodeSingleShift(ReadOnlySpan<byte> bytes, out Key key)
    {
        key = Key.Of('O', KeyModifiers.Alt);
        if (bytes.Length == 2) return _flushing ? 2 : 0;
        KeyModifiers modifiers = KeyModifiers.None;
        int at = 2;
        if (bytes[2] is >= (byte)'2' and <= (byte)'8')
        {
            modifiers = Modifiers(bytes[2] - '0');
            at = 3;
            if (bytes.Length == 3)
            {
                key = new Key(KeyKind.Unknown);
                return _flushing ? 3 : 0;
            }
        }
        byte final = bytes[at];
        if (final is < 0x20 or > 0x7E) return 2;
        key = final switch
        {
            >= (byte)'a' and <= (byte)'d' => new Key(KeyKind.Up + (final - 'a'), 0, KeyModifiers.Control),
            // The keypad in application mode: j is the asterisk, y the nine.
            >= (byte)'j' and <= (byte)'y' or (byte)'M' or (byte)'I' => new Key(KeyKind.Keypad, final - 0x40, modifiers),
            (byte)'X' => new Key(KeyKind.Keypad, '=', modifiers),
            (byte)' ' => new Key(KeyKind.Keypad, ' ', modifiers),
            _ => Letter(final, modifiers),
        };
        return at + 1;
    }

    private static Key Letter(byte final, KeyModifiers modifiers) => final switch
    {
        >= (byte)'A' and <= (byte)'D' => new Key(KeyKind.Up + (final - 'A'), 0, modifiers),
        (byte)'H' => new Key(KeyKind.Home, 0, modifiers),
        (byte)'F' => new Key(KeyKind.End, 0, modifiers),
        >= (byte)'P' and <= (byte)'S' => new Key(KeyKind.Function, final - 'P' + 1, modifiers),
        _ => new Key(KeyKind.Unknown),
    };

    private static Key Tilde(int number, KeyModifiers modifiers) => number switch
    {
        1 or 7 => new Key(KeyKind.Home, 0, modifiers),
        2 => new Key(KeyKind.Insert, 0, modifiers),
        3 => new Key(KeyKind.Delete, 0, modifiers),
        4 or 8 => new Key(KeyKind.End, 0, modifiers),
        5 => new Key(KeyKind.PageUp, 0, modifiers),
        6 => new Key(KeyKind.PageDown, 0, modifiers),
        >= 11 and <= 15 => new Key(KeyKind.Function, number - 10, modifiers),
        >= 17 and <= 21 => new Key(KeyKind.Function, number - 11, modifiers),
        23 or 24 => new Key(KeyKind.Function, number - 12, modifiers),
        25 or 26 => new Key(KeyKind.Function, number - 12, modifiers),
        28 or 29 => new Key(KeyKind.Function, number - 13, modifiers),
        >= 31 and <= 34 => new Key(KeyKind.Function, number - 14, modifiers),
        _ => new Key(KeyKind.Unknown),
    };

    // A key by its code point, as kitty and xterm's modifyOtherKeys send it.
    private static Key FromCode(int code, KeyModifiers modifiers)
    {
        switch (code)
        {
            case 27: return new Key(KeyKind.Escape, 0, modifiers);
            case 13: return new Key(KeyKind.Enter, 0, modifiers);
            case 9: return new Key(KeyKind.Tab, 0, modifiers);
            case 127 or 8: return new Key(KeyKind.Backspace, 0, modifiers);
            // The keypad, in kitty's numbers.
            case >= 57399 and <= 57408: return new Key(KeyKind.Keypad, '0' + code - 57399, modifiers);
            case >= 57409 and <= 57416: return new Key(KeyKind.Keypad, "./*-+\r=,"[code - 57409], modifiers);
            case 57417: return new Key(KeyKind.Left, 0, modifiers);
            case 57418: return new Key(KeyKind.Right, 0, modifiers);
            case 57419: return new Key(KeyKind.Up, 0, modifiers);
            case 57420: return new Key(KeyKind.Down, 0, modifiers);
            case 57421: return new Key(KeyKind.PageUp, 0, modifiers);
            case 57422: return new Key(KeyKind.PageDown, 0, modifiers);
            case 57423: return new Key(KeyKind.Home, 0, modifiers);
            case 57424: return new Key(KeyKind.End, 0, modifiers);
            case 57425: return new Key(KeyKind.Insert, 0, modifiers);
            case 57426: return new Key(KeyKind.Delete, 0, modifiers);
            case < 32 or (>= 57344 and <= 63743): return new Key(KeyKind.Unknown);
        }
        if (!Rune.TryCreate(code, out Rune rune)) return new Key(KeyKind.Unknown);
        bool shift = modifiers.HasFlag(KeyModifiers.Shift);
        KeyModifiers others = modifiers & ~KeyModifiers.Shift;
        // Control with a letter is one key, whatever else the terminal tells.
        if (others.HasFlag(KeyModifiers.Control)) return new Key(KeyKind.Character, rune.Value == ' ' ? '@' : Rune.ToLowerInvariant(rune).Value, others);
        return new Key(KeyKind.Character, shift ? Rune.ToUpperInvariant(rune).Value : rune.Value, others);
    }

    // Numbers behind colons are kitty's: the event's type of the second one matters.
    private static (int Second, int EventType) Parse(ReadOnlySpan<byte> parameters, Span<int> values)
    {
        values.Clear();
        int index = 0;
        int sub = 0;
        int eventType = 0;
        foreach (byte b in parameters)
        {
            if (b == ';')
            {
                (index, sub) = (index + 1, 0);
            }
            else if (b == ':')
            {
                sub++;
            }
            else if (b is >= (byte)'0' and <= (byte)'9')
            {
                if (sub == 0 && index < values.Length) values[index] = Math.Min((values[index] * 10) + b - '0', 0x1000000);
                if (sub == 1 && index == 1) eventType = Math.Min((eventType * 10) + b - '0', 100);
            }
        }
        return (values[1], eventType);
    }

    // Meta (8) counts as Alt; Super, Hyper and the locks do not matter.
    private static KeyModifiers Modifiers(int parameter)
    {
        if (parameter < 2) return KeyModifiers.None;
        int bits = parameter - 1;
        var modifiers = (KeyModifiers)(bits & 7);
        return (bits & 32) != 0 || (bits & 8) != 0 && parameter <= 16 ? modifiers | KeyModifiers.Alt : modifiers;
    }
}

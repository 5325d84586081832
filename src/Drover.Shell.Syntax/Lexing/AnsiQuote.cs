using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Syntax.Lexing;

/// <summary>Decodes the inside of <c>$'…'</c> to bytes.</summary>
/// <remarks>POSIX.1-2024 2.2.4, with <c>\E</c>, <c>\u</c> and <c>\U</c> of bash. What follows a NUL is dropped, as in bash: no argument can hold one.</remarks>
internal static class AnsiQuote
{
    public static string Read(ParseContext context, TextStack text)
    {
        SourceCursor cursor = context.Cursor;
        int mark = text.Length;
        string? beforeNul = null;
        while (true)
        {
            int c = cursor.PeekRaw();
            if (c < 0) context.FailAtEnd("\"'\"");
            cursor.Advance();
            if (c == '\'') break;
            if (c != '\\') text.Add(c);
            else if (!ReadEscape(context, text)) beforeNul ??= text.Take(mark);
        }
        string all = text.Take(mark);
        return beforeNul ?? all;
    }

    /// <summary>Reads what follows a backslash; false for a NUL.</summary>
    private static bool ReadEscape(ParseContext context, TextStack text)
    {
        SourceCursor cursor = context.Cursor;
        int c = cursor.PeekRaw();
        if (c < 0) context.FailAtEnd("\"'\"");
        int value;
        switch (c)
        {
            case >= '0' and <= '7':
                value = ReadNumber(cursor, 8, 3) & 0xFF;
                break;
            case 'x':
                cursor.Advance();
                if (DigitValue(cursor.PeekRaw()) >= 16)
                {
                    text.Add("\\x");
                    return true;
                }
                value = ReadNumber(cursor, 16, 2) & 0xFF;
                break;
            case 'u' or 'U':
                cursor.Advance();
                if (DigitValue(cursor.PeekRaw()) >= 16)
                {
                    text.Add('\\');
                    text.Add(c);
                    return true;
                }
                return AddUtf8(text, ReadNumber(cursor, 16, c == 'u' ? 4 : 8));
            case 'c':
                cursor.Advance();
                int control = cursor.PeekRaw();
                if (control < 0) context.FailAtEnd("\"'\"");
                cursor.Advance();
                if (control == '\\' && cursor.PeekRaw() == '\\') cursor.Advance();
                value = control == '?' ? 0x7F : control & 0x1F;
                break;
            default:
                cursor.Advance();
                value = Simple(c);
                if (value < 0)
                {
                    text.Add('\\');
                    value = c;
                }
                break;
        }
        if (value == 0) return false;
        text.Add(value);
        return true;
    }

    private static int Simple(int c) => c switch
    {
        'a' => 7,
        'b' => 8,
        'e' or 'E' => 27,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        '\\' or '\'' or '"' or '?' => c,
        _ => -1,
    };

    private static int ReadNumber(SourceCursor cursor, int radix, int most)
    {
        int value = 0;
        for (int i = 0; i < most && DigitValue(cursor.PeekRaw()) is var digit && digit < radix; i++)
        {
            value = unchecked((value * radix) + digit);
            cursor.Advance();
        }
        return value;
    }

    private static int DigitValue(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => 99,
    };

    private static bool AddUtf8(TextStack text, int rune)
    {
        switch ((uint)rune)
        {
            case 0:
                return false;
            case < 0x80:
                text.Add(rune);
                break;
            case < 0x800:
                text.Add(0xC0 | (rune >> 6));
                text.Add(0x80 | (rune & 0x3F));
                break;
            case < 0x10000:
                text.Add(0xE0 | (rune >> 12));
                text.Add(0x80 | ((rune >> 6) & 0x3F));
                text.Add(0x80 | (rune & 0x3F));
                break;
            default:
                text.Add(0xF0 | ((rune >> 18) & 7));
                text.Add(0x80 | ((rune >> 12) & 0x3F));
                text.Add(0x80 | ((rune >> 6) & 0x3F));
                text.Add(0x80 | (rune & 0x3F));
                break;
        }
        return true;
    }
}

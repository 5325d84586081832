// Constraints
//   Escape sequences come cut in two by records, as characters do; progress lines go back with \r and write over themselves.
// Scheme
//   ECMA-48 as a small state machine that is carried from piece to piece: ESC; CSI … final byte; OSC, DCS, PM, APC … BEL or ST; two-byte sequences. A line is
//   kept until its end is known, because a \r that is followed by more than \n makes what stands before it invisible.

using System.Text;

namespace Drover.Server.Logs;

/// <summary>Takes escape sequences and other controls out of a text, piece by piece, and shows of a line that was written over only its last state.</summary>
internal sealed class PlainText
{
    private readonly StringBuilder _line = new();
    private State _state;
    private bool _returned;

    private enum State
    {
        Text,
        Escape,
        Control,
        String,
        StringEscape,
        OneMore,
    }

    /// <summary>Adds a piece; lines that are complete are appended.</summary>
    public void Append(ReadOnlySpan<char> text, StringBuilder into)
    {
        foreach (char c in text)
        {
            switch (_state)
            {
                case State.Text:
                    if (c == '\x1b') _state = State.Escape;
                    else if (c == '\x9b') _state = State.Control;
                    else Write(c, into);
                    break;
                case State.Escape:
                    _state = c switch
                    {
                        '[' => State.Control,
                        ']' or 'P' or 'X' or '^' or '_' => State.String,
                        >= ' ' and <= '/' => State.OneMore,
                        '\x1b' => State.Escape,
                        _ => State.Text,
                    };
                    break;
                case State.Control:
                    // A control character in the middle does what it does anyway; a newline must not be lost to a sequence that never ends.
                    if (c == '\n') (_state, _) = (State.Text, End(into));
                    else if (c is >= '@' and <= '~') _state = State.Text;
                    break;
                case State.String:
                    if (c == '\a') _state = State.Text;
                    else if (c == '\x1b') _state = State.StringEscape;
                    else if (c == '\n') (_state, _) = (State.Text, End(into));
                    break;
                case State.StringEscape:
                    _state = c == '\\' ? State.Text : State.String;
                    break;
                default:
                    if (c is < ' ' or > '/') _state = State.Text;
                    break;
            }
        }
    }

    /// <summary>Appends what has come of a line without its end.</summary>
    public void Finish(StringBuilder into)
    {
        into.Append(_line);
        _line.Clear();
        _returned = false;
        _state = State.Text;
    }

    /// <summary>A whole line at once.</summary>
    public static string OfLine(string line)
    {
        if (line.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !line.Contains('\x9b', StringComparison.Ordinal)) return line;
        var plain = new PlainText();
        var text = new StringBuilder(line.Length);
        plain.Append(line, text);
        plain.Finish(text);
        return text.ToString();
    }

    private void Write(char c, StringBuilder into)
    {
        if (c == '\n')
        {
            _ = End(into);
            return;
        }
        if (c == '\r')
        {
            _returned = true;
            return;
        }
        if (c == '\b')
        {
            if (_line.Length > 0) _line.Length--;
            return;
        }
        if (c < ' ' && c != '\t') return;
        if (_returned) _line.Clear();
        _returned = false;
        _line.Append(c);
    }

    private bool End(StringBuilder into)
    {
        into.Append(_line).Append('\n');
        _line.Clear();
        _returned = false;
        return true;
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;

namespace Drover.Shell.Builtins;

/// <summary>How far <c>getopts</c> has come: OPTIND says the argument, this also the letter in it.</summary>
internal sealed class GetoptsState
{
    private readonly ConditionalWeakTable<string, StrongBox<int>> _offsets = [];
    private string? _written;
    private int _offset;

    /// <summary>The number of the next argument, from 1.</summary>
    public int Index { get; private set; } = 1;

    /// <summary>The argument of the last option.</summary>
    public string? Argument { get; private set; }

    /// <summary>Goes on where it stood when this very string was written to OPTIND; any other value begins anew.</summary>
    public void ComeBackTo(string? optind)
    {
        if (ReferenceEquals(optind, _written)) return;
        Index = int.TryParse(optind, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index > 0 ? index : 1;
        // A local OPTIND of a function may have come between.
        _offset = optind is not null && _offsets.TryGetValue(optind, out StrongBox<int>? offset) ? offset.Value : 0;
        _written = optind;
    }

    /// <summary>What OPTIND becomes: a string of its own, so that nobody else's assignment is taken for it.</summary>
    public string Write()
    {
        _written = new string(ShellText.Of(Index));
        if (_offset > 0) _offsets.Add(_written, new StrongBox<int>(_offset));
        return _written;
    }

    /// <summary>The next option's letter; NUL at the end; "?" for an unknown one, ":" for one without its argument, which <paramref name="bad"/> names.</summary>
    public char Next(IReadOnlyList<string> arguments, string letters, out string? bad)
    {
        bad = null;
        Argument = null;
        if (_offset == 0 || Index > arguments.Count || _offset >= arguments[Index - 1].Length)
        {
            _offset = 0;
            if (Index > arguments.Count)
            {
                Index = arguments.Count + 1;
                return '\0';
            }
            string field = arguments[Index - 1];
            if (field.Length < 2 || field[0] != '-') return '\0';
            if (field == "--")
            {
                Index++;
                return '\0';
            }
            _offset = 1;
        }
        string current = arguments[Index - 1];
        char letter = current[_offset++];
        int behind = _offset;
        bool isLast = _offset == current.Length;
        int at = letter == ':' ? -1 : letters.IndexOf(letter, StringComparison.Ordinal);
        if (at >= 0 && at + 1 < letters.Length && letters[at + 1] == ':')
        {
            _offset = 0;
            Index++;
            if (!isLast) Argument = current[behind..];
            else if (Index <= arguments.Count) Argument = arguments[Index++ - 1];
            else
            {
                bad = letter.ToString();
                return ':';
            }
            return letter;
        }
        if (isLast)
        {
            _offset = 0;
            Index++;
        }
        if (at >= 0) return letter;
        bad = letter.ToString();
        return '?';
    }
}

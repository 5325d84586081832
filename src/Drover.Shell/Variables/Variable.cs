using System.Globalization;
using System.Text;

namespace Drover.Shell.Variables;

/// <summary>A variable: text, a number that need not have been written as text yet, or an array.</summary>
internal sealed class Variable(string name, int generation)
{
    // Text that grows by x+=… again and again is kept in a buffer, and made a string of when it is asked for.
    private const int LeastBuffered = 1024;

    private string? _text;
    private StringBuilder? _growing;
    private long _number;
    private NumberState _state;

    private enum NumberState : byte
    {
        Unknown,
        Number,
        NoNumber,
    }

    public string Name { get; } = name;

    /// <summary>The table that may change it in place; others replace it by a copy.</summary>
    public int Generation { get; } = generation;

    public VariableAttributes Attributes { get; set; }

    /// <summary>The elements of an array; null for a plain variable.</summary>
    public ShellArray? Array { get; set; }

    public bool IsExported => (Attributes & VariableAttributes.Exported) != 0;

    public bool IsReadOnly => (Attributes & VariableAttributes.ReadOnly) != 0;

    /// <summary>Whether it has a value; one that was only exported, say, has none.</summary>
    public bool IsSet => Array is not null ? Array.Get(0) is not null : _text is not null || _growing is not null || _state == NumberState.Number;

    /// <summary>The value; element 0 of an array; null when it has none.</summary>
    public string? Value => Array is not null ? Array.Get(0) : _text ??= _growing?.ToString() ?? (_state == NumberState.Number ? ShellText.Of(_number) : null);

    public void Set(string? value)
    {
        if (Array is not null)
        {
            if (value is null) Array = null;
            else Array.Set(0, value);
            return;
        }
        _text = value;
        _growing = null;
        _state = NumberState.Unknown;
    }

    /// <summary>Adds to the end of the text of a plain variable.</summary>
    public void Append(string text)
    {
        if (_growing is null)
        {
            string former = Value ?? "";
            if (former.Length + text.Length < LeastBuffered)
            {
                Set(former + text);
                return;
            }
            Set(null);
            _growing = new StringBuilder(former, Math.Max(2 * former.Length, former.Length + text.Length));
        }
        _growing.Append(text);
        _text = null;
        _state = NumberState.Unknown;
    }

    public void Set(long number)
    {
        if (Array is not null)
        {
            Array.Set(0, ShellText.Of(number));
            return;
        }
        _text = null;
        _growing = null;
        _number = number;
        _state = NumberState.Number;
    }

    /// <summary>The value as a decimal constant, without looking at the text a second time.</summary>
    public bool TryGetNumber(out long number)
    {
        number = _number;
        if (Array is null)
        {
            if (_state == NumberState.Number) return true;
            if (_state == NumberState.NoNumber) return false;
        }
        // "010" is octal and "+1" an expression: these are left to whoever asks.
        if (Value is { Length: > 0 } text && (text[0] is > '0' and <= '9' || text is "0" || (text[0] == '-' && text.Length > 1 && text[1] is > '0' and <= '9'))
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            if (Array is null)
            {
                _number = number;
                _state = NumberState.Number;
            }
            return true;
        }
        if (Array is null) _state = NumberState.NoNumber;
        return false;
    }

    public Variable Copy(int generation)
    {
        var copy = new Variable(Name, generation) { Attributes = Attributes, Array = Array?.Copy() };
        copy._text = Array is null ? Value : _text;
        copy._number = _number;
        copy._state = _state;
        return copy;
    }
}

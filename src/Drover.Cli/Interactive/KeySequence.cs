namespace Drover.Cli.Interactive;

/// <summary>A sequence of keys that is looked for in what is typed, such as Ctrl-P Ctrl-Q. Used by one thread.</summary>
internal sealed class KeySequence
{
    private readonly byte[] _keys;
    private byte[] _output = [];
    private int _matched;

    private KeySequence(byte[] keys, string text)
    {
        _keys = keys;
        Text = text;
    }

    /// <summary>As a person would type it: "Ctrl-P Ctrl-Q".</summary>
    public string Text { get; }

    /// <summary>Reads "ctrl-p,ctrl-q": keys separated by commas, each a letter or ctrl- and a letter or one of @ [ \ ] ^ _.</summary>
    /// <returns>Null for an empty text: no keys.</returns>
    /// <exception cref="CliException">It is none.</exception>
    public static KeySequence? Parse(string text)
    {
        if (text.Length == 0) return null;
        string[] names = text.Split(',');
        byte[] keys = new byte[names.Length];
        string[] shown = new string[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            bool control = name.StartsWith("ctrl-", StringComparison.OrdinalIgnoreCase) || name.StartsWith('^');
            ReadOnlySpan<char> key = !control ? name : name[0] == '^' ? name.AsSpan(1) : name.AsSpan(5);
            if (key.Length != 1 || !char.IsAscii(key[0]) || char.IsControl(key[0]) || (control && char.ToUpperInvariant(key[0]) is < '@' or > '_'))
                throw new CliException($"--detach-keys: '{name}' is no key. Write keys separated by commas, as in ctrl-p,ctrl-q or ctrl-],d.");
            keys[i] = control ? (byte)(char.ToUpperInvariant(key[0]) & 0x1F) : (byte)key[0];
            shown[i] = control ? "Ctrl-" + char.ToUpperInvariant(key[0]) : key.ToString();
        }
        return new KeySequence(keys, string.Join(' ', shown));
    }

    /// <summary>Looks at what was typed.</summary>
    /// <param name="bytes">In: what was typed. Out: what is to be passed on; keys that may still become the sequence are held back.</param>
    /// <returns>Whether the sequence is complete.</returns>
    public bool Filter(ref ReadOnlySpan<byte> bytes)
    {
        if (_output.Length < bytes.Length + _keys.Length) _output = new byte[bytes.Length + _keys.Length];
        int length = 0;
        foreach (byte key in bytes)
        {
            while (_matched > 0 && key != _keys[_matched])
            {
                // What was held back is no beginning any more, except perhaps its end.
                int kept = Border(_matched);
                _keys.AsSpan(0, _matched - kept).CopyTo(_output.AsSpan(length));
                length += _matched - kept;
                _matched = kept;
            }
            if (key != _keys[_matched]) _output[length++] = key;
            else if (++_matched == _keys.Length)
            {
                _matched = 0;
                bytes = _output.AsSpan(0, length);
                return true;
            }
        }
        bytes = _output.AsSpan(0, length);
        return false;
    }

    // The longest end of the first `matched` keys, not all of them, that the sequence also begins with.
    private int Border(int matched)
    {
        int length = matched - 1;
        while (length > 0 && !_keys.AsSpan(matched - length, length).SequenceEqual(_keys.AsSpan(0, length))) length--;
        return length;
    }
}

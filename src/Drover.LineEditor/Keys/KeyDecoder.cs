// Constraints
//   The terminal sends bytes, split anywhere. ESC is a key, the Meta prefix and the start of a sequence, and only time tells these apart.
//   A paste may hold a hundred kilobytes, and anybody may send anything: the work is linear, the memory bounded but for a paste.
// Scheme
//   Bytes wait in one queue. TryRead takes the first key off it, or says that it is not complete; Flush says that the time has passed, and makes keys of what is there.
//   Inside a paste bytes go straight to its text; the end mark is looked for from where the last look ended.

using System.Text;

namespace Drover.LineEditor.Keys;

/// <summary>Makes keys of a terminal's bytes: UTF-8, control characters, sequences of xterm, the Linux console, rxvt, tmux and kitty, bracketed paste.</summary>
internal sealed partial class KeyDecoder
{
    internal const byte Esc = 0x1B;

    /// <summary>Longer ones are garbage.</summary>
    private const int LongestSequence = 64;

    private static readonly byte[] s_pasteEnd = [Esc, (byte)'[', (byte)'2', (byte)'0', (byte)'1', (byte)'~'];

    private byte[] _queue = new byte[256];
    private int _start;
    private int _end;
    private int _rawStart;
    private int _rawLength;
    private bool _flushing;
    private byte[] _paste = [];
    private int _pasteLength;

    /// <summary>Whether bytes wait for more to become a key.</summary>
    public bool HasPending => _start < _end;

    /// <summary>Whether a paste has begun and not ended.</summary>
    public bool IsPasting { get; private set; }

    /// <summary>What the last key was made of, or the text of a <see cref="KeyKind.Paste"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Raw => _isPaste ? Pasted : _queue.AsSpan(_rawStart, _rawLength);

    /// <summary>The text of the last paste, or of the one that has not ended; valid until the next call.</summary>
    public ReadOnlySpan<byte> Pasted => _paste.AsSpan(0, _pasteLength);

    /// <summary>Adds what was read.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _flushing = false;
        if (IsPasting && _start == _end)
        {
            AddToPaste(bytes);
            return;
        }
        if (_end + bytes.Length > _queue.Length)
        {
            int length = _end - _start;
            byte[] target = length + bytes.Length > _queue.Length ? new byte[Math.Max(_queue.Length * 2, length + bytes.Length)] : _queue;
            _queue.AsSpan(_start, length).CopyTo(target);
            _queue = target;
            (_start, _end) = (0, length);
        }
        bytes.CopyTo(_queue.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>No more bytes will come for now: what is pending are keys of their own.</summary>
    public void Flush() => _flushing = true;

    /// <summary>The input has ended: an open paste too.</summary>
    public bool TryEndPaste()
    {
        if (!IsPasting) return false;
        IsPasting = false;
        return _pasteLength > 0;
    }

    /// <summary>Takes the next key; false when there is none yet.</summary>
    public bool TryRead(out Key key)
    {
        if (_pasteComplete)
        {
            (_pasteComplete, _isPaste) = (false, true);
            key = new Key(KeyKind.Paste);
            return true;
        }
        key = default;
        if (IsPasting || _start == _end) return false;
        ReadOnlySpan<byte> bytes = _queue.AsSpan(_start, _end - _start);
        int length = Decode(bytes, out key);
        if (length == 0) return false;
        (_isPaste, _rawStart, _rawLength) = (false, _start, length);
        if (key.Kind == KeyKind.Unknown) key = new Key(KeyKind.Unknown, Sequence: Encoding.Latin1.GetString(bytes[..length]));
        _start += length;
        if (_start == _end) (_start, _end) = (0, 0);
        if (key.Kind == KeyKind.Paste)
        {
            BeginPaste();
            return TryRead(out key);
        }
        return true;
    }

    // The length of the first key; 0 when more bytes are needed.
    private int Decode(ReadOnlySpan<byte> bytes, out Key key)
    {
        byte first = bytes[0];
        if (first != Esc) return DecodeCharacter(bytes, out key);
        key = new Key(KeyKind.Escape);
        if (bytes.Length == 1) return _flushing ? 1 : 0;
        int length = bytes[1] switch
        {
            (byte)'[' => DecodeSequence(bytes, out key),
            (byte)'O' => DecodeSingleShift(bytes, out key),
            Esc => DecodeSecondEscape(bytes, out key),
            _ => DecodeMeta(bytes, out key),
        };
        return length;
    }

    private int DecodeMeta(ReadOnlySpan<byte> bytes, out Key key)
    {
        int length = DecodeCharacter(bytes[1..], out key);
        if (length == 0) return 0;
        key = key.With(KeyModifiers.Alt);
        return length + 1;
    }

    // rxvt sends ESC before the sequence of a key that is held with Meta.
    private int DecodeSecondEscape(ReadOnlySpan<byte> bytes, out Key key)
    {
        key = new Key(KeyKind.Escape);
        if (bytes.Length == 2) return _flushing ? 1 : 0;
        if (bytes[2] is not ((byte)'[' or (byte)'O')) return 1;
        int length = bytes[2] == '[' ? DecodeSequence(bytes[1..], out key) : DecodeSingleShift(bytes[1..], out key);
        if (length == 0) return 0;
        if (key.Kind == KeyKind.Paste || key.Modifiers.HasFlag(KeyModifiers.Alt))
        {
            key = new Key(KeyKind.Escape);
            return 1;
        }
        key = key.With(KeyModifiers.Alt);
        return length + 1;
    }

    private int DecodeCharacter(ReadOnlySpan<byte> bytes, out Key key)
    {
        byte first = bytes[0];
        key = first switch
        {
            0 => Key.Control('@'),
            (byte)'\t' => new Key(KeyKind.Tab),
            (byte)'\r' => new Key(KeyKind.Enter),
            Esc => new Key(KeyKind.Escape),
            < 0x1B => Key.Control((char)(first + 0x60)),
            < 0x20 => Key.Control((char)(first + 0x40)),
            0x7F => new Key(KeyKind.Backspace),
            _ => new Key(KeyKind.Character, first),
        };
        if (first < 0x80) return 1;
        switch (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length))
        {
            case System.Buffers.OperationStatus.Done:
                key = new Key(KeyKind.Character, rune.Value);
                return length;
            case System.Buffers.OperationStatus.NeedMoreData when !_flushing:
                return 0;
            default:
                key = new Key(KeyKind.Byte, first);
                return 1;
        }
    }
}

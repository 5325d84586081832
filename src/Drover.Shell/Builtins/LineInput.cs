// Constraints
//   read takes its line and not a byte more: what follows is the next command's.
// Scheme
//   A file is read in blocks and its position set back behind the line; anything else byte by byte.

using Drover.Engine.Descriptors;
using Drover.Shell.Execution;

namespace Drover.Shell.Builtins;

/// <summary>Reads one logical line for <c>read</c>.</summary>
internal sealed class LineInput(Descriptor descriptor, Interpreter shell)
{
    // Sessions in one process read at the same time, each on its thread.
    [ThreadStatic]
    private static byte[]? t_buffer;

    private static byte[] Buffer => t_buffer ??= new byte[4096];

    private char[] _chars = new char[256];
    private bool[]? _quoted;
    private int _length;
    private readonly byte[] _bytes = new byte[4];
    private int _pending;
    private int _characters;

    public ReadOnlySpan<char> Text => _chars.AsSpan(0, _length);

    /// <summary>Which chars a backslash protects from splitting; empty when none does.</summary>
    public ReadOnlySpan<bool> Quoted => _quoted is null ? default : _quoted.AsSpan(0, _length);

    /// <summary>What <c>read</c> returns when a signal with a trap has ended it; 0 when none has.</summary>
    public int InterruptStatus { get; private set; }

    /// <summary>When the reading is given up, by <see cref="System.Environment.TickCount64"/>; null for never.</summary>
    public long? Deadline { get; init; }

    /// <summary>Whether the time was over before the line was complete.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>As delimiter: none, only the count ends the reading.</summary>
    public const char NoDelimiter = '\uFFFF';

    /// <summary>Reads up to a delimiter; false when the input ended before it.</summary>
    public bool Read(char delimiter, bool raw, int count)
    {
        bool seekable = count == int.MaxValue && delimiter != NoDelimiter && descriptor.TrySeekBy(0);
        bool escaped = false, utf8 = count != int.MaxValue && shell.Environment.IsUtf8;
        while ((utf8 ? _characters : _length) < count)
        {
            if (!seekable && !WaitForInput()) return false;
            int n = descriptor.Read(Buffer.AsSpan(0, seekable ? Buffer.Length : 1));
            if (n <= 0) return false;
            if (seekable) Attention.Step(64);
            if (seekable && !escaped && raw)
            {
                int end = Buffer.AsSpan(0, n).IndexOf((byte)delimiter);
                Append(Buffer.AsSpan(0, end < 0 ? n : end));
                if (end < 0) continue;
                if (end + 1 < n) descriptor.TrySeekBy(end + 1 - n);
                return true;
            }
            for (int i = 0; i < n; i++)
            {
                char c = (char)Buffer[i];
                if (utf8) Count(Buffer[i], raw || escaped);
                if (escaped)
                {
                    escaped = false;
                    if (c == '\n')
                    {
                        Continue();
                        continue;
                    }
                    AppendQuoted(c);
                    continue;
                }
                if (c == '\\' && !raw)
                {
                    escaped = true;
                    continue;
                }
                if (c == delimiter)
                {
                    if (i + 1 < n) descriptor.TrySeekBy(i + 1 - n);
                    return true;
                }
                if (c != '\0') Append(c);
            }
        }
        return true;
    }

    // A character is one as soon as no byte can be missing. A backslash that quotes is none.
    private void Count(byte next, bool isLiteral)
    {
        if (next == '\\' && !isLiteral && _pending == 0) return;
        _bytes[_pending++] = next;
        while (_pending > 0)
        {
            System.Buffers.OperationStatus status = System.Text.Rune.DecodeFromUtf8(_bytes.AsSpan(0, _pending), out _, out int taken);
            if (status == System.Buffers.OperationStatus.NeedMoreData) return;
            _characters++;
            _bytes.AsSpan(taken, _pending - taken).CopyTo(_bytes);
            _pending -= taken;
        }
    }

    // Ctrl-C gives the command up. A trap runs and the reading goes on, but in POSIX mode the trap comes when read has returned.
    private bool WaitForInput()
    {
        while (Deadline is { } deadline ? !WaitUntil(deadline) : !shell.Signals.WaitReadable(descriptor))
        {
            if (TimedOut) return false;
            shell.ThrowIfInterrupted();
            InterruptStatus = shell.Signals.InterruptStatus;
            if (shell.Environment.Has(ShellOptions.Posix) || shell.Signals.IsEndPending) return false;
            shell.Signals.Run();
            if (shell.Flow != Flow.None) return false;
            InterruptStatus = 0;
        }
        return true;
    }

    // False when a signal came first, or the time is over.
    private bool WaitUntil(long deadline)
    {
        while (true)
        {
            long left = Math.Max(0, deadline - System.Environment.TickCount64);
            if (shell.Signals.IsPending) return false;
            if (OwnNumbers.WaitReadable(descriptor.Number, TimeSpan.FromMilliseconds(left))) return true;
            if (shell.Signals.IsPending) return false;
            if (System.Environment.TickCount64 < deadline) continue;
            TimedOut = true;
            return false;
        }
    }

    private void Continue()
    {
        if (shell.Environment.Has(ShellOptions.Interactive) && descriptor.IsTerminal) shell.Output.WriteError(shell.ExpandPrompt(shell.Environment.Variables.Get("PS2") ?? ""));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _chars.Length - _length) Array.Resize(ref _chars, Math.Max(_chars.Length * 2, _length + bytes.Length));
        if (bytes.Contains((byte)0))
        {
            foreach (byte b in bytes)
                if (b != 0) _chars[_length++] = (char)b;
            return;
        }
        System.Text.Encoding.Latin1.GetChars(bytes, _chars.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Append(char c)
    {
        if (_length == _chars.Length) Array.Resize(ref _chars, _length * 2);
        _chars[_length++] = c;
    }

    private void AppendQuoted(char c)
    {
        Append(c);
        if (_quoted is null || _quoted.Length < _chars.Length) Array.Resize(ref _quoted, _chars.Length);
        _quoted[_length - 1] = true;
    }
}

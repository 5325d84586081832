using Drover.Engine.Descriptors;
using Drover.Engine.Interop;

namespace Drover.Engine.Terminals;

/// <summary>A terminal's modes at one moment, to be put back later (termios(3)).</summary>
public sealed unsafe class TerminalModes
{
    private readonly byte[] _termios;

    private TerminalModes(byte[] termios) => _termios = termios;

    /// <summary>The modes now; null when the descriptor is no terminal.</summary>
    public static TerminalModes? Read(Descriptor terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        byte[] termios = new byte[Libc.TermiosSize];
        fixed (byte* p = termios) return Libc.tcgetattr(terminal.Number, p) == 0 ? new TerminalModes(termios) : null;
    }

    /// <summary>The same modes made raw (cfmakeraw(3)): every key arrives as it is typed, nothing is echoed, no key is a signal.</summary>
    public TerminalModes AsRaw()
    {
        byte[] raw = (byte[])_termios.Clone();
        fixed (byte* p = raw) Libc.cfmakeraw(p);
        return new TerminalModes(raw);
    }

    /// <summary>The same modes for a program that edits a line: raw for keys as <see cref="AsRaw"/>, but output is still processed as before.</summary>
    /// <remarks>So the lines of background jobs that write meanwhile begin in the first column.</remarks>
    public TerminalModes AsRawInput()
    {
        TerminalModes raw = AsRaw();
        _termios.AsSpan(Libc.TermiosOutputFlags, sizeof(uint)).CopyTo(raw._termios.AsSpan(Libc.TermiosOutputFlags));
        return raw;
    }

    /// <summary>The same modes with or without echo, and with keys arriving line by line or as they are typed; keys that are signals stay that.</summary>
    public TerminalModes With(bool echo, bool lines)
    {
        byte[] changed = (byte[])_termios.Clone();
        Span<uint> flags = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(changed.AsSpan(0, 16));
        // c_lflag is the fourth word; c_cc follows one byte behind it.
        flags[3] = (echo ? flags[3] | Echo : flags[3] & ~Echo) & ~(lines ? 0 : Lines);
        if (lines) return new TerminalModes(changed);
        changed[ControlCharacters + MinimumIndex] = 1;
        changed[ControlCharacters + TimeIndex] = 0;
        return new TerminalModes(changed);
    }

    /// <summary>The same modes, but the keys that are signals are that: Ctrl-C and the like.</summary>
    public TerminalModes WithSignals()
    {
        byte[] changed = (byte[])_termios.Clone();
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(changed.AsSpan(0, 16))[3] |= Signals;
        return new TerminalModes(changed);
    }

    // asm-generic/termbits.h
    private const uint Signals = 1, Echo = 8, Lines = 2;
    private const int ControlCharacters = 17, MinimumIndex = 6, TimeIndex = 5;

    /// <summary>Sets them on <paramref name="terminal"/> once what was written has been sent. False when the terminal has gone.</summary>
    /// <remarks>A background process that does this is stopped by SIGTTOU unless it blocks or ignores that.</remarks>
    public bool Apply(Descriptor terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        fixed (byte* p = _termios)
        {
            int result;
            do result = Libc.tcsetattr(terminal.Number, Libc.TCSADRAIN, p);
            while (result != 0 && Errno.Last == Errno.EINTR);
            return result == 0;
        }
    }
}

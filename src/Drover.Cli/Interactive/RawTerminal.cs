using Drover.Cli.Printing;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;

namespace Drover.Cli.Interactive;

/// <summary>Our terminal in raw mode: every key arrives here as it is typed. Its modes are put back when this ends, however it ends.</summary>
/// <remarks>Only SIGKILL leaves the terminal raw; 'stty sane' repairs that.</remarks>
internal sealed class RawTerminal : IDisposable
{
    private readonly object _lock = new();
    private readonly Descriptor _terminal;
    private readonly TerminalModes _original;
    private bool _isOver;
    private bool _isRaw;

    private RawTerminal(Descriptor terminal, TerminalModes original)
    {
        _terminal = terminal;
        _original = original;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        Resume();
    }

    /// <summary>Makes it raw; null when the descriptor is no terminal.</summary>
    public static RawTerminal? Enter(Descriptor terminal) => TerminalModes.Read(terminal) is { } modes ? new RawTerminal(terminal, modes) : null;

    /// <summary>Puts the modes back for a while.</summary>
    public void Suspend()
    {
        lock (_lock)
        {
            if (!_isOver) Restore();
        }
    }

    /// <summary>Makes it raw again, unless a shell has put us into the background: then its modes are the shell's affair.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            using ControllingTerminal? own = ControllingTerminal.TryOpen();
            if (_isOver) return;
            _isRaw = own is not { IsOurs: false };
            if (!_isRaw) return;
            StandardError.IsRaw = true;
            _ = _original.AsRaw().Apply(_terminal);
        }
    }

    /// <summary>Makes it raw if it is not: called in the foreground, into which a shell may have brought us back without a word.</summary>
    public void EnsureRaw()
    {
        lock (_lock)
        {
            if (!_isRaw) Resume();
        }
    }

    /// <summary>Puts the modes back for good.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver) return;
            _isOver = true;
            Restore();
        }
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
    }

    private void Restore()
    {
        if (!_isRaw) return;
        _isRaw = false;
        _ = _original.Apply(_terminal);
        StandardError.IsRaw = false;
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();
}

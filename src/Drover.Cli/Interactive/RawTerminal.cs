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
            if (_isOver) return;
            _ = _original.Apply(_terminal);
            StandardError.IsRaw = false;
        }
    }

    /// <summary>Makes it raw again.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            if (_isOver) return;
            StandardError.IsRaw = true;
            _ = _original.AsRaw().Apply(_terminal);
        }
    }

    /// <summary>Puts the modes back for good.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver) return;
            _isOver = true;
            _ = _original.Apply(_terminal);
            StandardError.IsRaw = false;
        }
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();
}

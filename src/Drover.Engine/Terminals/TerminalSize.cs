namespace Drover.Engine.Terminals;

/// <summary>A terminal's size in character cells (ioctl_tty(2), TIOCGWINSZ).</summary>
public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>80 × 24.</summary>
    public static TerminalSize Default => new(80, 24);
}

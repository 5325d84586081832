using Spectre.Console;

namespace Drover.Cli.Printing;

/// <summary>What the layout library is told of the terminal: colours and escape sequences are our own affair.</summary>
internal sealed class PlainCapabilities : IReadOnlyCapabilities
{
    public static PlainCapabilities Instance { get; } = new();

    public ColorSystem ColorSystem => ColorSystem.Standard;

    public bool Ansi => true;

    public bool Links => false;

    public bool Legacy => false;

    public bool IsTerminal => true;

    public bool Interactive => false;

    public bool Unicode => true;
}

using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;

namespace Drover.Cli.Printing;

/// <summary>Our standard output: what a verb answers.</summary>
internal static class StandardOutput
{
    private static bool? s_isTerminal;

    /// <summary>The descriptor.</summary>
    public static Descriptor Descriptor { get; } = new(1);

    /// <summary>Whether a person looks at it.</summary>
    public static bool IsTerminal => s_isTerminal ??= Descriptor.IsTerminal;

    /// <summary>Whether colours are wanted: on a terminal that is not dumb, unless NO_COLOR says no (no-color.org).</summary>
    public static bool UsesColour =>
        IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>The terminal's width in columns; no bound in a pipe.</summary>
    public static int Width => IsTerminal ? Terminal.GetSize(Descriptor)?.Columns ?? TerminalSize.Default.Columns : int.MaxValue;

    /// <summary>Writes text.</summary>
    /// <exception cref="OutputClosedException">Nobody reads it any more.</exception>
    /// <exception cref="CliException">It can't be written: the disk is full.</exception>
    public static void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a line.</summary>
    public static void Line(string text) => Write(text + "\n");

    /// <summary>Writes bytes.</summary>
    public static void Write(ReadOnlySpan<byte> bytes)
    {
        using var writer = new OutputWriter(Descriptor, StandardError.Descriptor, 0);
        if (!writer.Write(toError: false, bytes)) throw new OutputClosedException();
    }
}

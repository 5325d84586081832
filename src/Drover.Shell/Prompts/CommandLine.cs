namespace Drover.Shell.Prompts;

/// <summary>What an <see cref="ICommandReader"/> has read.</summary>
/// <param name="Kind">What came of it.</param>
/// <param name="Text">The bytes of the line or lines, with their newlines; empty unless <paramref name="Kind"/> is <see cref="CommandLineKind.Text"/>.</param>
public readonly record struct CommandLine(CommandLineKind Kind, ReadOnlyMemory<byte> Text)
{
    /// <summary>Whether the user said that nothing follows, though the command is not complete (Ctrl-D on an empty row).</summary>
    public bool EndsInput { get; init; }

    /// <summary>Nothing was entered, and this is why.</summary>
    public static CommandLine Nothing(CommandLineKind kind) => new(kind, default);
}

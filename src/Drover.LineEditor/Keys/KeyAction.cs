using Drover.LineEditor.Editing;

namespace Drover.LineEditor.Keys;

/// <summary>What keys do: a command, other keys that are pressed in their place, or something of the host's.</summary>
public sealed record KeyAction
{
    private KeyAction()
    {
    }

    /// <summary>The command, if it is neither of the other two.</summary>
    public EditCommand Command { get; private init; }

    /// <summary>The keys that are pressed instead, in the notation of inputrc.</summary>
    public string? Macro { get; private init; }

    /// <summary>What <see cref="LineEditorOptions.RunHostCommand"/> is given.</summary>
    public string? HostCommand { get; private init; }

    /// <summary>A command.</summary>
    public static KeyAction Of(EditCommand command) => new() { Command = command };

    /// <summary>Other keys.</summary>
    /// <exception cref="FormatException">They end within an escape.</exception>
    public static KeyAction Typing(string keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _ = KeyNotation.ToBytes(keys);
        return new KeyAction { Macro = keys };
    }

    /// <summary>Something of the host's.</summary>
    public static KeyAction Running(string command) => new() { HostCommand = command };
}

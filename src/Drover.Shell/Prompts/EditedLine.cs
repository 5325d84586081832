namespace Drover.Shell.Prompts;

/// <summary>A line, as a command that a key was bound to sees it, or leaves it behind.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Cursor">The cursor's byte offset.</param>
public readonly record struct EditedLine(byte[] Text, int Cursor)
{
    /// <summary>The mark's byte offset; null when none was set, or it stays where it is.</summary>
    public int? Mark { get; init; }

    /// <summary>The numeric argument that was typed before the key; null for none.</summary>
    public int? Argument { get; init; }

    /// <summary>Whether the user has interrupted the command.</summary>
    public bool IsInterrupted { get; init; }
}

namespace Drover.LineEditor;

/// <summary>A line while it is edited.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Cursor">The cursor's byte offset.</param>
public readonly record struct EditedText(byte[] Text, int Cursor)
{
    /// <summary>The mark's byte offset; null when none was set, or it stays where it is.</summary>
    public int? Mark { get; init; }

    /// <summary>The numeric argument that was typed before the key; null for none.</summary>
    public int? Argument { get; init; }

    /// <summary>Whether the user has interrupted what edited it: what is left of a macro that pressed the key is given up.</summary>
    public bool IsInterrupted { get; init; }
}

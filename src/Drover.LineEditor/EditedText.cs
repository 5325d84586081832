namespace Drover.LineEditor;

/// <summary>A line while it is edited.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Cursor">The cursor's byte offset.</param>
public readonly record struct EditedText(byte[] Text, int Cursor)
{
    /// <summary>Whether the user has interrupted what edited it: what is left of a macro that pressed the key is given up.</summary>
    public bool IsInterrupted { get; init; }
}

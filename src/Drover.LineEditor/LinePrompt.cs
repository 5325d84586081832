namespace Drover.LineEditor;

/// <summary>What stands before the text, as bytes that the host has expanded.</summary>
/// <param name="Primary">Before the first row; may have several lines.</param>
/// <remarks>
/// Sequences that colour, and all other escape sequences, take no columns by themselves. Other bytes that take none stand between \x01 and \x02
/// (what readline's hosts make of <c>\[</c> and <c>\]</c>); these two are not sent.
/// </remarks>
public sealed record LinePrompt(byte[] Primary)
{
    /// <summary>Before each row that follows a newline of the text.</summary>
    public byte[] Continuation { get; init; } = "> "u8.ToArray();

    /// <summary>At the right edge of the first row, as long as there is room.</summary>
    public byte[] Right { get; init; } = [];
}

namespace Drover.LineEditor.Histories;

/// <summary>Guesses how the line that is being typed goes on.</summary>
public interface ISuggester
{
    /// <summary>What could stand behind <paramref name="text"/>; null or empty for no idea.</summary>
    /// <remarks>Called at each redraw with the cursor at the end, on the thread that reads; not for empty texts nor those above 64 KiB.</remarks>
    byte[]? Suggest(ReadOnlySpan<byte> text);
}

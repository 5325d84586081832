namespace Drover.LineEditor.Rendering;

/// <summary>Colours the text while it is edited.</summary>
public interface IHighlighter
{
    /// <summary>Says how parts of <paramref name="text"/> look.</summary>
    /// <param name="text">All of the text, as bytes.</param>
    /// <param name="cursor">The cursor's byte offset, for matching brackets and the like.</param>
    /// <param name="spans">Where to add spans; where they overlap the later one holds. Parts without any look as usual.</param>
    /// <remarks>Called at each redraw on the thread that reads, so it has a millisecond or two; not called for texts above 64 KiB.</remarks>
    void Highlight(ReadOnlySpan<byte> text, int cursor, IList<StyledSpan> spans);
}

namespace Drover.LineEditor.Rendering;

/// <summary>The style of each byte that can be seen.</summary>
internal sealed class VisibleStyles
{
    private readonly TextStyle[] _styles;
    private readonly int _start;

    public VisibleStyles(View view, int start, int end)
    {
        _start = start;
        _styles = new TextStyle[end - start];
        int length = view.Text.Length;
        foreach (StyledSpan span in view.Spans) Apply(span.Start, Math.Min(length, (long)span.Start + span.Length), span.Style);
        if (view.Suggestion.Length > 0) Apply(length, end, view.SuggestionStyle);
    }

    public TextStyle At(int offset) => _styles[offset - _start];

    private void Apply(long from, long to, TextStyle style)
    {
        from = Math.Max(from, _start) - _start;
        to = Math.Min(to - _start, _styles.Length);
        if (to > from) _styles.AsSpan((int)from, (int)(to - from)).Fill(style);
    }
}

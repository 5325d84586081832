using Drover.LineEditor.Buffers;
using Drover.LineEditor.Completions;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    /// <summary>Texts above this are neither coloured nor suggested for: a person has pasted them.</summary>
    private const int GreatestColoredLength = 64 * 1024;

    private byte[] _suggestion = [];

    /// <summary>What is to be seen now.</summary>
    public View CreateView(PromptText prompt, PromptText continuation, PromptText right)
    {
        var spans = new List<StyledSpan>();
        byte[] text = _search?.Text ?? Text;
        int cursor = _search is { } search ? (search.Pattern.IsEmpty ? Math.Min(search.TypedCursor, text.Length) : search.Position) : _line.Cursor;
        if (_options.Colors && text.Length <= GreatestColoredLength) _options.Highlighter?.Highlight(text, cursor, spans);
        if (_search is not null) spans.Add(new StyledSpan(_search.Position, Math.Min(_search.Pattern.Length, text.Length - _search.Position), TextStyle.Of(TextAttributes.Underline)));
        Suggest(text);
        return new View
        {
            Prompt = prompt,
            Continuation = continuation,
            Right = right,
            Status = _search is null ? _vi?.Status : SearchStatus(_search),
            Text = text,
            Cursor = cursor,
            Suggestion = _suggestion,
            SuggestionStyle = _options.Colors ? _options.SuggestionStyle : TextStyle.Of(TextAttributes.Dim),
            Spans = spans,
            Below = _menu is { } menu ? (columns, rows) => CompletionListing.Draw(menu, _options.Colors, columns, rows) : null,
        };
    }

    /// <summary>What stays on the screen when the line has ended: nothing beside the text, so that it can be copied.</summary>
    public View CreateLastView(PromptText prompt, PromptText continuation)
    {
        (_search, _suggestion) = (null, []);
        CloseList();
        var spans = new List<StyledSpan>();
        byte[] text = Text;
        if (_options.Colors && text.Length <= GreatestColoredLength) _options.Highlighter?.Highlight(text, text.Length, spans);
        return new View { Prompt = prompt, Continuation = continuation, Text = text, Cursor = text.Length, Spans = spans };
    }

    private void Suggest(byte[] text)
    {
        _suggestion = [];
        if (_options.Suggester is not { } suggester || _search is not null || _menu is not null || !_line.IsAtEnd || _line.IsEmpty || IsPasting) return;
        if (text.Length > GreatestColoredLength || Outcome is not null) return;
        _suggestion = suggester.Suggest(text) ?? [];
    }

    private bool TakeSuggestion(bool all)
    {
        if (_suggestion.Length == 0) return false;
        ReadOnlySpan<byte> suggestion = _suggestion;
        int length = suggestion.Length;
        if (!all)
        {
            // Behind the next word, as it would be seen with the text before it.
            byte[] whole = [.. _line.Text, .. suggestion];
            length = WordMotions.ForwardEnd(whole, _line.Length) - _line.Length;
        }
        _line.Insert(suggestion[..length]);
        return true;
    }
}

using System.Text;
using Drover.LineEditor.Histories;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private IncrementalSearch? _search;

    private void BeginSearch(bool older)
    {
        CloseList();
        _search = new IncrementalSearch(_walk, _line.ToArray(), _line.Cursor) { Older = older };
    }

    private bool PressInSearch(Key key, ReadOnlySpan<byte> raw)
    {
        if (_search is not { } search) return false;
        _line.BeginChange();
        if (key.IsText)
        {
            search.Extend(raw);
        }
        else if (key.Kind == KeyKind.Paste)
        {
            search.Extend(raw.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var end ? raw[..end] : raw);
        }
        else if (key.IsControl('r') || key.IsControl('s'))
        {
            search.Next(key.IsControl('r'), _memory.SearchPattern);
        }
        else if (key.Kind == KeyKind.Backspace || key.IsControl('h'))
        {
            if (!search.TakeBack()) Bell = true;
        }
        else if (key.IsControl('g') || key.IsControl('c'))
        {
            EndSearch(search, keep: false);
            if (key.IsControl('c')) Outcome = LineOutcome.Interrupted;
            return true;
        }
        else
        {
            EndSearch(search, keep: true);
            // ESC only ends the search; any other key does its work on what was found.
            return key.Kind == KeyKind.Escape || key.IsControl('j');
        }
        Bell |= search.Failed;
        return true;
    }

    private void EndSearch(IncrementalSearch search, bool keep)
    {
        _search = null;
        _previous = EditCommand.None;
        if (search.Pattern.Length > 0) _memory.SearchPattern = search.Pattern.ToArray();
        if (!keep || search.Pattern.Length == 0)
        {
            _line.Cursor = search.TypedCursor;
            return;
        }
        if (search.Age != HistoryWalk.Typed && _walk.TryMove(search.Age, _line.Text, out byte[] text)) Show(text);
        _line.Cursor = search.Position;
    }

    private static byte[] SearchStatus(IncrementalSearch search)
    {
        string name = $"({(search.Failed ? "failed " : "")}{(search.Older ? "reverse-" : "")}i-search)`";
        return [.. Encoding.UTF8.GetBytes(name), .. search.Pattern, .. "': "u8];
    }
}

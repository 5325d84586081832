using Drover.LineEditor.Histories;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class ViMode
{
    private List<byte>? _pattern;
    private char _patternKind;

    /// <summary>The pattern being typed, behind its slash or question mark; null when none is.</summary>
    public byte[]? Status => _pattern is null ? null : [(byte)_patternKind, .. _pattern];

    private void BeginPattern(char kind)
    {
        Reset();
        (_pattern, _patternKind) = ([], kind);
    }

    private bool PressInPattern(Key key, ReadOnlySpan<byte> raw)
    {
        if (_pattern is not { } pattern) return false;
        if (key.IsText)
        {
            pattern.AddRange(raw);
        }
        else if (key.Kind == KeyKind.Backspace || key.IsControl('h'))
        {
            if (pattern.Count == 0) _pattern = null;
            else pattern.RemoveRange(Buffers.GraphemeClusters.Previous(pattern.ToArray(), pattern.Count), pattern.Count - Buffers.GraphemeClusters.Previous(pattern.ToArray(), pattern.Count));
        }
        else if (key.Kind == KeyKind.Enter || key.IsControl('j'))
        {
            _pattern = null;
            bool older = _patternKind == '/';
            // An empty one means the last.
            byte[] text = pattern.Count > 0 ? [.. pattern] : editor.Memory.ViSearch?.Pattern ?? [];
            editor.Memory.ViSearch = (text, older);
            Search(text, older);
        }
        else
        {
            _pattern = null;
            return key.Kind == KeyKind.Escape;
        }
        return true;
    }

    private void SearchAgain(bool reversed)
    {
        Reset();
        if (editor.Memory.ViSearch is var (pattern, older)) Search(pattern, older != reversed);
        else editor.Bell = true;
    }

    // A leading circumflex means the start of the entry.
    private void Search(byte[] pattern, bool older)
    {
        bool anchored = pattern.Length > 0 && pattern[0] == '^';
        int age = editor.Walk.Age + (older ? 1 : -1);
        int found = pattern.Length == 0 || age < 0
            ? -1
            : editor.Walk.Find(anchored ? pattern.AsSpan(1) : pattern, age, older, anchored ? HistoryMatch.Prefix : HistoryMatch.Substring);
        if (found < 0 || !editor.ShowEntry(found)) editor.Bell = true;
    }
}

using Drover.LineEditor.Completions;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private CompletionMenu? _menu;

    private static bool IsCompletion(EditCommand command) => command is EditCommand.Complete or EditCommand.PossibleCompletions or EditCommand.MenuComplete or EditCommand.MenuCompleteBackward or EditCommand.DeleteCharOrList;

    private void CloseList() => _menu = null;

    private void Complete()
    {
        if (_menu is { IsAsking: false })
        {
            CycleCompletions(1);
            return;
        }
        if (Ask() is not { } menu) return;
        if (menu.Candidates.Count == 1)
        {
            Put(menu, menu.Candidates[0].Text);
            AddSuffix(menu.Candidates[0]);
            return;
        }
        byte[] prefix = menu.CommonPrefix();
        bool adds = prefix.Length >= menu.Word.Length && !prefix.AsSpan().SequenceEqual(menu.Word);
        if (adds) Put(menu, prefix);
        if (adds && _options.ListsAmbiguous && Ask() is { } rest) Open(rest);
        else if (!adds && (_options.ListsAmbiguous || _options.ListsUnmodified || _previous == EditCommand.Complete)) Open(menu);
        Bell = true;
    }

    private void ListCompletions()
    {
        if (Ask() is { } menu) Open(menu);
    }

    private void InsertCompletions()
    {
        if (Ask() is not { } menu) return;
        Put(menu, [.. menu.Candidates.SelectMany(candidate => (byte[])[.. candidate.Text, (byte)' '])]);
    }

    private void CycleCompletions(int by)
    {
        if (_menu is null or { IsAsking: true })
        {
            if (Ask() is not { } menu) return;
            _menu = menu;
        }
        int length = _menu.Length;
        _menu.Move(by);
        _line.Replace(_menu.Start, _menu.Start + length, _menu.Current.Text);
    }

    private CompletionMenu? Ask()
    {
        CompletionList list = _options.Completer?.Complete(_line.Text, _line.Cursor) ?? CompletionList.Empty;
        if (list.Candidates.Count > 0 && list.Start >= 0 && list.Length >= 0 && list.Start <= _line.Length - list.Length)
            return new CompletionMenu(list, _line.Text.Slice(list.Start, list.Length).ToArray());
        Bell = true;
        CloseList();
        return null;
    }

    private void Open(CompletionMenu menu)
    {
        menu.IsAsking = menu.Candidates.Count > _options.CompletionQueryItems;
        _menu = menu;
    }

    private void Put(CompletionMenu menu, ReadOnlySpan<byte> text) => _line.Replace(menu.Start, menu.Start + menu.Word.Length, text);

    // What stands there already is only passed over.
    private void AddSuffix(CompletionCandidate candidate)
    {
        if (_line.Text[_line.Cursor..].StartsWith(candidate.Suffix)) _line.Cursor += candidate.Suffix.Length;
        else _line.Insert(candidate.Suffix);
    }

    private bool AnswerQuestion(Key key)
    {
        if (_menu is not { IsAsking: true } menu) return false;
        menu.IsAsking = false;
        if (key.Is('y') || key.Is('Y') || key.Is(' ') || key.Kind == KeyKind.Tab) return true;
        CloseList();
        _previous = EditCommand.None;
        return !key.IsControl('c');
    }

    // A list that is only shown leaves all keys to the line; once one is chosen, arrows move, Enter takes it and ESC gives it back.
    private bool PressInMenu(Key key)
    {
        if (_menu is not { Selected: >= 0 } menu) return false;
        switch (key.Kind)
        {
            case KeyKind.Down or KeyKind.Right:
                CycleCompletions(1);
                return true;
            case KeyKind.Up or KeyKind.Left:
                CycleCompletions(-1);
                return true;
            case KeyKind.Enter:
                AddSuffix(menu.Current);
                break;
            case KeyKind.Escape:
                _line.Replace(menu.Start, menu.Start + menu.Length, menu.Word);
                break;
            case KeyKind.Character when key.IsControl('g'):
                _line.Replace(menu.Start, menu.Start + menu.Length, menu.Word);
                break;
            default:
                if (key.Kind != KeyKind.Tab) CloseList();
                return false;
        }
        CloseList();
        _previous = EditCommand.None;
        return true;
    }
}

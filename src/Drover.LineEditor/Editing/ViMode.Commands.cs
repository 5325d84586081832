using Drover.LineEditor.Buffers;
using Drover.LineEditor.Histories;
using Drover.LineEditor.Keys;

namespace Drover.LineEditor.Editing;

internal sealed partial class ViMode
{
    private void RunCommand(char letter, int count, bool counted)
    {
        int cursor = Line.Cursor;
        switch (letter)
        {
            case 'i': Insert(count); break;
            case 'a': InsertAt(GraphemeClusters.Next(Text, cursor) is var next && next <= editor.LineEnd(cursor) ? next : cursor, count); break;
            case 'I': InsertAt(FirstNonBlank(cursor), count); break;
            case 'A': InsertAt(editor.LineEnd(cursor), count); break;
            case 'o': OpenRow(editor.LineEnd(cursor), below: true); break;
            case 'O': OpenRow(editor.LineStart(cursor), below: false); break;
            case 'R':
                Insert(1);
                editor.Overwriting = true;
                break;
            case 's': Operate('c', cursor, CharactersAfter(count)); break;
            case 'S':
                (_operator, _count) = ('c', 0);
                OperateOnLine(count);
                break;
            case 'x': Operate('d', cursor, CharactersAfter(count)); break;
            case 'X': Operate('d', Math.Max(editor.LineStart(cursor), Times(count, at => GraphemeClusters.Previous(Text, at))), cursor); break;
            case 'D': Operate('d', cursor, editor.LineEnd(cursor)); break;
            case 'C': Operate('c', cursor, editor.LineEnd(cursor)); break;
            case 'Y':
                Operate('y', cursor, editor.LineEnd(cursor));
                break;
            case '~': ToggleCase(count); break;
            case 'p' or 'P': Put(letter == 'p', count); break;
            case '.': RepeatChange(); break;
            case 'u': Command(EditCommand.Undo, count); break;
            case 'U': Command(EditCommand.RevertLine, 1); break;
            case 'k' or '-': MoveHistory(-count); break;
            case 'j' or '+': MoveHistory(count); break;
            case 'G': GoTo(counted ? editor.Walk.Count - count : editor.Walk.Count - 1); break;
            case '/' or '?': BeginPattern(letter); break;
            case 'n' or 'N': SearchAgain(letter == 'N'); break;
            case 'v': Command(EditCommand.EditAndExecuteCommand, 1); break;
            case '#': Command(EditCommand.InsertComment, 1); break;
            case '_': AppendArgument(counted ? count : null); break;
            case '=': Complete(EditCommand.PossibleCompletions); break;
            case '\\': Complete(EditCommand.Complete); break;
            case '*': Complete(EditCommand.InsertCompletions); break;
            default: Cancel(); break;
        }
    }

    private int CharactersAfter(int count) => Math.Min(editor.LineEnd(Line.Cursor), Times(count, at => GraphemeClusters.Next(Text, at)));

    private void Command(EditCommand command, int count)
    {
        Reset();
        for (int i = 0; i < count && editor.IsOpen; i++) editor.Execute(command);
    }

    private void InsertAt(int at, int count)
    {
        Line.Cursor = at;
        Insert(count);
    }

    private void OpenRow(int at, bool below)
    {
        Line.Cursor = at;
        Line.Insert("\n"u8);
        if (!below) Line.Cursor = at;
        Insert(1);
    }

    private void ReplaceCharacters(ReadOnlySpan<byte> raw, int count)
    {
        int end = Line.Cursor;
        for (int i = 0; i < count; i++)
        {
            if (end >= editor.LineEnd(Line.Cursor))
            {
                Cancel();
                return;
            }
            end = GraphemeClusters.Next(Text, end);
        }
        Line.Delete(Line.Cursor, end);
        for (int i = 0; i < count; i++) Line.Insert(raw);
        Line.Cursor = GraphemeClusters.Previous(Text, Line.Cursor);
        Changed();
    }

    private void ToggleCase(int count)
    {
        int end = CharactersAfter(count);
        Line.Replace(Line.Cursor, end, LetterCase.Change(Text[Line.Cursor..end], WordCase.Toggle));
        Changed();
    }

    private void Put(bool behind, int count)
    {
        ReadOnlySpan<byte> text = editor.Memory.Kills.Current;
        if (text.IsEmpty)
        {
            Cancel();
            return;
        }
        if (behind && !Line.IsEmpty && Line.Cursor < editor.LineEnd(Line.Cursor)) Line.Cursor = GraphemeClusters.Next(Text, Line.Cursor);
        for (int i = 0; i < Math.Min(count, 1_000_000 / text.Length); i++) Line.Insert(text);
        Line.Cursor = GraphemeClusters.Previous(Text, Line.Cursor);
        Changed();
    }

    private void MoveHistory(int by)
    {
        Reset();
        for (int i = 0; i < Math.Abs(by); i++)
        {
            if (editor.MoveWithin(Math.Sign(by)) || editor.ShowEntry(editor.Walk.Age - Math.Sign(by))) continue;
            editor.Bell = true;
            return;
        }
    }

    private void GoTo(int age)
    {
        Reset();
        if (age < 0 || !editor.ShowEntry(age)) editor.Bell = true;
    }

    private void AppendArgument(int? number)
    {
        byte[] word = HistoryArguments.Get(editor.Walk.Original(editor.Walk.Age + 1), number is { } n ? n - 1 : -1);
        if (word.Length == 0)
        {
            Cancel();
            return;
        }
        if (!Line.IsEmpty) Line.Cursor = GraphemeClusters.Next(Text, Line.Cursor);
        Line.Insert(" "u8);
        Line.Insert(word);
        Insert(1);
    }

    // The word under the cursor ends behind its character, as the completer sees it.
    private void Complete(EditCommand command)
    {
        Reset();
        if (!Line.IsEmpty) Line.Cursor = GraphemeClusters.Next(Text, Line.Cursor);
        editor.Execute(command);
        if (command != EditCommand.PossibleCompletions) Insert(1);
    }

    private void PressOther(Key key, ReadOnlySpan<byte> raw)
    {
        Reset();
        EditCommand command = key.Kind switch
        {
            KeyKind.Enter => EditCommand.AcceptLine,
            KeyKind.Left or KeyKind.Backspace => EditCommand.BackwardChar,
            KeyKind.Right => EditCommand.ForwardChar,
            KeyKind.Up => EditCommand.PreviousLineOrHistory,
            KeyKind.Down => EditCommand.NextLineOrHistory,
            KeyKind.Home => EditCommand.BeginningOfLine,
            KeyKind.End => EditCommand.EndOfLine,
            KeyKind.Delete => EditCommand.DeleteChar,
            KeyKind.PageUp => EditCommand.HistorySearchBackward,
            KeyKind.PageDown => EditCommand.HistorySearchForward,
            KeyKind.Character when key.Modifiers == KeyModifiers.Control => Controlled((char)Math.Min(key.Value, 0xFFFF)),
            _ => EditCommand.None,
        };
        if (command == EditCommand.None) editor.Bell = true;
        else editor.Execute(command, key, raw);
    }

    private static EditCommand Controlled(char letter) => letter switch
    {
        'c' => EditCommand.Interrupt,
        'd' => EditCommand.DeleteCharOrEnd,
        'h' => EditCommand.BackwardChar,
        'j' => EditCommand.AcceptLine,
        'k' => EditCommand.KillLine,
        'l' => EditCommand.ClearScreen,
        'n' => EditCommand.NextHistory,
        'p' => EditCommand.PreviousHistory,
        'r' => EditCommand.ReverseSearchHistory,
        's' => EditCommand.ForwardSearchHistory,
        'u' => EditCommand.UnixLineDiscard,
        'w' => EditCommand.UnixWordRubout,
        'y' => EditCommand.Yank,
        '_' => EditCommand.Undo,
        _ => EditCommand.None,
    };
}

using Drover.LineEditor.Buffers;
using Drover.LineEditor.Histories;

namespace Drover.LineEditor.Editing;

internal sealed partial class Editor
{
    private int _quotingCount;
    private int? _searchingCharacter;

    private void Run(EditCommand command, int? argument, ReadOnlySpan<byte> raw)
    {
        int count = argument ?? 1;
        // M-- alone is minus one.
        if (argument == 0 && _negative) count = -1;
        _negative = false;
        switch (command)
        {
            case EditCommand.SelfInsert: InsertTyped(raw, count); break;
            case EditCommand.InsertNewline: InsertTyped("\n"u8, count); break;
            case EditCommand.TabInsert: InsertTyped("\t"u8, count); break;
            case EditCommand.QuotedInsert: (_quoting, _quotingCount) = (true, count); break;
            case EditCommand.OverwriteMode: _overwriting = argument is null ? !_overwriting : count > 0; break;

            case EditCommand.BeginningOfLine: _line.Cursor = LineStart(_line.Cursor); break;
            case EditCommand.EndOfLine: MoveToEnd(); break;
            case EditCommand.ForwardChar: MoveCharacters(count); break;
            case EditCommand.BackwardChar: MoveCharacters(-count); break;
            case EditCommand.ForwardWord: MoveWords(count); break;
            case EditCommand.BackwardWord: MoveWords(-count); break;
            case EditCommand.ShellForwardWord: _line.Cursor = Repeat(count, at => HistoryArguments.EndBehind(_line.Text, at)); break;
            case EditCommand.ShellBackwardWord: _line.Cursor = Repeat(count, at => HistoryArguments.StartBefore(_line.Text, at)); break;
            case EditCommand.CharacterSearch: _searchingCharacter = count; break;
            case EditCommand.CharacterSearchBackward: _searchingCharacter = -count; break;
            case EditCommand.SetMark: _mark = argument ?? _line.Cursor; break;
            case EditCommand.ExchangePointAndMark: ExchangeMark(); break;

            case EditCommand.DeleteChar: DeleteCharacters(count, argument is not null); break;
            case EditCommand.DeleteCharOrEnd: DeleteOrEnd(count, argument is not null); break;
            case EditCommand.BackwardDeleteChar: DeleteCharacters(-count, argument is not null); break;
            case EditCommand.KillLine: KillTo(count > 0 ? LineKillEnd() : LineStart(_line.Cursor)); break;
            case EditCommand.BackwardKillLine: KillTo(count > 0 ? LineKillStart() : LineKillEnd()); break;
            case EditCommand.UnixLineDiscard: KillTo(LineKillStart()); break;
            case EditCommand.KillWholeLine: KillWholeLine(); break;
            case EditCommand.KillWord: KillTo(WordTarget(count)); break;
            case EditCommand.BackwardKillWord: KillTo(WordTarget(-count)); break;
            case EditCommand.UnixWordRubout: KillTo(Repeat(count, at => WordMotions.BlankBackward(_line.Text, at))); break;
            case EditCommand.UnixFilenameRubout: KillTo(Repeat(count, at => WordMotions.NameBackward(_line.Text, at))); break;
            case EditCommand.ShellKillWord: KillTo(Repeat(count, at => HistoryArguments.EndBehind(_line.Text, at))); break;
            case EditCommand.ShellBackwardKillWord: KillTo(Repeat(count, at => HistoryArguments.StartBefore(_line.Text, at))); break;
            case EditCommand.CopyRegionAsKill when HasMark(): Copy(_mark, _line.Cursor); break;
            case EditCommand.KillRegion when HasMark(): KillTo(_mark); break;
            case EditCommand.CopyForwardWord: Copy(_line.Cursor, WordTarget(count)); break;
            case EditCommand.CopyBackwardWord: Copy(_line.Cursor, WordTarget(-count)); break;
            case EditCommand.DeleteHorizontalSpace: DeleteBlanks(); break;
            case EditCommand.Yank: Yank(count); break;
            case EditCommand.YankPop: YankPop(); break;
            case EditCommand.YankLastArg: YankLastArgument(argument); break;
            case EditCommand.YankNthArg: YankArgument(argument ?? 1); break;

            case EditCommand.TransposeChars: TransposeCharacters(); break;
            case EditCommand.TransposeWords: TransposeWords(count); break;
            case EditCommand.UpcaseWord: ChangeCase(count, WordCase.Upper); break;
            case EditCommand.DowncaseWord: ChangeCase(count, WordCase.Lower); break;
            case EditCommand.CapitalizeWord: ChangeCase(count, WordCase.Capital); break;
            case EditCommand.Undo: Times(count, _line.Undo); break;
            case EditCommand.Redo: Times(count, _line.Redo); break;
            case EditCommand.RevertLine: Revert(); break;
            case EditCommand.Abort: Abort(); break;
            default: RunOther(command, count, argument); break;
        }
    }

    private void RunOther(EditCommand command, int count, int? argument)
    {
        switch (command)
        {
            case EditCommand.PreviousHistory: MoveHistory(count); break;
            case EditCommand.NextHistory: MoveHistory(-count); break;
            case EditCommand.BeginningOfHistory: ShowHistory(_walk.Count - 1); break;
            case EditCommand.EndOfHistory: ShowHistory(HistoryWalk.Typed); break;
            case EditCommand.PreviousLineOrHistory: MoveLines(-count); break;
            case EditCommand.NextLineOrHistory: MoveLines(count); break;
            case EditCommand.HistorySearchBackward: SearchPrefix(older: true); break;
            case EditCommand.HistorySearchForward: SearchPrefix(older: false); break;
            case EditCommand.HistorySubstringSearchBackward: SearchPrefix(older: true, match: HistoryMatch.Substring); break;
            case EditCommand.HistorySubstringSearchForward: SearchPrefix(older: false, match: HistoryMatch.Substring); break;
            case EditCommand.ReverseSearchHistory: BeginSearch(older: true); break;
            case EditCommand.ForwardSearchHistory: BeginSearch(older: false); break;

            case EditCommand.HistoryExpandLine: ExpandHistory(); break;
            case EditCommand.MagicSpace:
                ExpandHistory();
                InsertTyped(" "u8, count);
                break;

            case EditCommand.Complete: Complete(); break;
            case EditCommand.PossibleCompletions: ListCompletions(); break;
            case EditCommand.InsertCompletions: InsertCompletions(); break;
            case EditCommand.MenuComplete: CycleCompletions(1); break;
            case EditCommand.MenuCompleteBackward: CycleCompletions(-1); break;

            case EditCommand.AcceptLine: AcceptLine(); break;
            case EditCommand.OperateAndGetNext: OperateAndGetNext(); break;
            case EditCommand.InsertComment: InsertComment(argument is null); break;
            case EditCommand.Interrupt: Outcome = LineOutcome.Interrupted; break;
            case EditCommand.ClearScreen: Request = EditorRequest.ClearScreen; break;
            case EditCommand.RedrawCurrentLine: Request = EditorRequest.Redraw; break;
            case EditCommand.ReReadInitFile when _options.ReadSettings is not null: Request = EditorRequest.ReadSettings; break;
            case EditCommand.EditAndExecuteCommand when _options.EditExternally is not null: Request = EditorRequest.EditExternally; break;
            case EditCommand.EmacsEditingMode: SwitchMode(EditingMode.Emacs); break;
            case EditCommand.ViEditingMode: SwitchMode(EditingMode.Vi); break;
            case EditCommand.DeleteCharOrList: DeleteOrList(count, argument is not null); break;
            case EditCommand.ViInsertionMode: EnterViInsertMode(); break;
            case EditCommand.ViMovementMode: EnterViCommandMode(); break;
            case EditCommand.None: break;
            default: Bell = true; break;
        }
    }

    private void Abort()
    {
        CloseList();
        Bell = true;
    }

    private void Times(int count, Func<bool> action)
    {
        bool any = false;
        for (int i = 0; i < count && action(); i++) any = true;
        if (!any) Bell = true;
    }

    private int Repeat(int count, Func<int, int> motion)
    {
        int at = _line.Cursor;
        for (int i = 0; i < count; i++)
        {
            int next = motion(at);
            if (next == at) break;
            at = next;
        }
        return at;
    }
}

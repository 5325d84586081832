using Drover.LineEditor.Editing;

namespace Drover.LineEditor.Keys;

/// <summary>The keys of emacs mode, as readline has them, with fish's arrows.</summary>
internal static class EmacsBindings
{
    private static readonly (string Keys, EditCommand Command)[] s_bindings =
    [
        (@"\C-a", EditCommand.BeginningOfLine), (@"\C-b", EditCommand.BackwardChar), (@"\C-c", EditCommand.Interrupt), (@"\C-d", EditCommand.DeleteCharOrEnd),
        (@"\C-e", EditCommand.EndOfLine), (@"\C-f", EditCommand.ForwardChar), (@"\C-g", EditCommand.Abort), (@"\C-h", EditCommand.BackwardDeleteChar),
        (@"\C-j", EditCommand.AcceptLine), (@"\C-k", EditCommand.KillLine), (@"\C-l", EditCommand.ClearScreen), (@"\C-n", EditCommand.NextHistory),
        (@"\C-o", EditCommand.OperateAndGetNext), (@"\C-p", EditCommand.PreviousHistory), (@"\C-q", EditCommand.QuotedInsert), (@"\C-r", EditCommand.ReverseSearchHistory),
        (@"\C-s", EditCommand.ForwardSearchHistory), (@"\C-t", EditCommand.TransposeChars), (@"\C-u", EditCommand.UnixLineDiscard), (@"\C-v", EditCommand.QuotedInsert),
        (@"\C-w", EditCommand.UnixWordRubout), (@"\C-y", EditCommand.Yank), (@"\C-z", EditCommand.None), (@"\C-@", EditCommand.SetMark), (@"\C-_", EditCommand.Undo),
        (@"\C-]", EditCommand.CharacterSearch), (@"\e\C-]", EditCommand.CharacterSearchBackward), (@"\C-?", EditCommand.BackwardDeleteChar), (@"\C-m", EditCommand.AcceptLine),
        (@"\t", EditCommand.Complete), (@"\e[Z", EditCommand.MenuCompleteBackward), (@"\e?", EditCommand.PossibleCompletions), (@"\e=", EditCommand.PossibleCompletions),
        (@"\e*", EditCommand.InsertCompletions),
        (@"\C-x\C-e", EditCommand.EditAndExecuteCommand), (@"\C-x\C-u", EditCommand.Undo), (@"\C-x\C-x", EditCommand.ExchangePointAndMark), (@"\C-x\C-?", EditCommand.BackwardKillLine),
        (@"\C-x\C-g", EditCommand.Abort), (@"\C-x\C-k", EditCommand.KillRegion), (@"\C-x\C-r", EditCommand.Redo),
        (@"\e\C-g", EditCommand.Abort), (@"\e\C-h", EditCommand.BackwardKillWord), (@"\e\C-j", EditCommand.ViEditingMode), (@"\e\C-m", EditCommand.InsertNewline),
        (@"\e\C-y", EditCommand.YankNthArg), (@"\e\C-?", EditCommand.BackwardKillWord), (@"\e ", EditCommand.SetMark), (@"\e#", EditCommand.InsertComment),
        (@"\e.", EditCommand.YankLastArg), (@"\e_", EditCommand.YankLastArg), (@"\e<", EditCommand.BeginningOfHistory), (@"\e>", EditCommand.EndOfHistory),
        (@"\e\\", EditCommand.DeleteHorizontalSpace), (@"\e/", EditCommand.Redo), (@"\e-", EditCommand.DigitArgument),
        (@"\eb", EditCommand.BackwardWord), (@"\ec", EditCommand.CapitalizeWord), (@"\ed", EditCommand.KillWord), (@"\ef", EditCommand.ForwardWord),
        (@"\el", EditCommand.DowncaseWord), (@"\en", EditCommand.HistorySearchForward), (@"\ep", EditCommand.HistorySearchBackward), (@"\er", EditCommand.RevertLine),
        (@"\et", EditCommand.TransposeWords), (@"\eu", EditCommand.UpcaseWord), (@"\ew", EditCommand.CopyBackwardWord), (@"\ey", EditCommand.YankPop),
        (@"\e[1;3C", EditCommand.ForwardWord), (@"\e[1;3D", EditCommand.BackwardWord), (@"\e[3;5~", EditCommand.KillWord), (@"\e[3;3~", EditCommand.KillWord),
        (@"\e[1;5A", EditCommand.PreviousHistory), (@"\e[1;5B", EditCommand.NextHistory), (@"\e[27;5;8~", EditCommand.BackwardKillWord), (@"\e[27;2;13~", EditCommand.InsertNewline),
    ];

    /// <summary>Keys that both modes have outside vi's command mode.</summary>
    private static readonly (string Keys, EditCommand Command)[] s_cursorKeys =
    [
        (@"\e[A", EditCommand.PreviousLineOrHistory), (@"\e[B", EditCommand.NextLineOrHistory), (@"\e[C", EditCommand.ForwardChar), (@"\e[D", EditCommand.BackwardChar),
        (@"\e[H", EditCommand.BeginningOfLine), (@"\e[F", EditCommand.EndOfLine), (@"\e[2~", EditCommand.OverwriteMode), (@"\e[3~", EditCommand.DeleteChar),
        (@"\e[5~", EditCommand.HistorySearchBackward), (@"\e[6~", EditCommand.HistorySearchForward), (@"\e[1;5C", EditCommand.ForwardWord), (@"\e[1;5D", EditCommand.BackwardWord),
    ];

    /// <summary>A new map, to which a host's own keys can be added.</summary>
    public static KeyMap Create()
    {
        var map = new KeyMap();
        AddCursorKeys(map);
        Add(map, s_bindings);
        for (char digit = '0'; digit <= '9'; digit++) map.Bind([Key.Of(digit, KeyModifiers.Alt)], KeyAction.Of(EditCommand.DigitArgument));
        return map;
    }

    public static void AddCursorKeys(KeyMap map) => Add(map, s_cursorKeys);

    public static void Add(KeyMap map, (string Keys, EditCommand Command)[] bindings)
    {
        foreach ((string keys, EditCommand command) in bindings) map.Bind(KeyNotation.Parse(keys), KeyAction.Of(command));
    }
}

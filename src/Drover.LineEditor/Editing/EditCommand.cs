namespace Drover.LineEditor.Editing;

/// <summary>What a key can do. The names are readline's, where readline has it.</summary>
public enum EditCommand
{
    /// <summary>Nothing: a key that is bound to it does nothing.</summary>
    None,

    /// <summary>Gives up what is going on: an argument, a search, a list.</summary>
    Abort,

    /// <summary>Accepts the text, or goes on with a new line when the host says that it is not complete.</summary>
    AcceptLine,

    /// <summary>One character back.</summary>
    BackwardChar,

    /// <summary>Deletes the character before the cursor.</summary>
    BackwardDeleteChar,

    /// <summary>Kills from the cursor back to the start of the line.</summary>
    BackwardKillLine,

    /// <summary>Kills the word before the cursor.</summary>
    BackwardKillWord,

    /// <summary>To the start of the word.</summary>
    BackwardWord,

    /// <summary>To the oldest entry.</summary>
    BeginningOfHistory,

    /// <summary>To the start of the line.</summary>
    BeginningOfLine,

    /// <summary>Makes the first letter of the word a capital.</summary>
    CapitalizeWord,

    /// <summary>To the next one of the character that is pressed next.</summary>
    CharacterSearch,

    /// <summary>To the one before.</summary>
    CharacterSearchBackward,

    /// <summary>Clears the screen and shows the line at its top.</summary>
    ClearScreen,

    /// <summary>Completes the word; lists what it could be when pressed again.</summary>
    Complete,

    /// <summary>Copies the word before the cursor to the kill ring.</summary>
    CopyBackwardWord,

    /// <summary>Copies what is between the mark and the cursor to the kill ring.</summary>
    CopyRegionAsKill,

    /// <summary>Copies the word behind the cursor to the kill ring.</summary>
    CopyForwardWord,

    /// <summary>Deletes the character at the cursor.</summary>
    DeleteChar,

    /// <summary>Deletes the character at the cursor; on an empty line, the end of the input.</summary>
    DeleteCharOrEnd,

    /// <summary>Deletes the character at the cursor; at the end of the line, lists what the word could be.</summary>
    DeleteCharOrList,

    /// <summary>Deletes the blanks around the cursor.</summary>
    DeleteHorizontalSpace,

    /// <summary>Begins or continues a numeric argument.</summary>
    DigitArgument,

    /// <summary>Makes the word lower case.</summary>
    DowncaseWord,

    /// <summary>Hands the text to the host's editor.</summary>
    EditAndExecuteCommand,

    /// <summary>Switches to emacs's keys.</summary>
    EmacsEditingMode,

    /// <summary>To the line that was being typed.</summary>
    EndOfHistory,

    /// <summary>To the end of the line.</summary>
    EndOfLine,

    /// <summary>Exchanges the cursor and the mark.</summary>
    ExchangePointAndMark,

    /// <summary>One character forward, or takes the suggestion.</summary>
    ForwardChar,

    /// <summary>Searches for newer entries.</summary>
    ForwardSearchHistory,

    /// <summary>To the end of the word, or takes a word of the suggestion.</summary>
    ForwardWord,

    /// <summary>To the older entry that begins as the text before the cursor does.</summary>
    HistorySearchBackward,

    /// <summary>To the newer one.</summary>
    HistorySearchForward,

    /// <summary>To the older entry that has the text before the cursor in it.</summary>
    HistorySubstringSearchBackward,

    /// <summary>To the newer one that has.</summary>
    HistorySubstringSearchForward,

    /// <summary>Puts former entries in the place of what stands for them, as the host knows it.</summary>
    HistoryExpandLine,

    /// <summary>Makes the line a comment and accepts it.</summary>
    InsertComment,

    /// <summary>Inserts all that the word could be.</summary>
    InsertCompletions,

    /// <summary>Inserts a newline.</summary>
    InsertNewline,

    /// <summary>Gives the line up.</summary>
    Interrupt,

    /// <summary>Kills to the end of the line.</summary>
    KillLine,

    /// <summary>Kills between the mark and the cursor.</summary>
    KillRegion,

    /// <summary>Kills the line.</summary>
    KillWholeLine,

    /// <summary>Kills to the end of the word.</summary>
    KillWord,

    /// <summary>Does what <see cref="HistoryExpandLine"/> does, and inserts a blank.</summary>
    MagicSpace,

    /// <summary>Puts the next of what the word could be in its place.</summary>
    MenuComplete,

    /// <summary>Puts the previous one in its place.</summary>
    MenuCompleteBackward,

    /// <summary>To the newer entry.</summary>
    NextHistory,

    /// <summary>One line down; from the last line, to the newer entry that begins as what was typed.</summary>
    NextLineOrHistory,

    /// <summary>Accepts the text; the next line begins with the entry after this one.</summary>
    OperateAndGetNext,

    /// <summary>Switches between inserting and overwriting.</summary>
    OverwriteMode,

    /// <summary>Lists what the word could be.</summary>
    PossibleCompletions,

    /// <summary>To the older entry.</summary>
    PreviousHistory,

    /// <summary>One line up; from the first line, to the older entry that begins as what was typed.</summary>
    PreviousLineOrHistory,

    /// <summary>Inserts the next key as it is.</summary>
    QuotedInsert,

    /// <summary>Reads the settings again.</summary>
    ReReadInitFile,

    /// <summary>Shows the line anew.</summary>
    RedrawCurrentLine,

    /// <summary>Does again what was taken back.</summary>
    Redo,

    /// <summary>Searches for older entries.</summary>
    ReverseSearchHistory,

    /// <summary>Takes back all changes.</summary>
    RevertLine,

    /// <summary>Inserts the character.</summary>
    SelfInsert,

    /// <summary>Sets the mark at the cursor.</summary>
    SetMark,

    /// <summary>Kills back to the start of the word as a shell sees it.</summary>
    ShellBackwardKillWord,

    /// <summary>To the start of the word as a shell sees it.</summary>
    ShellBackwardWord,

    /// <summary>To the end of the word as a shell sees it.</summary>
    ShellForwardWord,

    /// <summary>Kills to the end of the word as a shell sees it.</summary>
    ShellKillWord,

    /// <summary>Inserts a tab.</summary>
    TabInsert,

    /// <summary>Exchanges the character before the cursor with the one at it.</summary>
    TransposeChars,

    /// <summary>Exchanges the word before the cursor with the one behind.</summary>
    TransposeWords,

    /// <summary>Takes back the last change.</summary>
    Undo,

    /// <summary>Multiplies the numeric argument by four, or ends it.</summary>
    UniversalArgument,

    /// <summary>Kills back to the blank or slash before.</summary>
    UnixFilenameRubout,

    /// <summary>Kills from the cursor back to the start of the line.</summary>
    UnixLineDiscard,

    /// <summary>Kills back to the blank before.</summary>
    UnixWordRubout,

    /// <summary>Makes the word upper case.</summary>
    UpcaseWord,

    /// <summary>Switches to vi's keys.</summary>
    ViEditingMode,

    /// <summary>Switches from vi's command mode to its insert mode.</summary>
    ViInsertionMode,

    /// <summary>Switches from vi's insert mode to its command mode.</summary>
    ViMovementMode,

    /// <summary>Inserts what was killed last.</summary>
    Yank,

    /// <summary>Inserts the last word of the entry before; pressed again, of the one before that.</summary>
    YankLastArg,

    /// <summary>Inserts the first argument of the entry before, or the one that the numeric argument names.</summary>
    YankNthArg,

    /// <summary>Puts the kill before in the place of the one inserted.</summary>
    YankPop,
}

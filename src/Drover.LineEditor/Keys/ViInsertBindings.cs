using Drover.LineEditor.Editing;

namespace Drover.LineEditor.Keys;

/// <summary>The keys of vi's insert mode, as readline has them.</summary>
internal static class ViInsertBindings
{
    private static readonly (string Keys, EditCommand Command)[] s_bindings =
    [
        (@"\e", EditCommand.ViMovementMode), (@"\C-c", EditCommand.Interrupt), (@"\C-d", EditCommand.DeleteCharOrEnd), (@"\C-h", EditCommand.BackwardDeleteChar),
        (@"\C-?", EditCommand.BackwardDeleteChar), (@"\C-j", EditCommand.AcceptLine), (@"\C-m", EditCommand.AcceptLine), (@"\t", EditCommand.Complete),
        (@"\e[Z", EditCommand.MenuCompleteBackward), (@"\C-l", EditCommand.ClearScreen), (@"\C-n", EditCommand.NextHistory), (@"\C-p", EditCommand.PreviousHistory),
        (@"\C-q", EditCommand.QuotedInsert), (@"\C-r", EditCommand.ReverseSearchHistory), (@"\C-s", EditCommand.ForwardSearchHistory), (@"\C-t", EditCommand.TransposeChars),
        (@"\C-u", EditCommand.UnixLineDiscard), (@"\C-v", EditCommand.QuotedInsert), (@"\C-w", EditCommand.UnixWordRubout), (@"\C-y", EditCommand.Yank),
        (@"\C-z", EditCommand.None), (@"\C-_", EditCommand.Undo), (@"\C-g", EditCommand.Abort),
        // Not readline's, but what hands remember.
        (@"\C-a", EditCommand.BeginningOfLine), (@"\C-e", EditCommand.EndOfLine), (@"\C-f", EditCommand.ForwardChar), (@"\C-b", EditCommand.BackwardChar),
        (@"\C-k", EditCommand.KillLine),
    ];

    public static KeyMap Create()
    {
        var map = new KeyMap();
        EmacsBindings.AddCursorKeys(map);
        EmacsBindings.Add(map, s_bindings);
        return map;
    }
}

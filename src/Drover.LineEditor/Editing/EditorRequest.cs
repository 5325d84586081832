namespace Drover.LineEditor.Editing;

/// <summary>What the editor asks of whoever holds the terminal.</summary>
internal enum EditorRequest
{
    None,
    ClearScreen,
    Redraw,
    EditExternally,
    RunHostCommand,
    ReadSettings,
}

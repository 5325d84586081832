using Drover.Engine.Terminals;
using Drover.Shell.Execution;

namespace Drover.Shell.Prompts;

/// <summary>The size of the terminal, which an interactive shell keeps in <c>COLUMNS</c> and <c>LINES</c> (XBD 8.3).</summary>
internal sealed class TerminalWindow(Interpreter shell)
{
    private TerminalSize? _size;

    /// <summary>Asks the terminal for its size and sets the variables if it has changed.</summary>
    public void Update()
    {
        if (shell.JobControl.Device is not { } terminal || Terminal.GetSize(terminal) is not { } size || size == _size) return;
        _size = size;
        Set("COLUMNS", size.Columns);
        Set("LINES", size.Rows);
    }

    private void Set(string name, int value)
    {
        if (shell.Environment.Variables.Find(name)?.IsReadOnly != true) shell.Environment.Variables.Set(name, ShellText.Of(value));
    }
}

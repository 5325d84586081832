using Drover.Engine.Descriptors;
using Drover.Shell.Execution;

namespace Drover.Shell.Prompts;

/// <summary>Chooses for each line who reads it: the editor on a terminal that can be drawn on, else the plain reader.</summary>
/// <param name="shell">The shell.</param>
/// <param name="make">Makes the editor when it is needed first; null when there is none.</param>
internal sealed class ReaderChoice(Interpreter shell, Func<ICommandReader>? make) : ICommandReader
{
    private readonly PlainReader _plain = new(shell);
    private ICommandReader? _editor;
    private ICommandReader? _current;

    /// <summary>Whether the next reader shows several rows of one text.</summary>
    public bool UsesContinuation => make is not null && CanDraw;

    /// <summary>The keys of the editor, which is made for it; null when there is none.</summary>
    public IEditorKeys? Keys => make is null ? null : Editor.Keys;

    // Whoever needs it first finds it with the user's own keys.
    private ICommandReader Editor
    {
        get
        {
            if (_editor is not null) return _editor;
            _editor = make!();
            if (_editor.Keys is { } keys) InputrcFile.ReadFirst(shell, keys);
            return _editor;
        }
    }

    private bool CanDraw => shell.Environment.Variables.Get("TERM") is { Length: > 0 } and not "dumb" && IsTerminal(0) && IsTerminal(2);

    public CommandLine Read(PromptRequest request, IReaderHost host)
    {
        _current = UsesContinuation ? Editor : _plain;
        return _current.Read(request, host);
    }

    public void Suspend() => _current?.Suspend();

    public void Resume() => _current?.Resume();

    private bool IsTerminal(int number) => shell.Environment.Descriptors[number] is { Capture: null, Descriptor: Descriptor { IsTerminal: true } };
}

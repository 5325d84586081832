using Drover.LineEditor.Completions;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Histories;
using Drover.LineEditor.Keys;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor;

/// <summary>What a host gives its line reader, and how the reader behaves.</summary>
/// <remarks>All that is called is called on the thread that reads. May be changed between two lines.</remarks>
public sealed class LineEditorOptions
{
    /// <summary>Which keys edit.</summary>
    public EditingMode Mode { get; set; }

    /// <summary>The lines accepted before; null for none. The reader adds nothing to it.</summary>
    public IHistory? History { get; set; }

    /// <summary>What Tab asks; without it Tab does nothing.</summary>
    public ICompleter? Completer { get; set; }

    /// <summary>What colours the text.</summary>
    public IHighlighter? Highlighter { get; set; }

    /// <summary>What guesses how the line goes on.</summary>
    public ISuggester? Suggester { get; set; }

    /// <summary>Whether a text can be accepted, or Enter begins another row. Without it every text can.</summary>
    public Func<ReadOnlySpan<byte>, bool>? IsComplete { get; set; }

    /// <summary>Lets a person edit the text in a program of its own and returns the text to accept; null to go on with the one there was.</summary>
    /// <remarks>The terminal has its ordinary modes meanwhile.</remarks>
    public Func<byte[], byte[]?>? EditExternally { get; set; }

    /// <summary>Waits until the input can be read, at most for the time given (<see cref="Timeout.InfiniteTimeSpan"/>: for ever).</summary>
    /// <remarks>
    /// Here a host runs its event loop. From within it may call <see cref="LineReader.PrintAbove"/> and <see cref="LineReader.SetPrompt"/>. Without it a change of the
    /// terminal's size is seen with the next key only.
    /// </remarks>
    public Func<TimeSpan, InputWait>? Wait { get; set; }

    /// <summary>The terminal's name, as in TERM. <c>dumb</c> and the empty name mean plain reading, without any sequence sent.</summary>
    public string Terminal { get; set; } = "xterm";

    /// <summary>Whether colours may be used for the text; the host sets it to false where NO_COLOR is set. Prompts are the host's own.</summary>
    public bool Colors { get; set; } = true;

    /// <summary>Whether pasted text is told from typed text (bracketed paste).</summary>
    public bool BracketedPaste { get; set; } = true;

    /// <summary>Whether the terminal wraps its lines anew when its width changes, as most do and xterm and the Linux console do not.</summary>
    public bool TerminalReflows { get; set; } = true;

    /// <summary>Whether the bell rings when a key can do nothing.</summary>
    public bool Bell { get; set; } = true;

    /// <summary>How long an ESC waits for more to tell whether it is the key or the start of a sequence.</summary>
    public TimeSpan EscapeTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How a suggestion looks.</summary>
    public TextStyle SuggestionStyle { get; set; } = new(TextColor.Palette(8));

    /// <summary>How many completions are listed without a question.</summary>
    public int CompletionQueryItems { get; set; } = 100;

    /// <summary>Whether a list of completions is shown when Tab is pressed for the first time.</summary>
    public bool ListsAmbiguous { get; set; }

    /// <summary>The same, if nothing can be added to what was typed.</summary>
    public bool ListsUnmodified { get; set; }

    /// <summary>Whether completions may differ from what was typed in the case of letters. For the <see cref="Completer"/> to look at.</summary>
    public bool CompletionIgnoresCase { get; set; }

    /// <summary>What makes a line a comment.</summary>
    public string CommentBegin { get; set; } = "#";

    /// <summary>How long keys that do something wait for others, if they may begin longer ones.</summary>
    public TimeSpan KeySequenceTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the keys do.</summary>
    public KeyBindings Bindings { get; } = new();

    /// <summary>Runs what a key was bound to with <see cref="KeyAction.Running"/> and returns the line as it is to be. The terminal has its ordinary modes meanwhile, and the line is off the screen.</summary>
    public Func<string, EditedText, EditedText>? RunHostCommand { get; set; }

    /// <summary>Reads the files again that hold a person's settings. The terminal has its ordinary modes meanwhile.</summary>
    public Action? ReadSettings { get; set; }

    /// <summary>Puts former entries in the place of what stands for them in a text; null when there is nothing of that kind.</summary>
    public Func<byte[], byte[]?>? ExpandHistory { get; set; }
}

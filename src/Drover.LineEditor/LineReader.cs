// Constraints
//   The host is one thread that forks, so nothing here starts another or waits where the host can't do its own work. The terminal belongs to whatever runs next: its modes
//   must be as they were, whichever way the reading ends, and keys typed ahead must be left in it for the next program.
// Scheme
//   Keys are read one byte at a time, so that what is typed behind Enter stays in the terminal; within a paste, in blocks. While more can be read at once nothing is drawn.
//   Between keys the host's Wait is called. What is drawn goes out in one write.

using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;
using Drover.LineEditor.Editing;
using Drover.LineEditor.Keys;
using Drover.LineEditor.Rendering;

namespace Drover.LineEditor;

/// <summary>Reads lines that a person edits on a terminal; from anything else, plain lines.</summary>
/// <remarks>For one thread. The descriptors stay the caller's, who may close them while a line is edited: its end is as it would have been.</remarks>
public sealed partial class LineReader
{
    /// <summary>Smaller numbers are those that people choose for their own files.</summary>
    private const int LowestDuplicate = 10;

    /// <summary>How long drawing is put off while keys come faster than they are pressed.</summary>
    private static readonly TimeSpan s_longestBlindness = TimeSpan.FromMilliseconds(50);

    private readonly Descriptor _givenInput;
    private readonly Descriptor _givenOutput;
    private readonly LineEditorOptions _options;
    private readonly EditorMemory _memory = new();
    private readonly KeyDecoder _decoder = new();
    private readonly Renderer _renderer = new();
    private readonly FrameBuilder _frames = new();
    private readonly byte[] _block = new byte[16 * 1024];
    // While a line is edited, duplicates: what a key runs may close the host's, and the terminal needs its modes back all the same.
    private Descriptor _input;
    private Descriptor _output;
    private Editor? _editor;
    private TerminalModes? _modes;
    private TerminalSize _size;
    private PromptText _prompt = new(default);
    private PromptText _continuation = new(default);
    private PromptText _right = new(default);
    private bool _isStale;

    /// <summary>Makes a reader.</summary>
    /// <param name="input">Where keys come from.</param>
    /// <param name="output">Where the line is shown: the same terminal.</param>
    /// <param name="options">What the host gives it.</param>
    public LineReader(Descriptor input, Descriptor output, LineEditorOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        (_givenInput, _givenOutput, _input, _output, _options) = (input, output, input, output, options);
    }

    /// <summary>Reads one line, or one text of several.</summary>
    /// <param name="prompt">What stands before it.</param>
    /// <param name="text">The text to begin with.</param>
    /// <param name="cursor">The cursor's byte offset in it; at the end when not given.</param>
    /// <exception cref="SystemCallException">The terminal can't be read or written.</exception>
    public LineResult Read(LinePrompt prompt, ReadOnlySpan<byte> text = default, int cursor = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (_editor is not null) throw new InvalidOperationException("A line is being read already.");
        TerminalModes? modes = _options.Terminal is "" or "dumb" || !_output.IsTerminal ? null : TerminalModes.Read(_input);
        return modes is null ? ReadPlainly(prompt) : ReadFrom(modes, prompt, text, cursor);
    }

    /// <summary>Prints whole lines above the line that is being edited, which moves down. For use within <see cref="LineEditorOptions.Wait"/>.</summary>
    /// <param name="text">What to print; a newline at its end is not needed.</param>
    public void PrintAbove(ReadOnlySpan<byte> text)
    {
        if (_editor is not null)
        {
            LookAtSize();
            _renderer.Erase();
            _isStale = true;
        }
        _renderer.Send(text);
        if (text.IsEmpty || text[^1] != '\n') _renderer.Send("\n"u8);
        Send();
    }

    /// <summary>Takes the line off the screen and gives the terminal its ordinary modes, so that something else can use it until <see cref="Resume"/>. For use within <see cref="LineEditorOptions.Wait"/>.</summary>
    public void Suspend()
    {
        if (_editor is null || _modes is not { } modes) return;
        LookAtSize();
        _renderer.Erase();
        Leave(modes);
    }

    /// <summary>Shows the line again, below what was written since <see cref="Suspend"/>. The modes that the terminal has now are those that it gets back in the end.</summary>
    public void Resume()
    {
        if (_editor is not { } editor || _modes is not { } modes) return;
        _modes = modes = TerminalModes.Read(_input) ?? modes;
        Enter(modes);
        _isStale = true;
        Draw(editor);
    }

    /// <summary>Puts another prompt in the place of the one shown. For use within <see cref="LineEditorOptions.Wait"/>.</summary>
    public void SetPrompt(LinePrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        _prompt = new PromptText(prompt.Primary);
        _continuation = new PromptText(prompt.Continuation);
        _right = new PromptText(prompt.Right);
        _isStale = true;
    }

    private LineResult ReadFrom(TerminalModes modes, LinePrompt prompt, ReadOnlySpan<byte> text, int cursor)
    {
        using Descriptor? input = TryDuplicate(_givenInput), output = TryDuplicate(_givenOutput);
        (_input, _output) = (input ?? _givenInput, output ?? _givenOutput);
        SetPrompt(prompt);
        var editor = new Editor(_options, _memory, _decoder);
        if (!text.IsEmpty) editor.Begin(text, cursor);
        _size = Terminal.GetSize(_output) ?? TerminalSize.Default;
        _renderer.Clear();
        _renderer.Begin();
        _frames.Reset();
        (_editor, _modes) = (editor, modes);
        try
        {
            Enter(modes);
            _renderer.Send(_prompt.Effects);
            _renderer.Send(_right.Effects);
            editor.PressAll();
            bool broken = false;
            while (editor.Outcome is null && !broken)
            {
                if (editor.Request != EditorRequest.None) Serve(editor);
                else broken = !TakeKeys(editor);
            }
            Show(editor.CreateLastView(_prompt, _continuation));
            if (editor.Outcome == LineOutcome.Interrupted) _renderer.Send("^C"u8);
            _renderer.End();
            return new LineResult(editor.Outcome ?? LineOutcome.BrokenOff, editor.Text);
        }
        finally
        {
            modes = _modes;
            (_editor, _modes) = (null, null);
            try
            {
                Leave(modes);
            }
            finally
            {
                (_input, _output) = (_givenInput, _givenOutput);
            }
        }
    }

    // Null when there are no more descriptors.
    private static Descriptor? TryDuplicate(Descriptor descriptor)
    {
        try
        {
            return descriptor.Duplicate(LowestDuplicate);
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    private void Enter(TerminalModes modes)
    {
        modes.AsRawInput().Apply(_input);
        if (_options.BracketedPaste) _renderer.Send("\e[?2004h"u8);
    }

    private void Leave(TerminalModes modes)
    {
        try
        {
            if (_options.BracketedPaste) _renderer.Send("\e[?2004l"u8);
            Send();
        }
        finally
        {
            modes.Apply(_input);
        }
    }

    private void Serve(Editor editor)
    {
        EditorRequest request = editor.Request;
        editor.Request = EditorRequest.None;
        switch (request)
        {
            case EditorRequest.ClearScreen:
                _renderer.EraseScreen();
                break;
            case EditorRequest.Redraw:
                LookAtSize();
                _renderer.Erase();
                break;
            case EditorRequest.EditExternally when _options.EditExternally is { } edit:
                Show(editor.CreateLastView(_prompt, _continuation));
                _renderer.End();
                if (Outside(() => edit(editor.Text)) is { } edited) editor.AcceptText(edited);
                break;
            case EditorRequest.RunHostCommand when _options.RunHostCommand is { } run:
                LookAtSize();
                _renderer.Erase();
                editor.Take(Outside(() => run(editor.RequestText, editor.Edited)));
                editor.TakeSettings();
                break;
            case EditorRequest.ReadSettings when _options.ReadSettings is { } read:
                LookAtSize();
                _renderer.Erase();
                Outside(() =>
                {
                    read();
                    return true;
                });
                editor.TakeSettings();
                break;
        }
        _isStale = true;
        editor.PressAll();
    }

    // With the terminal as commands expect it.
    private T Outside<T>(Func<T> action)
    {
        Leave(_modes!);
        try
        {
            return action();
        }
        finally
        {
            _modes = TerminalModes.Read(_input) ?? _modes!;
            Enter(_modes);
        }
    }

    // False when the host breaks the reading off.
    private bool TakeKeys(Editor editor)
    {
        Draw(editor);
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            TimeSpan? patience = editor.Patience is { } longest && longest != Timeout.InfiniteTimeSpan ? longest - Stopwatch.GetElapsedTime(begun) : null;
            TimeSpan left = patience ?? Timeout.InfiniteTimeSpan;
            if (patience <= TimeSpan.Zero)
            {
                editor.Flush();
                return true;
            }
            InputWait wait = _options.Wait?.Invoke(left) ?? (_input.WaitReadable(left) ? InputWait.Ready : InputWait.Elapsed);
            if (wait == InputWait.BreakOff) return false;
            if (wait == InputWait.Ready) break;
            LookAtSize();
            if (_isStale) Draw(editor);
        }
        begun = Stopwatch.GetTimestamp();
        do
        {
            int count = _input.Read(editor.IsPasting ? _block : _block.AsSpan(0, 1));
            if (count == Descriptor.WouldBlock) return true;
            if (count == 0) editor.EndInput();
            else editor.Feed(_block.AsSpan(0, count));
        }
        while (editor.IsOpen && Stopwatch.GetElapsedTime(begun) < s_longestBlindness && _input.WaitReadable(TimeSpan.Zero));
        return true;
    }

    private void LookAtSize()
    {
        TerminalSize size = Terminal.GetSize(_output) ?? _size;
        if (size == _size) return;
        _renderer.Resize(size.Columns, _options.TerminalReflows);
        _size = size;
        _isStale = true;
    }

    private void Draw(Editor editor)
    {
        LookAtSize();
        // A paste that is under way shows nothing new.
        if (editor.IsPasting && !_isStale) return;
        if (editor.Bell && _options.Bell) _renderer.Send("\a"u8);
        editor.Bell = false;
        Show(editor.CreateView(_prompt, _continuation, _right));
        Send();
        _isStale = false;
    }

    private void Show(View view) => _renderer.Show(_frames.Build(view, _size.Columns, _size.Rows));

    private void Send()
    {
        ReadOnlySpan<byte> bytes = _renderer.Output;
        while (!bytes.IsEmpty)
        {
            int count = _output.Write(bytes);
            if (count == Descriptor.ReaderGone) break;
            // Another program has made the terminal non-blocking: it takes more in a moment.
            if (count == Descriptor.WouldBlock) _input.WaitReadable(TimeSpan.FromMilliseconds(1));
            else bytes = bytes[count..];
        }
        _renderer.Clear();
    }
}

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.LineEditor;
using Drover.LineEditor.Editing;
using Drover.Shell.Prompts;

namespace Drover.Cli.Interactive;

/// <summary>Reads the commands of <c>drover sh</c> with the line editor.</summary>
internal sealed class ShellLineReader : ICommandReader
{
    private readonly LineEditorOptions _options;
    private readonly ShellHistory _history = new();
    private readonly ShellCompleter _completer = new();
    private readonly ShellHighlighter _highlighter = new();
    private readonly ShellKeys _keys;
    private LineReader? _reader;
    private Descriptor? _input;
    private Descriptor? _output;
    private IReaderHost? _host;
    private ReadOnlyMemory<byte> _before;
    private CommandLineKind? _end;

    public ShellLineReader()
    {
        _options = new LineEditorOptions
        {
            Wait = Wait,
            IsComplete = IsComplete,
            History = _history,
            Suggester = _history,
            Completer = _completer,
            Highlighter = _highlighter,
            RunHostCommand = RunKeyCommand,
            ReadSettings = () => _host!.ReadKeys(),
            ExpandHistory = text => _host!.ExpandHistory(text),
        };
        _keys = new ShellKeys(_options);
    }

    public IEditorKeys Keys => _keys;

    public CommandLine Read(PromptRequest request, IReaderHost host)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(host);
        if (host.Input is not { } input || host.Output is not { } output) return CommandLine.Nothing(CommandLineKind.EndOfInput);
        if (_reader is null || input != _input || output != _output) _reader = new LineReader(input, output, _options);
        (_input, _output, _host, _before, _end) = (input, output, host, request.TextSoFar, null);
        _history.Begin(host);
        _completer.Begin(host);
        _highlighter.Begin(host);
        Choose(host);
        try
        {
            LineResult result = _reader.Read(new LinePrompt(request.Prompt.ToArray()) { Continuation = request.Continuation.ToArray(), Right = request.Right.ToArray() });
            return result.Outcome switch
            {
                LineOutcome.Accepted => new CommandLine(CommandLineKind.Text, (byte[])[.. result.Text, (byte)'\n']),
                LineOutcome.Interrupted => CommandLine.Nothing(host.Interrupt()),
                LineOutcome.BrokenOff => CommandLine.Nothing(_end ?? CommandLineKind.EndOfInput),
                LineOutcome.AcceptedAsLast => new CommandLine(CommandLineKind.Text, result.Text) { EndsInput = true },
                _ => CommandLine.Nothing(CommandLineKind.EndOfInput),
            };
        }
        catch (SystemCallException)
        {
            // The terminal has gone.
            return CommandLine.Nothing(_end ?? CommandLineKind.EndOfInput);
        }
    }

    public void Suspend() => _reader?.Suspend();

    public void Resume() => _reader?.Resume();

    // What the user may have set since the last line.
    private void Choose(IReaderHost host)
    {
        _options.Mode = host.UsesViKeys ? EditingMode.Vi : EditingMode.Emacs;
        _keys.Begin();
        _completer.IgnoresCase = _options.CompletionIgnoresCase;
        _options.Terminal = host.GetVariable("TERM") ?? "";
        _options.Colors = host.GetVariable("NO_COLOR") is not { Length: > 0 };
        // The Linux console cuts its rows when it gets narrower.
        _options.TerminalReflows = _options.Terminal != "linux";
    }

    private InputWait Wait(TimeSpan timeout)
    {
        // A key or a trap has given the shell another input: that is asked next.
        if (_host!.Input != _input)
        {
            _end = CommandLineKind.Text;
            return InputWait.BreakOff;
        }
        switch (_host.Wait(_input!, timeout))
        {
            case ReaderEvent.Input:
                return InputWait.Ready;
            case ReaderEvent.Elapsed or ReaderEvent.Resized:
                return InputWait.Elapsed;
            case ReaderEvent.Interrupted:
                _end = CommandLineKind.Interrupted;
                return InputWait.BreakOff;
            case ReaderEvent.TimedOut:
                _end = CommandLineKind.TimedOut;
                return InputWait.BreakOff;
            default:
                _end = CommandLineKind.Ended;
                return InputWait.BreakOff;
        }
    }

    private EditedText RunKeyCommand(string command, EditedText line)
    {
        EditedLine edited = _host!.RunKeyCommand(ShellKeys.ToBytes(command), new EditedLine(line.Text, line.Cursor) { Mark = line.Mark, Argument = line.Argument });
        _completer.IgnoresCase = _options.CompletionIgnoresCase;
        _keys.UsesViKeys = _host.UsesViKeys;
        return new EditedText(edited.Text, edited.Cursor) { Mark = edited.Mark, IsInterrupted = edited.IsInterrupted };
    }

    private bool IsComplete(ReadOnlySpan<byte> text) => _host!.IsComplete(_before.IsEmpty ? text : (byte[])[.. _before.Span, .. text]);
}

// Constraints
//   What follows a command on the standard input belongs to that command (POSIX sh, STDIN): nothing is read ahead.
// Scheme
//   A terminal in canonical mode gives one line a read, and the kernel edits it. A pipe is read byte by byte, a file up to its newline and back.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Terminals;
using Drover.Shell.Execution;
using Drover.Shell.Invocation;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Prompts;

/// <summary>Reads commands without editing: from a terminal that can't be drawn on, a pipe or a file.</summary>
internal sealed class PlainReader(Interpreter shell) : ICommandReader
{
    private readonly byte[] _buffer = new byte[4096];
    private string _prompt = "";

    public CommandLine Read(PromptRequest request, IReaderHost host)
    {
        if (shell.Environment.Descriptors[0] is not { Capture: null } file) return CommandLine.Nothing(CommandLineKind.EndOfInput);
        Descriptor input = file.Descriptor;
        _prompt = PromptText.Visible(ShellText.From(request.Prompt.Span));
        shell.Output.WriteError(_prompt);
        if (input.TrySeekBy(0)) return ReadFile(input);
        bool isTerminal = input.IsTerminal;
        using var line = new MemoryStream();
        while (true)
        {
            // A trap has given the shell another input: that is asked next.
            if (!input.IsOpen) return CommandLine.Nothing(CommandLineKind.Text);
            switch (host.Wait(input, Timeout.InfiniteTimeSpan))
            {
                case ReaderEvent.Interrupted:
                    if (isTerminal) shell.Output.WriteError("\n");
                    return CommandLine.Nothing(CommandLineKind.Interrupted);
                case ReaderEvent.TimedOut:
                    return CommandLine.Nothing(CommandLineKind.TimedOut);
                case ReaderEvent.Ended:
                    return CommandLine.Nothing(CommandLineKind.Ended);
                case ReaderEvent.Resized or ReaderEvent.Elapsed:
                    continue;
            }
            int n = TryRead(input, _buffer.AsSpan(0, isTerminal ? _buffer.Length : 1));
            if (n <= 0 && isTerminal && Terminal.IsHungUp(input)) return CommandLine.Nothing(CommandLineKind.EndOfInput);
            // At the beginning of a line the end of input is Ctrl-D; within one the kernel only hands over what there is.
            if (n <= 0 && (line.Length == 0 || !isTerminal)) return line.Length == 0 ? CommandLine.Nothing(CommandLineKind.EndOfInput) : new CommandLine(CommandLineKind.Text, line.ToArray());
            if (n <= 0) continue;
            line.Write(_buffer, 0, n);
            if (_buffer[n - 1] == '\n') return new CommandLine(CommandLineKind.Text, line.ToArray());
        }
    }

    public void Suspend() => shell.Output.WriteError("\n");

    public void Resume() => shell.Output.WriteError(_prompt);

    private static CommandLine ReadFile(Descriptor input) =>
        new FileSource(() => input).ReadLine(OpenConstruct.None) is { } text
            ? new CommandLine(CommandLineKind.Text, ShellText.ToArray(text))
            : CommandLine.Nothing(CommandLineKind.EndOfInput);

    // Nobody can be told of an error here but by the end.
    private static int TryRead(Descriptor input, Span<byte> buffer)
    {
        try
        {
            return input.Read(buffer);
        }
        catch (SystemCallException)
        {
            return 0;
        }
    }
}

using Drover.Shell.Execution;
using Drover.Shell.Histories;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Prompts;

/// <summary>The lines that a user enters: says before each command what jobs did, and asks with PS1, or PS2 for what continues a command.</summary>
internal sealed class InteractiveSource(Interpreter shell, ReaderChoice reader) : ISourceReader
{
    // As bash does: after so many ends of input in a row ignoreeof gives in, for the terminal may have gone.
    private const int MostEnds = 10;

    private readonly ReaderHost _host = new(shell, reader);
    // As they were entered, and what history expansion has made of them.
    private readonly Queue<string> _lines = new();
    private readonly Queue<string> _expanded = new();
    private readonly HistoryExpansion _expansion = new([]);
    private string _sofar = "";
    private int _ends;
    private bool _ended;

    /// <summary>Why there was no line.</summary>
    public CommandLineKind LastKind { get; private set; }

    /// <summary>Whether the last answer was that there is no more of a command: its text has ended, and the parser with it.</summary>
    public bool EndedWithin { get; private set; }

    /// <summary>What was read of the current command.</summary>
    public string Text => _sofar;

    /// <summary>Drops what was entered together with a command that could not be read or was given up.</summary>
    public void Discard()
    {
        _lines.Clear();
        _expanded.Clear();
        _sofar = "";
        _ended = false;
    }

    public string? ReadLine(OpenConstruct open)
    {
        if (open == OpenConstruct.None) _sofar = "";
        EndedWithin = false;
        string? line;
        while (!_expanded.TryDequeue(out line))
        {
            if (_lines.TryDequeue(out string? entered)) Expand(entered, open);
            else if (_ended && open != OpenConstruct.None)
            {
                (_ended, LastKind, EndedWithin) = (false, CommandLineKind.EndOfInput, true);
                return null;
            }
            else if (Ask(open) is { } text) Split(text, _lines);
            else
            {
                EndedWithin = open != OpenConstruct.None;
                return null;
            }
        }
        _sofar += line;
        if (shell.Environment.Has(ShellOptions.Verbose)) shell.Output.WriteError(line);
        return line;
    }

    // set -H, line by line: only the lexer knows whether a line is one of a here-document, and former commands are those above it. What was put in is shown, and is what the history remembers.
    private void Expand(string line, OpenConstruct open)
    {
        if (!shell.Environment.Has(ShellOptions.HistoryExpansion) || open == OpenConstruct.HereDocument || !HistoryExpansion.MayChange(line))
        {
            _expanded.Enqueue(line);
            return;
        }
        _expansion.Commands = [.. shell.History.Entries.Take(shell.History.Count)];
        try
        {
            string expanded = _expansion.Expand(line, open switch { OpenConstruct.SingleQuote => '\'', OpenConstruct.AnsiQuote => '$', OpenConstruct.DoubleQuote => '"', _ => '\0' });
            if (expanded != line) shell.Output.WriteError(expanded);
            if (!_expansion.OnlyShows)
            {
                Split(expanded, _expanded);
                return;
            }
            shell.History.Append(expanded.TrimEnd('\n'));
        }
        catch (ShellErrorException e)
        {
            shell.Error(e.Message);
            shell.Environment.LastStatus = e.Status;
        }
        // What was entered together with it was meant to follow it.
        Discard();
        if (open != OpenConstruct.None) throw new InterruptedReadException();
    }

    private string? Ask(OpenConstruct open)
    {
        while (true)
        {
            Prepare(open);
            _host.Begin();
            byte[] continuation = open == OpenConstruct.None && !reader.UsesContinuation ? [] : ShellText.ToArray(PromptText.Of(shell, "PS2"));
            byte[] prompt = open == OpenConstruct.None ? ShellText.ToArray(PromptText.Of(shell, "PS1")) : continuation;
            byte[] right = open != OpenConstruct.None || !reader.UsesContinuation || shell.Environment.Has(ShellOptions.Posix) ? [] : ShellText.ToArray(PromptText.Of(shell, "RPROMPT"));
            if (IsInterrupted())
            {
                if (open != OpenConstruct.None || _sofar.Length > 0) throw new InterruptedReadException();
                continue;
            }
            var request = new PromptRequest { Prompt = prompt, Continuation = continuation, Right = right, Open = open, TextSoFar = ShellText.ToArray(_sofar) };
            CommandLine line = reader.Read(request, _host);
            LastKind = line.Kind;
            switch (line.Kind)
            {
                case CommandLineKind.Text when line.Text.Length > 0:
                    _ends = 0;
                    _ended = line.EndsInput;
                    return ShellText.From(line.Text.Span);
                case CommandLineKind.Text:
                    continue;
                case CommandLineKind.Interrupted:
                    shell.Environment.LastStatus = 130;
                    if (open != OpenConstruct.None || _sofar.Length > 0) throw new InterruptedReadException();
                    continue;
                case CommandLineKind.EndOfInput when shell.JobControl.HasHungUp:
                    shell.Signals.HangUp();
                    return null;
                case CommandLineKind.EndOfInput when open == OpenConstruct.None && Stays():
                    continue;
                default:
                    return null;
            }
        }
    }

    // Ctrl-D: once a warning if jobs are stopped, and as often as is sensible with ignoreeof.
    private bool Stays()
    {
        if (!shell.JobControl.HasTerminal) return false;
        if (shell.Environment.Has(ShellOptions.IgnoreEof) && ++_ends < MostEnds)
        {
            shell.Output.WriteError("Use \"exit\" to leave the shell.\n");
            return true;
        }
        return shell.JobControl.WarnsOfStoppedJobs();
    }

    private void Prepare(OpenConstruct open)
    {
        if (open != OpenConstruct.None) return;
        shell.JobControl.TakeBack();
        shell.Window.Update();
        shell.Starter.Poll();
        shell.ReportJobs();
        if (shell.Environment.Has(ShellOptions.Posix) || shell.Environment.Variables.FindResolved("PROMPT_COMMAND") is not { } commands) return;
        string[] all = commands.Array is { } array ? [.. array.Values] : [commands.Value ?? ""];
        foreach (string command in all)
            if (command.Length > 0 && shell.Flow != Flow.Exit) RunPromptCommand(command);
    }

    private void RunPromptCommand(string command)
    {
        int status = shell.Environment.LastStatus;
        shell.ExecuteText(command);
        if (!IsInterrupted() && shell.Flow != Flow.Exit) shell.Flow = Flow.None;
        shell.Environment.LastStatus = status;
    }

    // Ctrl-C while a prompt was made: "^C" stands on the row, and what is entered next is to be executed.
    private bool IsInterrupted()
    {
        if (shell.Flow != Flow.Interrupt) return false;
        shell.Flow = Flow.None;
        if (shell.JobControl.HasTerminal) shell.Output.WriteError("\n");
        return true;
    }

    private static void Split(string text, Queue<string> lines)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) + 1;
            if (end == 0) end = text.Length;
            lines.Enqueue(text[start..end]);
            start = end;
        }
    }
}

using Drover.Shell.Execution;
using Drover.Shell.Syntax.Parsing;

namespace Drover.Shell.Prompts;

/// <summary>Reads and executes commands until the user leaves: what makes a shell interactive.</summary>
internal sealed class InteractiveLoop(Interpreter shell, ReaderChoice reader)
{
    private readonly InteractiveSource _source = new(shell, reader);

    /// <summary>Runs it and returns the last command's status.</summary>
    public int Run()
    {
        shell.History.UseFile();
        ShellParser parser = MakeParser();
        while (true)
        {
            parser.Options = shell.Syntax;
            ParseResult result;
            try
            {
                result = parser.TryParseNext();
            }
            catch (InterruptedReadException)
            {
                // A parser that was left in the middle can't go on.
                parser = Restart();
                continue;
            }
            if (shell.Flow == Flow.Exit) return shell.Environment.LastStatus;
            switch (result.Status)
            {
                case ParseStatus.EndOfInput:
                    return LeaveAtEnd();
                case ParseStatus.Complete:
                    if (result.List!.Items.IsEmpty) continue;
                    bool hasEnded = _source.EndedWithin;
                    if (Execute(result)) return shell.Environment.LastStatus;
                    // The end of a here-document, say, and not that of the shell.
                    if (hasEnded) parser = Restart();
                    continue;
                default:
                    shell.Line = result.Diagnostic!.Line;
                    shell.Error(result.Diagnostic.Message);
                    shell.Environment.LastStatus = 2;
                    parser = Restart();
                    // What continues a command has ended, and so has all that is not a terminal.
                    if (_source.LastKind is not (CommandLineKind.Text or CommandLineKind.EndOfInput)) return LeaveAtEnd();
                    continue;
            }
        }
    }

    private ShellParser MakeParser() => new(_source, shell.Syntax, shell.AliasLookup);

    private ShellParser Restart()
    {
        _source.Discard();
        return MakeParser();
    }

    // True when the shell ends.
    private bool Execute(ParseResult result)
    {
        if (!shell.Environment.Has(ShellOptions.Posix) && shell.Environment.Variables.Get("PS0") is { Length: > 0 } before) shell.Output.WriteError(PromptText.Visible(PromptText.Expand(shell, before)));
        shell.CommandNumber++;
        shell.History.Begin(_source.Text);
        int status = shell.Execute(result.List!);
        shell.History.Complete(shell.Flow == Flow.None ? status : shell.Environment.LastStatus);
        if (shell.Flow == Flow.Exit) return true;
        if (shell.Flow == Flow.None) shell.Environment.LastStatus = status;
        if (shell.Flow == Flow.Interrupt && shell.JobControl.HasTerminal)
        {
            // "^C" stands on the line.
            shell.Output.WriteError("\n");
        }
        // What was entered together with it was meant to follow it.
        if (shell.Flow == Flow.Interrupt) _source.Discard();
        shell.Flow = Flow.None;
        return false;
    }

    private int LeaveAtEnd()
    {
        if (_source.LastKind == CommandLineKind.TimedOut) shell.Output.WriteError("\nNothing was entered for TMOUT seconds: the shell ends.\n");
        else if (_source.LastKind == CommandLineKind.EndOfInput && shell.JobControl.HasTerminal) shell.Output.WriteError(shell.Environment.Has(ShellOptions.Login) ? "logout\n" : "exit\n");
        return shell.Environment.LastStatus;
    }
}

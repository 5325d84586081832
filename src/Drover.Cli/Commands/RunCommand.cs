using System.Collections.Immutable;
using System.CommandLine;
using Drover.Cli.Arguments;
using Drover.Cli.Interactive;
using Drover.Cli.Printing;
using Drover.Cli.Scopes;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Terminals;
using Drover.Runs;

namespace Drover.Cli.Commands;

/// <summary><c>drover run</c>: a durable run, followed or left to itself.</summary>
internal static class RunCommand
{
    private const string Description =
        """
        Runs a command as a durable run: its output and exit status are kept, and when it ends or is stopped nothing of its process tree is left.

        In the foreground it behaves as if run by hand. With a terminal at both ends it gets one of its own, and keys go to it. Otherwise its output is copied
        to ours, standard input is ours, and HUP, INT, QUIT, TERM, USR1 and USR2 are passed on; a second Ctrl-C within two seconds stops the whole tree, a third
        kills it; Ctrl-Z stops the run, then drover. When nobody reads our output any more ('| head') the run gets SIGPIPE and is stopped. If drover itself is
        killed (SIGKILL) the run goes on: 'drover attach' or 'drover logs -f' finds it again.

        Exit status: the command's; 128+N when signal N ended it; 124 on a timeout; 126 when the command can't be executed; 127 when it was not found; 125 when
        drover failed, also for a wrong option. Options end at the first word that is no option: 'drover run make -j2' needs no '--'.
        """;

    private const string Examples =
        """
        drover run make -j2                             in the foreground, under control
        drover run -d --name build -- ./build.sh        in the background; 'drover logs -f build' follows it
        drover run --timeout 10m --memory 2G -- ./test  with limits
        drover run -d --name web --restart always --backoff 1s..1m -- ./serve
        """;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("run", "Run a command as a durable run, in the foreground or detached (-d).", CreateForHelp, Examples);

    /// <summary>Carries it out. Our options end where the command begins; from there on every byte is the command's.</summary>
    public static int Invoke(ReadOnlySpan<string> words)
    {
        var options = new RunOptions();
        if (words is ["--help" or "-h" or "-?", ..]) return CommandTree.Invoke(CommandTree.Root(Verb, CreateForHelp()), ["run", "--help"]);
        (int own, int before) = CommandSplit.Find(words, options.All);
        ImmutableArray<ByteString>.Builder command = ImmutableArray.CreateBuilder<ByteString>(words.Length - before);
        foreach (string word in words[before..]) command.Add(ByteText.Encode(word));
        return CommandTree.Invoke(CommandTree.Root(Verb, Create(options, command.ToImmutable())), ["run", .. words[..own]]);
    }

    // The command is no argument for the parser: it would take options that it does not know for the command's.
    private static Command CreateForHelp()
    {
        Command command = Create(new RunOptions(), default);
        command.Arguments.Add(new Argument<string[]>("COMMAND") { Arity = ArgumentArity.OneOrMore, Description = "The command and its arguments." });
        return command;
    }

    private static Command Create(RunOptions options, ImmutableArray<ByteString> words)
    {
        var command = new Command("run", Description);
        foreach (Option option in options.All) command.Options.Add(option);
        command.SetAction(parse => Execute(parse, options, words));
        return command;
    }

    private static int Execute(ParseResult parse, RunOptions options, ImmutableArray<ByteString> command)
    {
        if (command.IsDefaultOrEmpty) throw new CliException("run: the command is missing. Write 'drover run [options] -- COMMAND [ARGUMENT…]'.");
        ProcessEngine.RestoreChildSignal();
        if (command[0].IsEmpty) throw new CliException("run: the command is an empty word.");
        RunSpec spec = RunSpecReading.Read(parse, options, command);
        string pty = parse.GetValue(options.Pty) ?? "auto";
        bool? terminal = RunSpecReading.Choose<bool?>(pty, "--pty", ("auto", null), ("yes", true), ("no", false));
        string? input = parse.GetValue(options.Input);
        return parse.GetValue(options.Detach)
            ? Detach(spec, terminal == true, input, parse.GetValue(options.KillOnParentExit))
            : ForegroundRun.Execute(spec, terminal, input, parse.GetValue(options.KillOnParentExit));
    }

    /// <summary>Starts a run; a spec that nobody could carry out is the caller's mistake.</summary>
    /// <exception cref="CliException">It is such a spec.</exception>
    public static Run Start(RunStore store, RunSpec spec)
    {
        try
        {
            return store.Start(spec);
        }
        catch (ArgumentException e)
        {
            throw new CliException($"run: {e.Message}");
        }
    }

    private static int Detach(RunSpec spec, bool terminal, string? input, bool killOnParentExit)
    {
        if (terminal) spec = spec with { PseudoTerminal = Terminal.GetSize(StandardOutput.Descriptor) ?? TerminalSize.Default };
        if (input is not null) spec = RunSpecReading.WithInput(spec, input);
        if (killOnParentExit) spec = spec with { EndsWith = ProcessIdentity.TryRead(OwnProcess.ParentPid) };
        else ScopeEscape.Apply();
        using var store = new RunStore();
        using Run run = Start(store, spec);
        // The command runs by now; nothing here makes it wait.
        RunStatus status = run.ReadStatus();
        if (status is { State: RunState.Ended, Outcome: RunOutcome.StartFailed }) throw new CliException(Endings.StartFailure(status), status.ExitStatus);
        StandardOutput.Line(spec.Name ?? run.Id);
        return ExitStatus.Success;
    }
}

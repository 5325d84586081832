using System.CommandLine;
using Drover.Cli.Commands;

namespace Drover.Cli.Tests.Commands;

public sealed class CommandTreeTests
{
    public static TheoryData<string> VerbNames => [.. CommandTree.Verbs.Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void Help_of_every_verb_is_worth_reading(string name)
    {
        Verb verb = CommandTree.Verbs.Single(v => v.Name == name);
        Command command = verb.Create();
        command.Name.ShouldBe(name);
        verb.Summary.ShouldEndWith(".");
        command.Description!.Length.ShouldBeGreaterThan(25);
        command.Options.ShouldAllBe(o => o.Description!.EndsWith('.'));
        command.Arguments.ShouldAllBe(a => a.Description!.EndsWith('.'));
        if (verb.IsHidden || name is "version") return;
        verb.Examples.ShouldContain($"drover {name}");
    }

    [Theory]
    [InlineData("lgos", "Did you mean 'logs'?")]
    [InlineData("stpo", "Did you mean 'stop'?")]
    [InlineData("make", "'drover run -- make' runs a command.")]
    [InlineData("--verbose", "unknown option '--verbose'")]
    public void Unknown_verb_is_answered_with_what_may_be_meant(string word, string hint)
    {
        CliException error = Should.Throw<CliException>(() => CommandTree.Invoke([word]));
        error.Message.ShouldContain(hint);
        error.ExitStatus.ShouldBe(125);
    }

    [Theory]
    [InlineData("stop --nope", "stop: unknown option '--nope'. 'drover stop --help' shows what it takes.")]
    [InlineData("logs --nope", "logs: unknown option '--nope'. 'drover logs --help' shows what it takes.")]
    [InlineData("logs a b", "logs: unexpected argument 'b'. 'drover logs --help' shows what it takes.")]
    [InlineData("ps --filter", "ps: ")]
    [InlineData("wait", "wait: ")]
    [InlineData("run --nope true", "run: unknown option '--nope'. 'drover run --help' shows what it takes.")]
    [InlineData("run", "run: the command is missing.")]
    [InlineData("run --timeout never true", "--timeout: 'never' is no duration.")]
    [InlineData("run --pty maybe true", "--pty: 'maybe' is none of auto, yes, no.")]
    [InlineData("run --restart on-failure:0 true", "--restart on-failure: '0' is no whole number from 1 to")]
    [InlineData("run --memory 0 true", "--memory: '0' is no size.")]
    [InlineData("run --stop-signal FOO true", "--stop-signal: 'FOO' is no signal.")]
    [InlineData("run --stdin what true", "--stdin: 'what' is none of none, inherit, pipe.")]
    [InlineData("stop", "stop: name a run")]
    [InlineData("logs --tail x a", "--tail: 'x' is no whole number")]
    [InlineData("logs --since tomorrow a", "--since: 'tomorrow' is no time.")]
    [InlineData("logs --grep ( a", "--grep: ")]
    [InlineData("logs --raw --json a", "logs: --raw prints bytes as they are")]
    [InlineData("attach --detach-keys ctrl-1 a", "--detach-keys: 'ctrl-1' is no key.")]
    public void Command_line_that_does_not_fit_is_one_clear_line(string line, string beginning)
    {
        CliException error = Should.Throw<CliException>(() => CommandTree.Invoke(line.Split(' ')));
        error.Message.ShouldStartWith(beginning);
        error.Message.ShouldNotContain("\n");
        error.ExitStatus.ShouldBe(125);
    }
}

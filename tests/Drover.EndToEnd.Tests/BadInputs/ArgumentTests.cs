using Drover.EndToEnd.Tests.CommandLines;
using Drover.Runs;

namespace Drover.EndToEnd.Tests.BadInputs;

/// <summary>What a person may write wrongly: one clear line each, the right exit status, and nothing else happens.</summary>
public sealed class ArgumentTests : CommandLineTest
{
    [Theory]
    [InlineData("sh")]
    [InlineData("serve")]
    [InlineData("task")]
    [InlineData("mcp")]
    [InlineData("nomad")]
    public void Help_of_another_face_is_its_own(string face)
    {
        ProgramResult help = Drover("help", face);
        (help.Status, help.Error).ShouldBe((0, ""));
        help.Output.ShouldStartWith($"usage: drover {face}");
        Drover(face, "--help").ShouldBe(help);
        Drover("--help").Output.ShouldContain($"\n  {face} ");
    }

    [Theory]
    // The command.
    [InlineData(125, "run: the command is missing. Write 'drover run [options] -- COMMAND [ARGUMENT…]'.", "run")]
    [InlineData(125, "run: the command is an empty word.", "run", "")]
    [InlineData(127, "no-such-program: command not found", "run", "no-such-program")]
    [InlineData(127, "/no/such: No such file or directory", "run", "/no/such")]
    [InlineData(127, "/no/such: No such file or directory", "run", "-d", "/no/such")]
    [InlineData(126, "/etc/passwd: Permission denied", "run", "/etc/passwd")]
    [InlineData(126, "/etc/passwd: Permission denied", "run", "-d", "/etc/passwd")]
    [InlineData(126, "/tmp: Is a directory", "run", "/tmp")]
    // Where, as whom and with what.
    [InlineData(125, "working directory /no/such: No such file or directory", "run", "--cwd", "/no/such", "true")]
    [InlineData(125, "working directory /no/such: No such file or directory", "run", "-d", "--cwd", "/no/such", "true")]
    [InlineData(125, "working directory /etc/passwd: Not a directory", "run", "--cwd", "/etc/passwd", "true")]
    [InlineData(125, "--cwd: the name of a directory is missing.", "run", "--cwd", "", "true")]
    [InlineData(125, "--user: there is no user 'no-such-user'.", "run", "--user", "no-such-user", "true")]
    [InlineData(125, "--user: there is no group 'no-such-group'.", "run", "--user", "root:no-such-group", "true")]
    [InlineData(125, "--env-file: /no/such: No such file or directory (open)", "run", "--env-file", "/no/such", "true")]
    [InlineData(125, "--env-file: /tmp: Is a directory (open)", "run", "--env-file", "/tmp", "true")]
    [InlineData(125, "--env: '=x' is no KEY=VALUE.", "run", "--env", "=x", "true")]
    [InlineData(125, "--stdin: /no/such: No such file or directory (open)", "run", "--stdin", "file:/no/such", "true")]
    [InlineData(125, "--stdin: 'tape' is none of none, inherit, pipe.", "run", "--stdin", "tape", "true")]
    [InlineData(125, "'a/b' can't be a name: up to 63 letters, digits, '.', '_' and '-', beginning with a letter or digit.", "run", "--name", "a/b", "true")]
    [InlineData(125, "--label: '=x' is no key=value.", "run", "--label", "=x", "true")]
    // Limits.
    [InlineData(125, "--memory: '0' is no size. Write 512M, 1G, 64k or plain bytes.", "run", "--memory", "0", "true")]
    [InlineData(125, "--memory: 'lots' is no size. Write 512M, 1G, 64k or plain bytes.", "run", "--memory", "lots", "true")]
    [InlineData(125, "--memory: '99999999T' is no size. Write 512M, 1G, 64k or plain bytes.", "run", "--memory", "99999999T", "true")]
    [InlineData(125, "--max-log: '0' is no size. Write 512M, 1G, 64k or plain bytes.", "run", "--max-log", "0", "true")]
    [InlineData(125, "--cpus: '0' is no number of processors. Write 0.5, 2 or the like, at least 0.01.", "run", "--cpus", "0", "true")]
    [InlineData(125, "--pids: '0' is no whole number from 1 to 2147483647.", "run", "--pids", "0", "true")]
    [InlineData(125, "--nofile: '1e3' is no whole number of at least 0.", "run", "--nofile", "1e3", "true")]
    [InlineData(125, "--nofile: '-1' is no whole number of at least 0.", "run", "--nofile", "-1", "true")]
    // Above what the kernel lets anybody have (fs.nr_open).
    [InlineData(125, "true: could not set the resource limit OpenFiles = 99999999999: Operation not permitted", "run", "--nofile", "99999999999", "true")]
    [InlineData(125, "--nice: '40' is no whole number from -20 to 19.", "run", "--nice", "40", "true")]
    [InlineData(125, "--umask: '999' is no file mode mask. Write it in octal, 000 to 777, as in 022.", "run", "--umask", "999", "true")]
    // Times, signals, policies.
    [InlineData(125, "--timeout: 'soon' is no duration. Write 90s, 5m, 1h30m, 2d, 500ms or plain seconds.", "run", "--timeout", "soon", "true")]
    [InlineData(125, "--timeout: it must be more than zero.", "run", "--timeout", "0", "true")]
    [InlineData(125, "--grace: '-1s' is no duration. Write 90s, 5m, 1h30m, 2d, 500ms or plain seconds.", "stop", "--grace", "-1s", "live")]
    [InlineData(125, "--backoff: '5m..1s' begins above its end. Write MIN..MAX, as in 1s..5m.", "run", "--backoff", "5m..1s", "true")]
    [InlineData(125, "--restart: 'perhaps' is none of no, on-failure, always.", "run", "--restart", "perhaps", "true")]
    [InlineData(125, "--stop-signal: 'NOPE' is no signal. Write its name or number, as in TERM, SIGUSR1 or 15; 'kill -l' lists them.", "run", "--stop-signal", "NOPE", "true")]
    [InlineData(125, "signal: 'NOPE' is no signal. Write its name or number, as in TERM, SIGUSR1 or 15; 'kill -l' lists them.", "signal", "NOPE", "live")]
    [InlineData(125, "--since: 'never' is no time. Write 2026-11-20T17:30:00Z, 2026-11-20, 17:30 (local time), or how long ago: 10m.", "logs", "--since", "never", "live")]
    [InlineData(125, "--tail: '-1' is no whole number of at least 0.", "logs", "--tail", "-1", "live")]
    [InlineData(125, "--grep: Invalid pattern '(' at offset 1. Not enough )'s.", "logs", "--grep", "(", "live")]
    // Which run.
    [InlineData(125, "stop: name a run, or give --all or --label. 'drover ps' lists live runs.", "stop")]
    [InlineData(125, "stop: runs by name can't go with --all or --label.", "stop", "--all", "live")]
    [InlineData(125, "No run is named 'nobody' or has an id that begins so. 'drover ps -a' lists all.", "stop", "live", "nobody")]
    [InlineData(125, "No run is named 'nobody' or has an id that begins so. 'drover ps -a' lists all.", "rm", "--force", "ended", "live", "nobody")]
    [InlineData(125, "No run is named '../..' or has an id that begins so. 'drover ps -a' lists all.", "rm", "--force", "../..")]
    [InlineData(125, "--filter: 'nope=1' is no filter. Write label=KEY=VALUE, label=KEY, state=STATE or name=NAME (with * for any text).", "ps", "--filter", "nope=1")]
    // The verb and its options.
    [InlineData(125, "there is no verb 'frob'. 'drover --help' lists them; 'drover run -- frob' runs a command.", "frob")]
    [InlineData(125, "there is no verb 'serv'. Did you mean 'serve'? 'drover --help' lists them; 'drover run -- serv' runs a command.", "serv")]
    [InlineData(125, "run: unknown option '--bogus'. 'drover run --help' shows what it takes.", "run", "--bogus", "true")]
    public void Mistake_is_one_clear_line_and_changes_nothing(int status, string error, params string[] arguments)
    {
        using var witness = new Witness(State);
        Drover(arguments).ShouldBe(new ProgramResult(status, "", $"drover: {error}\n"));
        witness.IsUntouched();
        // What could not be started is on record as that.
        foreach (string id in State.Store.Ids().Except([witness.Live.Id, witness.Ended.Id]))
        {
            using Run run = State.Store.Open(id);
            run.ReadStatus().Outcome.ShouldBe(RunOutcome.StartFailed);
            run.ReadStatus().ExitStatus.ShouldBe(status);
        }
    }

    [Fact]
    public void Prefix_of_several_runs_names_them_and_touches_none()
    {
        using var witness = new Witness(State);
        var ids = State.Store.Ids().ToList();
        // A prefix is one of names, too.
        string names = $"{witness.Live.ReadStatus().Name?[0]}{witness.Ended.ReadStatus().Name?[0]}";
        string? prefix;
        while ((prefix = ids.GroupBy(id => id[..1]).FirstOrDefault(alike => alike.Count() == 2 && !names.Contains(alike.Key, StringComparison.Ordinal))?.Key) is null)
        {
            (Run run, _) = State.Run(State.Shell("exit 0"));
            using (run) ids.Add(run.Id);
        }
        foreach (string verb in (string[])["logs", "stop", "kill", "attach", "wait", "inspect", "tree", "stats", "restart", "rm"])
        {
            ProgramResult result = Drover(verb, prefix);
            result.Error.ShouldMatch($"^drover: '{prefix}' could be any of 2 runs: {prefix}[0-9a-f]+, {prefix}[0-9a-f]+\\. Give more of the id\\.\n$", verb);
            (result.Status, result.Output).ShouldBe((125, ""));
        }
        Drover("signal", "KILL", prefix).Status.ShouldBe(125);
        State.Store.Ids().ShouldBe(ids, ignoreOrder: true);
        witness.IsUntouched();
    }
}

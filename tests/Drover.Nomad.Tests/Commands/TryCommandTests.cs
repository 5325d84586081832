using Drover.Engine.Signals;
using Drover.Nomad.Tests.TestSupport;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Nomad.Tests.Commands;

/// <summary>"drover nomad try": real containers, no Nomad.</summary>
public sealed class TryCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        if (Directory.Exists(_directory["state"]))
        {
            using var store = new RunStore(_directory["state"]);
            foreach (RunStatus live in store.ListLive())
            {
                using Run? run = store.TryOpenId(live.Id);
                run?.Stop(Engine.Pipelines.StopPolicy.Kill);
            }
        }
        _directory.Dispose();
    }

    [Fact]
    public async Task Sample_jar_runs_and_nothing_is_left()
    {
        SampleJar.Write(_directory["hello.jar"]);
        (int status, string output, string errors) = await DriverProgram.RunAsync(_directory.Path, "try", "--jar", _directory["hello.jar"], "--memory", "128", "--config", "java_version=17", "--", "1");
        errors.ShouldBeEmpty();
        output.ShouldStartWith("Hello from Java 17, as nobody, with ");
        output.ShouldEndWith("1 s\nGoodbye.\n");
        status.ShouldBe(0);
        ShouldBeClean();
    }

    [Fact]
    public async Task Output_comes_while_the_task_runs_and_its_status_is_ours()
    {
        using var program = new DriverProgram(_directory.Path, "try", "--command", "/bin/sh", "--env", "WORD=a b", "--", "-c", "echo \"first $WORD\"; echo wrong >&2; while [ ! -e /local/go ]; do sleep 0.05; done; echo second; exit 7");
        await program.WaitForAsync("first a b\n");
        program.Output.ShouldNotContain("second");
        await File.WriteAllTextAsync(Path.Combine(Directory.GetDirectories(_directory["tmp"], "drover-try-*").ShouldHaveSingleItem(), "try/local/go"), "");
        (await program.EndAsync()).ShouldBe((7, "first a b\nsecond\n", "wrong\n"));
        ShouldBeClean();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Signal_stops_the_task_which_may_say_goodbye(string name)
    {
        Signal.TryParse(name, out Signal signal).ShouldBeTrue();
        using var program = new DriverProgram(_directory.Path, "try", "--command", "/bin/sh", "--", "-c", "trap 'echo goodbye; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        await program.WaitForAsync("ready");
        program.Send(signal);
        (int status, string output, _) = await program.EndAsync();
        (status, output).ShouldBe((9, "ready\ngoodbye\n"));
        ShouldBeClean();
    }

    [Fact]
    public async Task Second_interrupt_kills_a_task_that_does_not_listen()
    {
        using var program = new DriverProgram(_directory.Path, "try", "--kill-timeout", "3600", "--command", "/bin/sh", "--", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await program.WaitForAsync("ready");
        program.Send(Signal.INT);
        using var store = new RunStore(_directory["state"]);
        await Eventually.IsTrueAsync(() => store.ListLive().Single().State == RunState.Stopping);
        program.Send(Signal.INT);
        (await program.EndAsync()).Status.ShouldBe(137);
        ShouldBeClean();
    }

    [Fact]
    public async Task Killed_trial_takes_its_task_along_and_the_next_one_cleans_up()
    {
        using (var program = new DriverProgram(_directory.Path, "try", "--command", "/bin/sleep", "--config", "stop_signal=KILL", "--", "1000"))
        {
            using (var store = await Eventually.BecomesAsync(() => Directory.Exists(_directory["state"]) ? new RunStore(_directory["state"]) : null, opened => opened is not null))
                await Eventually.IsTrueAsync(() => store!.ListLive().Any(run => run.State == RunState.Running), TimeSpan.FromSeconds(60));
            program.Send(Signal.KILL);
        }
        using (var store = new RunStore(_directory["state"])) await Eventually.IsTrueAsync(() => store.ListLive().Count == 0, TimeSpan.FromSeconds(60));
        Directory.GetDirectories(_directory["tmp"]).ShouldHaveSingleItem();
        (await DriverProgram.RunAsync(_directory.Path, "try", "--greeting", "hello")).ShouldBe((0, "hello\n", ""));
        Directory.GetDirectories(_directory["tmp"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Want_of_memory_is_said()
    {
        (int status, _, string errors) = await DriverProgram.RunAsync(_directory.Path, "try", "--memory", "16", "--command", "/usr/bin/tail", "--", "/dev/zero");
        status.ShouldBe(137);
        errors.ShouldBe("drover nomad try: the kernel ended the task for want of memory; its limit is 16 MB. Give it more with --memory.\n");
        ShouldBeClean();
    }

    [Theory]
    [InlineData(2, "--config: there is no option 'nope'. There are: args, ", "--command", "/bin/true", "--config", "nope=1")]
    [InlineData(2, "--config: pids_limit is a number, not 'many'.", "--command", "/bin/true", "--config", "pids_limit=many")]
    [InlineData(2, "--jar: there is no file '/nowhere.jar'.", "--jar", "/nowhere.jar")]
    [InlineData(2, "unknown option '--jra'. 'drover nomad try --help' shows what it takes.", "--jra", "x")]
    [InlineData(2, "unexpected argument 'app.jar'.", "app.jar")]
    [InlineData(2, "--memory: 'much' is no whole number above 0.", "--memory", "much")]
    [InlineData(2, "--env: 'A' is not NAME=VALUE.", "--greeting", "x", "--env", "A")]
    [InlineData(125, "The task says nothing to run.", "--user", "nobody")]
    [InlineData(125, "jar_path \"local/text.jar\" is not a whole JAR", "--jar", "text.jar")]
    [InlineData(125, "user \"root\" is not allowed on this node:", "--greeting", "x", "--user", "root")]
    [InlineData(125, "There is no /nowhere/crun on this node. Install crun", "--greeting", "x", "--plugin", "crun_path=/nowhere/crun")]
    [InlineData(125, "log_level is \"loud\";", "--greeting", "x", "--plugin", "log_level=loud")]
    public async Task What_can_not_be_done_is_said_in_a_sentence(int status, string message, params string[] words)
    {
        await File.WriteAllTextAsync(_directory["text.jar"], "text");
        (int Status, string Output, string Errors) result = await DriverProgram.RunAsync(_directory.Path, ["try", .. words.Select(word => word == "text.jar" ? _directory["text.jar"] : word)]);
        result.Errors.ShouldStartWith("drover nomad try: " + message);
        result.Errors.Count(letter => letter == '\n').ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Status.ShouldBe(status);
        ShouldBeClean();
    }

    [Theory]
    [InlineData("try")]
    [InlineData("install")]
    [InlineData("doctor")]
    public async Task Help_says_how_a_verb_is_used(string verb)
    {
        (int status, string output, string errors) = await DriverProgram.RunAsync(_directory.Path, verb, "--help");
        output.ShouldStartWith($"usage: drover nomad {verb} ");
        (status, errors).ShouldBe((0, ""));
    }

    private void ShouldBeClean()
    {
        Directory.GetFileSystemEntries(_directory["tmp"]).ShouldBeEmpty();
        if (!Directory.Exists(_directory["state"])) return;
        Directory.GetFileSystemEntries(_directory["state/runs"]).ShouldBeEmpty();
        if (Directory.Exists(_directory["state/nomad"])) Directory.GetFileSystemEntries(_directory["state/nomad"], "milo-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }
}

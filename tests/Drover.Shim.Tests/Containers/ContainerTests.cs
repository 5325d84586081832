using Drover.Engine.Pipelines;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Containers;

/// <summary>Runs whose command creates something and leaves it behind: here a shell that waits for leave, as a container's first process does after crun create.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Status_of_the_run_is_that_of_the_process_left_behind()
    {
        (Run run, RunStatus status) = _store.Run(Spec("echo out; echo error >&2; exit 7"));
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.Exited);
            status.LeaderStatus.ExitCode.ShouldBe(7);
            status.Leader.Pid.ShouldBe(int.Parse(File.ReadAllText(_directory["pid"]), System.Globalization.CultureInfo.InvariantCulture));
            TestStore.Text(run).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().ShouldBe(["error", "out"]);
            TestStore.EventKinds(run).ShouldContain("container");
        }
    }

    [Fact]
    public void Start_returns_when_the_container_runs()
    {
        using Run run = _store.Start(Spec("sleep 60"));
        File.Exists(_directory["go"]).ShouldBeTrue();
        run.ReadStatus().State.ShouldBe(RunState.Running);
        RunStatus status = run.Stop(new StopPolicy(Signal.TERM, TimeSpan.FromSeconds(5)));
        status.Outcome.ShouldBe(RunOutcome.Stopped);
        status.LeaderStatus.Signal.ShouldBe(Signal.TERM);
        _store.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Signal_reaches_the_first_process_alone()
    {
        using Run run = _store.Start(Spec("trap 'echo caught; exit 3' USR1; echo ready; while :; do sleep 0.05; done"));
        TestStore.WaitForText(run, "ready");
        run.Signal(Signal.USR1).ShouldBeTrue();
        run.Wait().LeaderStatus.ExitCode.ShouldBe(3);
        TestStore.Text(run).ShouldContain("caught");
    }

    [Fact]
    public void Command_that_creates_nothing_is_an_end_of_its_own()
    {
        (Run run, RunStatus status) = _store.Run(_store.Shell("exit 5") with { Container = new RunContainer { Start = ["/bin/true"], PidFile = _directory["pid"] } });
        using (run) status.LeaderStatus.ExitCode.ShouldBe(5);
    }

    [Fact]
    public void Both_commands_are_executed_from_the_file_that_the_container_names()
    {
        RunSpec spec = Spec("exit 4");
        string runtime = _directory.WriteExecutable("runtime", $"""
            #!/bin/sh
            echo "$1" >> {_directory["calls"]}
            [ "$1" = start ] && exec touch {_directory["go"]}
            setsid {_directory["inside"]} </dev/null &
            echo $! > {_directory["pid"]}

            """);
        (Run run, RunStatus status) = _store.Run(spec with
        {
            Command = ["no-such-runtime", "create"],
            Container = spec.Container! with { Executable = runtime, Start = ["no-such-runtime", "start"] },
        });
        using (run) status.LeaderStatus.ExitCode.ShouldBe(4, status.Reason);
        File.ReadAllText(_directory["calls"]).ShouldBe("create\nstart\n");
    }

    [Fact]
    public void Mount_that_can_not_be_hidden_is_a_start_that_failed()
    {
        RunSpec spec = Spec("true");
        (Run run, RunStatus status) = _store.Run(spec with { Container = spec.Container! with { HiddenMount = "/etc/passwd" } });
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.StartFailed);
            status.Reason!.ShouldContain("mount");
        }
    }

    [Theory]
    [InlineData("/bin/false", "exited with 1")]
    [InlineData("/nowhere/crun", "/nowhere/crun")]
    public void Container_that_can_not_be_started_is_ended_and_says_why(string start, string why)
    {
        (Run run, RunStatus status) = _store.Run(Spec("sleep 60") with { Container = new RunContainer { Start = [start], PidFile = _directory["pid"] } });
        using (run)
        {
            status.Outcome.ShouldBe(RunOutcome.StartFailed);
            status.Reason.ShouldNotBeNull().ShouldStartWith("the container could not be started: ");
            status.Reason.ShouldContain(why);
            _store.Alive().ShouldBeEmpty();
        }
    }

    private RunSpec Spec(string inside)
    {
        string script = _directory.WriteExecutable("inside", $"#!/bin/sh\nwhile [ ! -e {_directory["go"]} ]; do sleep 0.01; done\n{inside}\n");
        return _store.Shell($"setsid {script} </dev/null & echo $! > {_directory["pid"]}") with
        {
            Container = new RunContainer { Start = ["/usr/bin/touch", _directory["go"]], PidFile = _directory["pid"] },
        };
    }
}

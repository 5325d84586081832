using Drover.Cli.Printing;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Runs;

namespace Drover.Cli.Tests.Printing;

public sealed class StateTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Live_runs_say_for_how_long()
    {
        var run = new RunStatus { Id = "x", State = RunState.Running, StartedAt = Now.AddMinutes(-5), CreatedAt = Now.AddDays(-1) };
        StateText.Of(run, Now).ShouldBe(new Cell("running 5m", Tone.Good));
        StateText.Of(run with { AttemptCount = 3, Health = "unhealthy" }, Now).ShouldBe(new Cell("running 5m, attempt 3, unhealthy", Tone.Warning));
        StateText.Of(run with { State = RunState.Starting, AttemptCount = 1, NextAttemptAt = Now.AddSeconds(8) }, Now).Text.ShouldBe("waiting, attempt 2 in 8s");
        StateText.Of(run with { State = RunState.Stopping, Stop = new RunStop(15, TimeSpan.FromSeconds(10), Now.AddSeconds(-3), false) }, Now).Text.ShouldBe("stopping 3s");
    }

    [Theory]
    [InlineData(RunOutcome.Exited, "exited 0 3h ago")]
    [InlineData(RunOutcome.Stopped, "stopped 3h ago")]
    [InlineData(RunOutcome.TimedOut, "timed out 3h ago")]
    [InlineData(RunOutcome.Oom, "out of memory 3h ago")]
    [InlineData(RunOutcome.StartFailed, "not started (127) 3h ago")]
    [InlineData(RunOutcome.Lost, "lost (reboot) 3h ago")]
    public void Ended_runs_say_how_and_when(RunOutcome outcome, string text)
    {
        var run = new RunStatus
        {
            Id = "x",
            State = RunState.Ended,
            Outcome = outcome,
            EndedAt = Now.AddHours(-3),
            StartFailedStatus = 127,
            Reason = "reboot",
            LeaderStatus = WaitStatus.Exited(0),
        };
        StateText.Of(run, Now).Text.ShouldBe(text);
    }

    [Fact]
    public void Signals_have_their_names()
    {
        var run = new RunStatus
        {
            Id = "x",
            State = RunState.Ended,
            Outcome = RunOutcome.Signalled,
            EndedAt = Now,
            LeaderStatus = WaitStatus.Signalled(new Signal(11), coreDumped: true),
        };
        StateText.Of(run, Now).ShouldBe(new Cell("killed SIGSEGV (core dumped) 0s ago", Tone.Bad));
    }

    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(7200, "2h")]
    [InlineData(172_800, "2d")]
    [InlineData(3_000_000, "4w")]
    public void Ages_have_one_unit(int seconds, string text) => AgeText.Of(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}

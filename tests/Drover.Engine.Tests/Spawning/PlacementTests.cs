using Drover.Engine.Interop;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Spawning;

public sealed class PlacementTests : EngineTest
{
    [Fact]
    public void A_new_group_is_led_by_the_first_stage_in_our_session()
    {
        StatusReport report = Report(PipelineSpec.Of(Program("print-status")));
        report["pgid"].ShouldBe(report["pid"]);
        report.Number("sid").ShouldBe(Libc.getsid(0));
    }

    [Fact]
    public void A_new_session_is_led_by_its_stage()
    {
        StatusReport report = Report(PipelineSpec.Of(Program("print-status")) with { Placement = GroupPlacement.NewSession });
        report["sid"].ShouldBe(report["pid"]);
        report["pgid"].ShouldBe(report["pid"]);
        report["tty"].ShouldBe("0");
    }

    [Fact]
    public void Our_own_group_is_kept_when_asked_for()
    {
        StatusReport report = Report(PipelineSpec.Of(Program("print-status")) with { Placement = GroupPlacement.Ours });
        report.Number("pgid").ShouldBe(Libc.getpgrp());
    }

    [Fact]
    public void Later_stages_join_the_group_of_a_leader_that_has_ended_already()
    {
        // The leader is a zombie by the time the last stage is spawned: only because it is not reaped, its group is still there.
        for (int i = 0; i < 500; i++)
        {
            using Pipeline pipeline = Engine.Start(PipelineSpec.Of(ProcessSpec.Of("true"), ProcessSpec.Of("true"), ProcessSpec.Of("true")));
            pipeline.Wait().PipeFailStatus.ShouldBe(0);
        }
    }

    [Fact]
    public void All_stages_are_in_the_group_of_the_first()
    {
        using Pipeline pipeline = Engine.Start(PipelineSpec.Of(ProcessSpec.Of("true"), Program("obey"), Silent("obey")));
        pipeline.Group.Id.ShouldBe(pipeline.Stages[0].Pid);
        foreach (ChildProcess stage in pipeline.Stages.Skip(1)) ProcessTable.Find(stage.Pid)!.Group.ShouldBe(pipeline.Group.Id);
        pipeline.Signal(Signal.KILL).ShouldBeTrue();
        pipeline.Wait().Stages[1..].ShouldAllBe(status => status.Signal == Signal.KILL);
        pipeline.Signal(Signal.KILL).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_stage_that_fails_takes_the_ones_before_it_with_it(int failing)
    {
        string mark = $"PLACEMENT_TEST={Guid.NewGuid()}";
        ProcessEnvironment environment = ProcessEnvironment.Inherited.Set("PLACEMENT_TEST", mark.Split('=')[1]);
        ProcessSpec[] stages = [Program("fork-children", "2"), Program("obey"), Silent("obey")];
        for (int i = 0; i < stages.Length; i++) stages[i] = stages[i] with { Environment = environment };
        stages[failing] = ProcessSpec.Of("no-such-program");
        SpawnException e = Should.Throw<SpawnException>(() => Engine.Start(PipelineSpec.Of(stages)));
        (e.Stage, e.ExitStatus).ShouldBe((failing, 127));
        Engine.Live.ShouldBeEmpty();
        ProcessTable.WithEnvironment(mark).ShouldBeEmpty();
    }

    [Fact]
    public void Signals_start_unblocked_and_at_their_default()
    {
        SignalMasks(Shell("cat /proc/self/status")).ShouldBe((0UL, 0UL));
        SignalMasks(Shell("cat /proc/self/status") with { Umask = 0 }).ShouldBe((0UL, 0UL));
    }

    [Fact]
    public void Signals_are_blocked_and_ignored_as_asked()
    {
        var blocked = SignalSet.Of(Signal.USR1, Signal.CHLD, new Signal(40));
        var ignored = SignalSet.Of(Signal.INT, Signal.QUIT, Signal.PIPE);
        SignalMasks(ProcessSpec.Of("cat", "/proc/self/status") with { BlockedSignals = blocked }).ShouldBe((blocked.Mask, 0UL));
        SignalMasks(ProcessSpec.Of("cat", "/proc/self/status") with { BlockedSignals = blocked, IgnoredSignals = ignored }).ShouldBe((blocked.Mask, ignored.Mask));
    }

    [Fact]
    public void A_mask_of_everything_leaves_the_threads_own_signals_alone()
    {
        (ulong blocked, _) = SignalMasks(ProcessSpec.Of("cat", "/proc/self/status") with { BlockedSignals = SignalSet.All });
        // KILL and STOP can't be blocked, 32 and 33 are glibc's.
        blocked.ShouldBe(ulong.MaxValue & ~((1UL << 8) | (1UL << 18) | (3UL << 31)));
    }

    private (ulong Blocked, ulong Ignored) SignalMasks(ProcessSpec spec)
    {
        string[] lines = Run(spec).Output.Split('\n');
        ulong Mask(string name) => Convert.ToUInt64(lines.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1], 16);
        return (Mask("SigBlk:"), Mask("SigIgn:"));
    }

    private StatusReport Report(PipelineSpec spec) => new(Run(spec).Output);
}

using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Pipelines;

/// <summary>A subreaper that holds one run, as the shim does.</summary>
public sealed class AdoptedStrayTests : EngineTest
{
    protected override EngineOptions Options => new() { Subreaper = true };

    [Theory]
    [InlineData("setsid-escape")]
    [InlineData("double-fork")]
    [InlineData("grandchild-holds-pipe")]
    public async Task What_has_cleared_its_environment_and_left_its_session_is_found(string verb)
    {
        (Pipeline pipeline, int[] pids) = StartReady(
            PipelineSpec.Of(Program(verb, "--clear-env", "--ignore-term")) with { Contained = true, AdoptsStrays = true, Placement = GroupPlacement.NewSession });
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(100)));
        report.Killed.ShouldContain(pids[1]);
        pids.ShouldAllBe(pid => ProcessTable.Find(pid) == null);
    }

    [Fact]
    public async Task Another_pipelines_processes_are_not_adopted()
    {
        Pipeline other = Engine.Start(Silent("obey"));
        (Pipeline contained, int[] containedPids) = StartReady(PipelineSpec.Of(Program("setsid-escape")) with { Contained = true });
        (Pipeline pipeline, _) = StartReady(
            PipelineSpec.Of(Program("setsid-escape", "--clear-env")) with { Contained = true, AdoptsStrays = true });
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromSeconds(30)));
        (report.Signalled, report.Escalated).ShouldBe((2, false));
        other.Status.ShouldBeNull();
        contained.Status.ShouldBeNull();
        containedPids.ShouldAllBe(pid => ProcessTable.IsAlive(pid));
        await Engine.StopAllAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Pipelines_being_started_are_not_adopted_while_one_is_stopped()
    {
        (Pipeline adopting, _) = StartReady(PipelineSpec.Of(Program("ignore-term")) with { Contained = true, AdoptsStrays = true });
        Task<StopReport> stop = adopting.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(300)));
        // Started from another thread than the loop's, while that one looks for strays all the time.
        while (!stop.IsCompleted) Engine.Start(ProcessSpec.Of("true")).Wait().ExitStatus.ShouldBe(0);
        (await stop).Killed.ShouldBe([adopting.Stages[0].Pid]);
    }

    [Fact]
    public async Task A_process_that_is_replaced_by_its_child_again_and_again_is_outrun()
    {
        // Each generation starts the next one in a session of its own, without the environment, and ends: there is never anybody for long.
        string script = Temporary.WriteExecutable("hopper", "#!/bin/sh\n[ -e \"$1\" ] && exit 0\nsetsid \"$0\" \"$1\" &\nexit 0\n");
        Pipeline pipeline = Engine.Start(PipelineSpec.Of(ProcessSpec.Of(script, Temporary["end"])) with { Contained = true, AdoptsStrays = true });
        await pipeline.Completion;
        try
        {
            for (int i = 0; i < 3; i++)
            {
                StopReport report = await pipeline.StopAsync(StopPolicy.Kill);
                if (report.IsEmpty) break;
            }
            ProcessTable.All().Where(process => process.Command == "hopper" && !process.IsZombie).ShouldBeEmpty();
        }
        finally
        {
            File.WriteAllText(Temporary["end"], "");
        }
        await Eventually.IsTrueAsync(() => ProcessTable.ChildrenOf().Count == 0);
    }
}

using System.Diagnostics;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;
using ProcessTable = Drover.Testing.ProcessTable;

namespace Drover.Engine.Tests.Pipelines;

public sealed class StopTests : EngineTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);
    private readonly RecordingObserver _observer = new();
    private int _boundary;

    protected override EngineOptions Options => new() { Observer = _observer, IsBoundary = pid => pid == _boundary };

    [Fact]
    public async Task A_second_stop_with_less_grace_hastens_the_first()
    {
        Pipeline pipeline = Start("ignore-term");
        Task<StopReport> first = pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long));
        StopReport second = await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(50)));
        second.Escalated.ShouldBeTrue();
        (await first).ShouldBeSameAs(second);
        _observer.Events.Count(e => e == "over").ShouldBe(1);
    }

    [Fact]
    public async Task To_begin_one_belongs_to_the_loop_s_thread()
    {
        Pipeline pipeline = Start("ignore-term");
        Should.Throw<InvalidOperationException>(() => pipeline.BeginStop(StopPolicy.Kill));
        pipeline.Status.ShouldBeNull();
        await pipeline.StopAsync(StopPolicy.Kill);
    }

    [Fact]
    public async Task A_kill_during_the_grace_ends_it()
    {
        Pipeline pipeline = Start("ignore-term");
        Task<StopReport> first = pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long));
        await pipeline.StopAsync(StopPolicy.Kill);
        (await first).Escalated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_stop_with_more_grace_does_not_slow_the_first()
    {
        Pipeline pipeline = Start("ignore-term");
        Task<StopReport> first = pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(100)));
        await pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long));
        (await first).Escalated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_stop_with_another_signal_sends_it()
    {
        Pipeline pipeline = Start("ignore-term");
        Task<StopReport> first = pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long));
        await pipeline.StopAsync(new StopPolicy(Signal.USR1, s_long));
        (await first).Escalated.ShouldBeFalse();
        pipeline.Status!.Last.ShouldBe(WaitStatus.Signalled(Signal.USR1));
    }

    [Fact]
    public async Task An_infinite_grace_never_kills()
    {
        Pipeline pipeline = Start("trap-term-exit-0");
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, Timeout.InfiniteTimeSpan));
        report.Escalated.ShouldBeFalse();
        pipeline.Status!.Last.ShouldBe(WaitStatus.Exited(0));
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_and_not_the_stop()
    {
        Pipeline pipeline = Start("ignore-term");
        using var cancellation = new CancellationTokenSource();
        Task<StopReport> stop = pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(300)), cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => stop);
        pipeline.Status.ShouldBeNull();
        (await pipeline.Completion).Last.Signal.ShouldBe(Signal.KILL);
        await Eventually.IsTrueAsync(() => _observer.Events.Contains("over"));
    }

    [Fact]
    public async Task Stop_all_takes_one_grace_for_all()
    {
        for (int i = 0; i < 20; i++) Start("ignore-term");
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<StopReport> reports = await Engine.StopAllAsync(TimeSpan.FromSeconds(1));
        reports.Count.ShouldBe(20);
        reports.ShouldAllBe(report => report.Escalated && report.IsEmpty);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Stop_all_leaves_the_detached_alone()
    {
        Pipeline detached = Engine.Start(PipelineSpec.Of(Silent("obey")) with { Detached = true });
        Pipeline other = Start("obey");
        (await Engine.StopAllAsync(s_long)).Count.ShouldBe(1);
        other.Status.ShouldNotBeNull();
        detached.Status.ShouldBeNull();
        await detached.StopAsync(StopPolicy.Kill);
    }

    [Fact]
    public async Task Stopping_what_has_ended_finds_nobody()
    {
        Pipeline pipeline = Engine.Start(ProcessSpec.Of("true"));
        pipeline.Wait();
        StopReport report = await pipeline.StopAsync(StopPolicy.Default);
        (report.Signalled, report.Escalated, report.IsEmpty).ShouldBe((0, false, true));
    }

    [Fact]
    public async Task Without_containment_the_group_goes_and_a_daemon_stays()
    {
        (Pipeline pipeline, int[] pids) = StartReady(PipelineSpec.Of(Program("setsid-escape")));
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long));
        report.Signalled.ShouldBe(1);
        ProcessTable.IsAlive(pids[1]).ShouldBeTrue();
        Interop.Libc.kill(pids[1], 9).ShouldBe(0);
    }

    [Fact]
    public async Task Without_containment_an_orphan_in_the_group_goes_with_it()
    {
        (Pipeline pipeline, int[] pids) = StartReady(PipelineSpec.Of(Program("leader-exits-first", "0")));
        await pipeline.Completion;
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long));
        report.Signalled.ShouldBe(1);
        ProcessTable.IsAlive(pids[1]).ShouldBeFalse();
    }

    [Fact]
    public async Task In_our_own_group_nobody_else_is_signalled()
    {
        (Pipeline pipeline, int[] pids) = StartReady(PipelineSpec.Of(Program("fork-children", "2", "--ignore-term")) with { Placement = GroupPlacement.Ours });
        Pipeline neighbour = Engine.Start(PipelineSpec.Of(Silent("obey")) with { Placement = GroupPlacement.Ours });
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(50)));
        report.Signalled.ShouldBe(3);
        // The leader obeyed; its children are orphans in our group then, which only containment tells from the others.
        neighbour.Status.ShouldBeNull();
        foreach (int pid in pids.Where(ProcessTable.IsAlive)) _ = Interop.Libc.kill(pid, 9);
        await neighbour.StopAsync(StopPolicy.Kill);
    }

    [Fact]
    public async Task Another_users_process_is_ended_by_root_and_said_so()
    {
        Pipeline pipeline = Engine.Start(Silent("obey") with { Credentials = new Credentials(65534, 65534, []) });
        (await pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long))).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task The_kill_hook_runs_when_the_grace_is_over()
    {
        int runs = 0;
        Pipeline pipeline = Start("ignore-term");
        pipeline.KillHook = () => runs++;
        await pipeline.StopAsync(new StopPolicy(Signal.TERM, TimeSpan.FromMilliseconds(50)));
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task What_stands_below_a_boundary_is_left_alone()
    {
        (Pipeline pipeline, int[] pids) = StartReady(
            PipelineSpec.Of(Shell("setsid sh -c 'sleep 1000 & echo ready $$ $!; wait' & wait")) with { Contained = true });
        _boundary = pids[0];
        StopReport report = await pipeline.StopAsync(new StopPolicy(Signal.TERM, s_long));
        (report.Signalled, report.IsEmpty).ShouldBe((1, true));
        pids.ShouldAllBe(pid => ProcessTable.IsAlive(pid));
        foreach (int pid in pids) _ = Interop.Libc.kill(pid, 9);
    }

    [Fact]
    public async Task The_tree_can_be_looked_at_while_it_lives()
    {
        (Pipeline pipeline, int[] pids) = StartReady(PipelineSpec.Of(Program("fork-children", "3")) with { Contained = true });
        var seen = new TaskCompletionSource<int[]>();
        Engine.Loop.Post(() =>
        {
            List<ProcessInfo> tree = [];
            pipeline.CollectTree(tree);
            seen.SetResult([.. tree.Select(process => process.Pid)]);
        });
        (await seen.Task).Order().ShouldBe(pids.Order());
        await pipeline.StopAsync(StopPolicy.Kill);
    }

    private Pipeline Start(string verb)
    {
        (Pipeline pipeline, _) = StartReady(PipelineSpec.Of(Program(verb)));
        return pipeline;
    }
}

using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Pipelines;

public sealed class PipelineTests : EngineTest
{
    [Fact]
    public async Task Exit_status_is_the_childs()
    {
        PipelineStatus status = await Engine.Start(Shell("exit 7")).Completion;
        (status.Last, status.ExitStatus).ShouldBe((WaitStatus.Exited(7), 7));
        (await Engine.Start(Shell("kill -TERM $$")).Completion).ExitStatus.ShouldBe(143);
    }

    [Fact]
    public void Stages_are_connected_by_the_kernel_and_copy_through_nobody()
    {
        // Each stage holds one end of each pipe; we hold none.
        var leaks = new LeakCheck();
        using Pipeline pipeline = Engine.Start(PipelineSpec.Of(
            ProcessSpec.Of("cat").Redirect(Redirection.PipeToChild(0)), ProcessSpec.Of("grep", "-v", "b"), ProcessSpec.Of("wc", "-l").Redirect(Redirection.PipeFromChild(1))));
        leaks.Leaks().Count(leak => leak.Contains("pipe:", StringComparison.Ordinal)).ShouldBe(2);
        string between = new FileInfo($"/proc/{pipeline.Stages[0].Pid}/fd/1").LinkTarget!;
        between.ShouldStartWith("pipe:");
        new FileInfo($"/proc/{pipeline.Stages[1].Pid}/fd/0").LinkTarget.ShouldBe(between);
        using (Descriptor input = pipeline.Stages[0].TakePipe(0)) input.WriteAll("a\nb\nc\n"u8).ShouldBeTrue();
        ReadAll(pipeline.Stages[2]).Trim().ShouldBe("2");
        pipeline.Wait().PipeFailStatus.ShouldBe(0);
    }

    [Fact]
    public void An_early_stage_dies_of_SIGPIPE_when_its_reader_ends()
    {
        PipelineStatus status = Run(PipelineSpec.Of(ProcessSpec.Of("yes"), ProcessSpec.Of("head", "-n", "1"))).Status;
        status.Stages[0].ShouldBe(WaitStatus.Signalled(Signal.PIPE));
        (status.ExitStatus, status.PipeFailStatus).ShouldBe((0, 141));
    }

    [Fact]
    public void Pipefail_takes_the_last_stage_that_failed()
    {
        PipelineStatus status = Engine.Start(PipelineSpec.Of(Shell("exit 3"), Shell("exit 4"), Shell("exit 0"))).Wait();
        (status.ExitStatus, status.PipeFailStatus).ShouldBe((0, 4));
        status.Stages.Select(stage => stage.ExitStatus).ShouldBe([3, 4, 0]);
    }

    [Fact]
    public void Usage_of_all_stages_is_summed()
    {
        const string busy = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        using Pipeline pipeline = Engine.Start(PipelineSpec.Of(Shell(busy), Shell(busy)));
        PipelineStatus status = pipeline.Wait();
        status.Usage.ShouldBe(pipeline.Stages[0].Usage + pipeline.Stages[1].Usage);
        pipeline.Stages.ShouldAllBe(stage => stage.Usage.CpuUser > TimeSpan.Zero && stage.Usage.MaxResidentBytes > 500_000);
        status.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Fifty_stages_are_one_pipeline()
    {
        ProcessSpec[] stages = [.. Enumerable.Range(0, 50).Select(_ => ProcessSpec.Of("cat"))];
        stages[0] = ProcessSpec.Of("echo", "all the way");
        (PipelineStatus status, string output) = Run(PipelineSpec.Of(stages));
        output.ShouldBe("all the way\n");
        status.PipeFailStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Live_ends_with_the_completion()
    {
        Pipeline pipeline = Engine.Start(ProcessSpec.Of("cat").Redirect(Redirection.PipeToChild(0)));
        Engine.Live.ShouldBe([pipeline]);
        pipeline.Status.ShouldBeNull();
        pipeline.Dispose();
        await pipeline.Completion;
        Engine.Live.ShouldBeEmpty();
    }

    [Fact]
    public async Task Completion_callbacks_run_once_on_the_loop_even_when_asked_for_late()
    {
        var threads = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        Pipeline pipeline = Engine.Start(ProcessSpec.Of("true"));
        pipeline.WhenCompleted(_ => threads.Enqueue(Thread.CurrentThread.Name));
        await pipeline.Completion;
        pipeline.WhenCompleted(_ => threads.Enqueue(Thread.CurrentThread.Name));
        await Eventually.IsTrueAsync(() => threads.Count == 2);
        threads.ShouldAllBe(name => name == "drover-loop");
    }

    [Fact]
    public async Task Waiting_on_the_loops_own_thread_is_refused_instead_of_hanging()
    {
        var refused = new TaskCompletionSource<Exception?>();
        Engine.Loop.Post(() => refused.SetResult(Record.Exception(() => Engine.Start(Program("exit", "0", "--after", "50")).Wait())));
        (await refused.Task).ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public void A_pumped_loop_waits_without_threads()
    {
        using var loop = new EventLoop();
        using var engine = new ProcessEngine(new EngineOptions { Loop = loop, ChildSignals = ChildSignalSource.None });
        engine.Start(PipelineSpec.Of(Shell("exit 1"), Shell("exit 2"))).Wait().PipeFailStatus.ShouldBe(2);
        LeakCheck.Threads().Values.ShouldNotContain("drover-loop");
    }

    [Fact]
    public void A_disposed_engine_starts_and_stops_nothing()
    {
        var engine = new ProcessEngine();
        Pipeline pipeline = engine.Start(ProcessSpec.Of("true"));
        pipeline.Wait();
        engine.Dispose();
        engine.Dispose();
        Should.Throw<ObjectDisposedException>(() => engine.Start(ProcessSpec.Of("true")));
        Should.Throw<ObjectDisposedException>(() => { pipeline.StopAsync(StopPolicy.Kill); });
    }

    [Fact]
    public void An_engine_on_a_loop_of_others_can_be_disposed_from_any_thread()
    {
        using var loop = new EventLoop();
        loop.StartThread();
        var engine = new ProcessEngine(new EngineOptions { Loop = loop });
        engine.Start(ProcessSpec.Of("true")).Wait();
        engine.Dispose();
        using var ran = new ManualResetEventSlim();
        loop.Post(ran.Set);
        ran.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_thousand_children_need_one_thread_and_two_descriptors_each()
    {
        Engine.Start(ProcessSpec.Of("true")).Wait();
        int threads = LeakCheck.Threads().Count;
        int descriptors = LeakCheck.OpenDescriptors().Count;
        ProcessSpec sleep = ProcessSpec.Of("sleep", "1000");
        for (int i = 0; i < 1000; i++) Engine.Start(sleep);
        Engine.Live.Count.ShouldBe(1000);
        (LeakCheck.Threads().Count - threads).ShouldBeLessThanOrEqualTo(8);
        (LeakCheck.OpenDescriptors().Count - descriptors).ShouldBeLessThanOrEqualTo(2000);
        IReadOnlyList<StopReport> reports = await Engine.StopAllAsync(TimeSpan.FromSeconds(30));
        reports.Count.ShouldBe(1000);
        reports.ShouldAllBe(report => report.IsEmpty && !report.Escalated && report.Signalled == 1);
        Engine.Live.ShouldBeEmpty();
        ProcessTable.ChildrenOf().ShouldBeEmpty();
    }
}

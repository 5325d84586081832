using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Reaping;

/// <summary>These make the test process a subreaper, for which reason nothing runs beside them.</summary>
public sealed class SubreaperTests : EngineTest
{
    private readonly RecordingObserver _observer = new();

    protected override EngineOptions Options => new() { Observer = _observer, Subreaper = true };

    [Theory]
    [InlineData("double-fork")]
    [InlineData("setsid-escape")]
    [InlineData("grandchild-holds-pipe")]
    public async Task Strays_come_to_us_and_are_reaped_with_pid_and_name(string verb)
    {
        (Pipeline pipeline, int[] pids) = StartReady(PipelineSpec.Of(Program(verb)));
        await Eventually.IsTrueAsync(() => ProcessTable.Find(pids[1])!.Parent == Environment.ProcessId);
        Interop.Libc.kill(pids[1], 10).ShouldBe(0);
        await Eventually.IsTrueAsync(() => _observer.Strays.Any(stray => stray.Pid == pids[1]));
        _observer.Strays.Single(stray => stray.Pid == pids[1]).ShouldBe((pids[1], "test-programs", WaitStatus.Signalled(Signal.USR1)));
        ProcessTable.Find(pids[1]).ShouldBeNull();
        await pipeline.StopAsync(StopPolicy.Kill);
    }

    [Fact]
    public async Task Strays_that_end_while_others_are_spawned_are_all_reaped()
    {
        // Each leaves an orphan that ends by itself.
        Task[] starters = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 25; i++) (await Engine.Start(Shell("(sleep 0.01 &) ; exit 7")).Completion).ExitStatus.ShouldBe(7);
        }))];
        await Task.WhenAll(starters);
        await Eventually.IsTrueAsync(() => ProcessTable.ChildrenOf().Count == 0);
        _observer.Strays.Count(stray => stray.Name == "sleep").ShouldBe(200);
    }

    [Fact]
    public void A_subreaper_needs_SIGCHLD()
    {
        Should.Throw<ArgumentException>(() => new ProcessEngine(new EngineOptions { Subreaper = true, ChildSignals = ChildSignalSource.None }));
    }

    [Fact]
    public unsafe void Disposing_gives_the_subreaping_up()
    {
        int Subreaping()
        {
            int value;
            _ = Interop.Libc.prctl(Interop.Libc.PR_GET_CHILD_SUBREAPER, (nuint)(&value), 0, 0, 0);
            return value;
        }
        using (var engine = new ProcessEngine(new EngineOptions { Subreaper = true })) Subreaping().ShouldBe(1);
        Subreaping().ShouldBe(0);
    }
}

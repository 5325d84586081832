using System.Collections.Concurrent;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Processes;

public sealed class ProcessEndWatchTests : EngineTest
{
    [Fact]
    public async Task Every_end_is_told_once_whichever_thread_asked()
    {
        const int count = 64;
        Pipeline[] pipelines = [.. Enumerable.Range(0, count).Select(_ => Engine.Start(ProcessSpec.Of("sleep", "1000")))];
        var told = new ConcurrentQueue<int>();
        var watches = new ConcurrentBag<ProcessEndWatch>();
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            watches.Add(ProcessEndWatch.Start(Engine.Loop, ProcessIdentity.TryRead(pipelines[i].Stages[0].Pid)!.Value, () => told.Enqueue(i))));
        Parallel.ForEach(pipelines, pipeline => pipeline.Signal(Signal.KILL));
        await Eventually.IsTrueAsync(() => told.Count == count);
        foreach (Pipeline pipeline in pipelines) await pipeline.Completion;
        told.Order().ShouldBe(Enumerable.Range(0, count));
        foreach (ProcessEndWatch watch in watches) watch.Dispose();
    }

    [Fact]
    public async Task One_that_has_ended_is_told_soon_and_one_that_is_not_asked_for_any_more_never()
    {
        Pipeline pipeline = Engine.Start(ProcessSpec.Of("sleep", "1000"));
        ProcessIdentity process = ProcessIdentity.TryRead(pipeline.Stages[0].Pid)!.Value;
        var told = new ConcurrentQueue<string>();
        ProcessEndWatch.Start(Engine.Loop, process, () => told.Enqueue("withdrawn")).Dispose();
        using ProcessEndWatch first = ProcessEndWatch.Start(Engine.Loop, process, () => told.Enqueue("first"));
        pipeline.Signal(Signal.KILL);
        await pipeline.Completion;
        using ProcessEndWatch late = ProcessEndWatch.Start(Engine.Loop, process, () => told.Enqueue("late"));
        await Eventually.IsTrueAsync(() => told.Count == 2);
        told.Order().ShouldBe(["first", "late"]);
    }
}

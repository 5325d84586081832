using System.Diagnostics;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;

namespace Drover.Benchmarks;

/// <summary>Many children alive at once under one engine as a host has it: with a loop thread of its own.</summary>
internal sealed class ManyChildren : IOutputSink
{
    void IOutputSink.Output(int stream, ReadOnlySpan<byte> bytes)
    {
    }

    void IOutputSink.OutputEnded(int stream)
    {
    }

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Prints threads and descriptors before, with half of the children, with all, and afterwards, and what is left.</summary>
    public static void Run(int count, bool captured)
    {
        // Opens a descriptor of its own at the first use.
        Console.Out.Flush();
        var sink = new ManyChildren();
        ProcessSpec spec = ProcessSpec.Of("/bin/sleep", "120");
        // Not ours: whoever reads our output would wait for theirs.
        spec = spec.Redirect(captured ? Redirection.PipeFromChild(1) : Redirection.Null(1));
        using var engine = new ProcessEngine();
        var pipelines = new List<Pipeline>(count);
        // The first start and stop make what stays: loaded types, a timer, descriptors of the loop and of /proc.
        End(engine, [engine.Start(ProcessSpec.Of("/bin/sleep", "120"))], Stopwatch.GetTimestamp());
        Settle(engine.Loop);
        Report.Value("before", OwnProcess.Descriptors);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 1; i <= count; i++)
        {
            Pipeline pipeline = engine.Start(spec);
            pipelines.Add(pipeline);
            if (captured) Pump(engine.Loop, pipeline.Stages[0].TakePipe(1), sink);
            if (i == count / 2)
            {
                Settle(engine.Loop);
                Report.Value("half", OwnProcess.Descriptors);
            }
        }
        Settle(engine.Loop);
        Report.Value("start_ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        Report.Value("all", OwnProcess.Descriptors);
        Report.Value("threads", OwnProcess.Threads);
        Report.Value("alive", OwnProcess.Children);
        begin = Stopwatch.GetTimestamp();
        bool stopped = End(engine, pipelines, begin);
        Report.Value("stop_ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        Report.Value("stopped", stopped ? 1 : 0);
        if (!stopped)
        {
            // The loop is still busy with them: nothing waits for it.
            foreach (Pipeline pipeline in pipelines) pipeline.Signal(Signal.KILL);
            Environment.Exit(0);
        }
        Settle(engine.Loop);
        Report.Value("after", OwnProcess.Descriptors);
        Report.Value("children", OwnProcess.Children);
    }

    // Stopped means that nobody is alive; the last statuses are taken right after that.
    private static bool End(ProcessEngine engine, List<Pipeline> pipelines, long begin)
    {
        Task all = engine.StopAllAsync(TimeSpan.FromSeconds(10)).ContinueWith(_ => Task.WhenAll(pipelines.ConvertAll(p => p.Completion)), TaskScheduler.Default).Unwrap();
        return all.Wait(s_patience - Stopwatch.GetElapsedTime(begin));
    }

    private static void Pump(EventLoop loop, Descriptor end, IOutputSink sink) => loop.Post(() => _ = new OutputPump(loop, end, 1, sink));

    // What was posted so far has run when this has.
    private static void Settle(EventLoop loop)
    {
        for (int i = 0; i < 2; i++)
        {
            using var done = new ManualResetEventSlim();
            loop.Post(done.Set);
            done.Wait();
        }
    }
}

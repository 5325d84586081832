using System.Diagnostics;
using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Benchmarks;

/// <summary>Starts a program again and again and waits for each, on a loop that this thread pumps.</summary>
internal sealed class SequentialSpawns : IOutputSink
{
    private const int WarmUp = 50;

    private readonly EventLoop _loop = new();
    private readonly ProcessEngine _engine;
    private readonly StringBuilder _output = new();

    private SequentialSpawns() => _engine = new ProcessEngine(new EngineOptions { Loop = _loop, ChildSignals = ChildSignalSource.None });

    /// <summary>Prints microseconds for each of <paramref name="count"/> starts.</summary>
    public static void Run(int count, bool captured)
    {
        var spawns = new SequentialSpawns();
        Action once = captured ? spawns.Capture : spawns.Spawn;
        for (int i = 0; i < WarmUp; i++) once();
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) once();
        Report.Number(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / count);
        spawns._engine.Dispose();
        spawns._loop.Dispose();
    }

    void IOutputSink.Output(int stream, ReadOnlySpan<byte> bytes) => _output.Append(Encoding.UTF8.GetString(bytes));

    void IOutputSink.OutputEnded(int stream)
    {
    }

    // The spec is made anew each time, as the peer's is.
    private void Spawn()
    {
        using Pipeline pipeline = _engine.Start(ProcessSpec.Of("/bin/true"));
        if (pipeline.Wait().ExitStatus != 0) throw new InvalidOperationException("/bin/true failed");
    }

    private void Capture()
    {
        _output.Clear();
        using Pipeline pipeline = _engine.Start(ProcessSpec.Of("/bin/echo", "hello", "world").Redirect(Redirection.PipeFromChild(1)));
        Descriptor end = pipeline.Stages[0].TakePipe(1);
        using var pump = new OutputPump(_loop, end, 1, this);
        while (!pump.HasEnded) _loop.RunOnce(Timeout.InfiniteTimeSpan);
        if (pipeline.Wait().ExitStatus != 0 || _output.ToString() != "hello world\n") throw new InvalidOperationException("/bin/echo failed");
    }
}

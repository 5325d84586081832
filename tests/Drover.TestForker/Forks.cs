using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Forking;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;

namespace Drover.TestForker;

/// <summary>Forked stages.</summary>
internal static class Forks
{
    public static ProcessEngine NewEngine() => new(new EngineOptions { Loop = new EventLoop(), ChildSignals = ChildSignalSource.Catcher });

    public static ProcessSpec Body(Func<int> body) => ProcessSpec.OfFork("body", body);

    public static int Support()
    {
        Check.That(Fork.IsSupported);
        using var done = new ManualResetEventSlim();
        var thread = new Thread(() => done.Wait());
        thread.Start();
        Check.That(!Fork.IsSupported);
        using ProcessEngine engine = NewEngine();
        try
        {
            engine.Start(Body(() => 0));
            throw new CheckFailedException("a fork with a second thread is refused");
        }
        catch (InvalidOperationException)
        {
            done.Set();
            thread.Join();
        }
        return 0;
    }

    public static int Status()
    {
        using ProcessEngine engine = NewEngine();
        int parent = OwnProcess.Pid;
        Check.Equal(engine.Start(Body(() => OwnProcess.ParentPid == parent && OwnProcess.Pid != parent && Fork.Depth == 1 ? 7 : 1)).Wait().ExitStatus, 7);
        Check.Equal(engine.Start(Body(() => throw new InvalidOperationException("expected: told on standard error"))).Wait().ExitStatus, 125);
        return 0;
    }

    public static int Nested(int depth)
    {
        Check.Equal(Descend(depth), depth);
        return 0;

        static int Descend(int left)
        {
            if (left == 0) return 0;
            Churn();
            using ProcessEngine engine = NewEngine();
            return 1 + engine.Start(Body(() => Descend(left - 1))).Wait().ExitStatus;
        }
    }

    public static int Sequential(int count)
    {
        using ProcessEngine engine = NewEngine();
        for (int i = 0; i < count; i++)
        {
            int expected = i & 0x7F;
            Check.Equal(engine.Start(Body(() => { Churn(); return expected; })).Wait().ExitStatus, expected);
            if (i % 10 == 0) Churn();
        }
        return 0;
    }

    public static int AtOnce(int count)
    {
        using ProcessEngine engine = NewEngine();
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        var pipelines = new List<Pipeline>();
        for (int i = 0; i < count; i++)
        {
            int own = i & 0x7F;
            pipelines.Add(engine.Start(Body(() =>
            {
                write.Dispose();
                Churn();
                // Until all have been started.
                return read.Read(new byte[1]) == 0 ? own : 200;
            })));
        }
        write.Dispose();
        for (int i = 0; i < count; i++) Check.Equal(pipelines[i].Wait().ExitStatus, i & 0x7F);
        read.Dispose();
        return 0;
    }

    public static int Pipes()
    {
        using ProcessEngine engine = NewEngine();
        var spec = PipelineSpec.Of(
            Body(() => Say(1, "one two\n")),
            ProcessSpec.Of("tr", "a-z", "A-Z"),
            Body(() => Copy(0, 1)).Redirect(Redirection.PipeFromChild(1)));
        Pipeline pipeline = engine.Start(spec);
        using (Descriptor output = pipeline.Stages[2].TakePipe(1))
        {
            var text = new byte[100];
            int length = output.Read(text);
            Check.Equal(System.Text.Encoding.ASCII.GetString(text, 0, length), "ONE TWO\n");
            Check.Equal(output.Read(text), 0);
        }
        Check.Equal(pipeline.Wait().PipeFailStatus, 0);
        // A body that nobody reads from dies of SIGPIPE.
        Pipeline broken = engine.Start(PipelineSpec.Of(Body(() => { while (Say(1, "y\n") == 0) { } return 3; }), ProcessSpec.Of("true")));
        Check.Equal(broken.Wait().Stages[0].Signal, Signal.PIPE);
        return 0;
    }

    public static int EngineInChild()
    {
        using ProcessEngine engine = NewEngine();
        Pipeline sleeper = engine.Start(ProcessSpec.Of("sleep", "60"));
        Pipeline child = engine.Start(Body(() =>
        {
            try
            {
                engine.Start(ProcessSpec.Of("true"));
                return 1;
            }
            catch (ObjectDisposedException)
            {
            }
            using ProcessEngine own = NewEngine();
            return own.Start(PipelineSpec.Of(ProcessSpec.Of("sh", "-c", "exit 3"), Body(() => 5))).Wait().ExitStatus;
        }));
        Check.Equal(child.Wait().ExitStatus, 5);
        Check.That(!sleeper.Stages[0].HasEnded);
        sleeper.Signal(Signal.KILL);
        Check.Equal(sleeper.Wait().Last.Signal, Signal.KILL);
        return 0;
    }

    // In the child: 0 to 2, what the test itself opened, and nothing of the engine's.
    public static int Descriptors()
    {
        using ProcessEngine engine = NewEngine();
        Pipeline sleeper = engine.Start(ProcessSpec.Of("sleep", "60").Redirect(Redirection.PipeFromChild(1)));
        using Descriptor kept = Descriptor.Open("/dev/null", OpenMode.Read).Duplicate(64);
        string before = OpenNumbers();
        Pipeline child = engine.Start(PipelineSpec.Of(
            Body(() => Say(2, "")),
            Body(() =>
            {
                Check.Equal(kept.Read(new byte[1]), 0);
                Say(3, OpenNumbers());
                return 0;
            }).Redirect(Redirection.PipeFromChild(3))));
        using Descriptor report = child.Stages[1].TakePipe(3);
        var text = new byte[400];
        string found = System.Text.Encoding.ASCII.GetString(text, 0, report.Read(text));
        Check.Equal(child.Wait().ExitStatus, 0);
        sleeper.Signal(Signal.KILL);
        sleeper.Wait();
        sleeper.Dispose();
        Console.WriteLine($"parent {before}; child {found}");
        int[] numbers = [.. found.Split(' ').Select(int.Parse)];
        // 0-3, what the runtime keeps for itself, the kept one, and the eventfd of the catcher, which is remade at its first use.
        Check.That(numbers.Contains(kept.Number) && numbers.Contains(3));
        Check.That(numbers.Count(static n => n is > 3 and < 64) <= before.Split(' ').Select(int.Parse).Count(static n => n is > 2 and < 64) - 4);
        return 0;
    }

    public static int Dispositions()
    {
        using ProcessEngine engine = NewEngine();
        SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught);
        SignalCatcher.Set(Signal.USR2, SignalDisposition.Ignored);
        Pipeline child = engine.Start(Body(() =>
        {
            Check.Equal(SignalCatcher.Get(Signal.USR1), SignalDisposition.Default);
            Check.Equal(SignalCatcher.Get(Signal.USR2), SignalDisposition.Default);
            Check.Equal(SignalCatcher.Get(Signal.PIPE), SignalDisposition.Default);
            Check.Equal(SignalCatcher.Get(Signal.INT), SignalDisposition.Ignored);
            return 0;
        }) with
        { IgnoredSignals = SignalSet.Of(Signal.INT) });
        Check.Equal(child.Wait().ExitStatus, 0);
        Pipeline killed = engine.Start(Body(() => { new ProcessIdentity(OwnProcess.Pid, OwnProcess.Identity.StartTicks).TrySignal(Signal.USR1.Number); return 1; }));
        Check.Equal(killed.Wait().Last.Signal, Signal.USR1);
        Check.Equal(SignalCatcher.Pending.Contains(Signal.USR1), false);
        return 0;
    }

    public static int LongPipeline(int stages)
    {
        using ProcessEngine engine = NewEngine();
        int before = OpenNumbers().Split(' ').Length;
        // The last stage must hold nothing of what its parent held for the others.
        var specs = new List<ProcessSpec> { Body(() => Say(1, "x")) };
        for (int i = 1; i < stages - 1; i++) specs.Add(i % 2 == 0 ? ProcessSpec.Of("cat") : Body(() => Copy(0, 1)));
        specs.Add(Body(() => Copy(0, 1) + (OpenNumbers().Split(' ').Length > before ? 9 : 0)).Redirect(Redirection.PipeFromChild(1)));
        Pipeline pipeline = engine.Start(PipelineSpec.Of([.. specs]));
        using Descriptor output = pipeline.Stages[^1].TakePipe(1);
        Check.Equal(output.Read(new byte[2]), 1);
        Check.Equal(pipeline.Wait().PipeFailStatus, 0);
        return 0;
    }

    public static int ManyAlive(int count)
    {
        using ProcessEngine engine = NewEngine();
        var all = new List<Pipeline>();
        for (int i = 0; i < count; i++) all.Add(engine.Start(ProcessSpec.Of("sleep", "100")));
        Check.Equal(engine.Start(Body(() => 4)).Wait().ExitStatus, 4);
        Check.Equal(engine.Live.Count, count);
        foreach (Pipeline pipeline in all) pipeline.Signal(Signal.TERM);
        foreach (Pipeline pipeline in all) Check.Equal(pipeline.Wait().Last.Signal, Signal.TERM);
        return 0;
    }

    public static int Say(int number, string text)
    {
        var descriptor = new Descriptor(number);
        bool written = descriptor.WriteAll(System.Text.Encoding.ASCII.GetBytes(text));
        _ = descriptor.Release();
        return written ? 0 : 1;
    }

    private static int Copy(int from, int to)
    {
        var source = new Descriptor(from);
        var target = new Descriptor(to);
        var buffer = new byte[4096];
        while (source.Read(buffer) is > 0 and var n)
            if (!target.WriteAll(buffer.AsSpan(0, n))) return 1;
        return 0;
    }

    private static string OpenNumbers()
    {
        using Descriptor directory = Descriptor.Open("/proc/self/fd", OpenMode.Directory);
        var numbers = new List<int>();
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(directory, new byte[4096])) numbers.Add(int.Parse(name));
        numbers.Remove(directory.Number);
        numbers.Sort();
        return string.Join(' ', numbers);
    }

    private static void Churn()
    {
        var kept = new List<byte[]>();
        for (int i = 0; i < 200; i++) kept.Add(new byte[500]);
        GC.Collect();
        GC.KeepAlive(kept);
    }
}

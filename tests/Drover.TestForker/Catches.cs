using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;

namespace Drover.TestForker;

/// <summary>Caught signals.</summary>
internal static class Catches
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static int All()
    {
        Check.That(SignalCatcher.IsSupported);
        using var loop = new EventLoop();
        using Watch watch = SignalCatcher.Attach(loop);
        int caught = 0;
        for (int number = 1; number <= 64; number++)
        {
            var signal = new Signal(number);
            int errno = SignalCatcher.Set(signal, SignalDisposition.Caught);
            if (number is 9 or 19 or 32 or 33)
            {
                Check.That(errno != 0);
                continue;
            }
            Check.Equal(errno, 0);
            Check.Equal(SignalCatcher.Get(signal), SignalDisposition.Caught);
            uint before = SignalCatcher.Count(signal);
            Check.Equal(OwnProcess.Identity.TrySignal(number), SignalResult.Sent);
            Check.That(loop.RunUntil(() => SignalCatcher.Take(SignalSet.Of(signal)).Contains(signal), Patience));
            Check.Equal(SignalCatcher.Count(signal) - before, 1u);
            Check.Equal(SignalCatcher.Pending.Mask, 0ul);
            caught++;
        }
        Check.Equal(caught, 60);
        return 0;
    }

    public static int InChild()
    {
        using ProcessEngine engine = Forks.NewEngine();
        SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught);
        Check.Equal(engine.Start(Forks.Body(() =>
        {
            using var loop = new EventLoop();
            using Watch watch = SignalCatcher.Attach(loop);
            SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught);
            Check.Equal(SignalCatcher.Pending.Mask, 0ul);
            OwnProcess.Identity.TrySignal(Signal.USR1.Number);
            return loop.RunUntil(() => SignalCatcher.Take().Contains(Signal.USR1), Patience) ? 3 : 1;
        })).Wait().ExitStatus, 3);
        Check.That(!SignalCatcher.Pending.Contains(Signal.USR1));
        return 0;
    }

    public static int InterruptedRead()
    {
        using ProcessEngine engine = Forks.NewEngine();
        SignalSet interesting = SignalSet.Of(Signal.USR1);
        SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught);
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        int self = OwnProcess.Pid;
        // The end of "true" (SIGCHLD) must not end the waiting; the signal must, and then the byte.
        var ended = engine.Start(ProcessSpec.Of("true"));
        var sender = engine.Start(ProcessSpec.Of("sh", "-c", $"sleep 0.1; kill -USR1 {self}; read x; echo"
            ).Redirect(Redirection.Descriptor(1, write)).Redirect(Redirection.PipeToChild(0)));
        write.Dispose();
        Check.That(!SignalCatcher.WaitReadable(read, interesting));
        Check.That(SignalCatcher.Take(interesting).Contains(Signal.USR1));
        using (Descriptor go = sender.Stages[0].TakePipe(0)) go.WriteAll("x\n"u8);
        Check.That(SignalCatcher.WaitReadable(read, interesting));
        Check.Equal(read.Read(new byte[9]), 1);
        Check.Equal(ended.Wait().ExitStatus + sender.Wait().ExitStatus, 0);
        return 0;
    }

    public static int Entry()
    {
        Console.WriteLine(string.Join(' ', Enumerable.Range(1, 64).Where(static n => SignalCatcher.IgnoredAtEntry.Contains(new Signal(n)))));
        return 0;
    }

    // Without the helper process: ignored at the moment of the spawn.
    public static int IgnoredChild()
    {
        using ProcessEngine engine = Forks.NewEngine();
        SignalCatcher.Set(Signal.INT, SignalDisposition.Caught);
        var report = engine.Start(ProcessSpec.Of("grep", "SigIgn", "/proc/self/status").Redirect(Redirection.PipeFromChild(1)) with
        { IgnoredSignals = SignalSet.Of(Signal.INT, Signal.QUIT) });
        using Descriptor output = report.Stages[0].TakePipe(1);
        var text = new byte[100];
        string line = System.Text.Encoding.ASCII.GetString(text, 0, output.Read(text));
        report.Wait();
        Check.Equal(line, "SigIgn:\t0000000000000006\n");
        Check.Equal(SignalCatcher.Get(Signal.INT), SignalDisposition.Caught);
        Check.Equal(SignalCatcher.Get(Signal.QUIT), SignalDisposition.Default);
        return 0;
    }
}

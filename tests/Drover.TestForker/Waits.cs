using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Spawning;
using Drover.Engine.StandardStreams;

namespace Drover.TestForker;

/// <summary>Programs that are waited for within their start (<see cref="PipelineSpec.WaitsForEnd"/>).</summary>
internal static class Waits
{
    private static ProcessEngine NewEngine() => new(new EngineOptions { Loop = new EventLoop(), ChildSignals = ChildSignalSource.None });

    private static Pipeline Start(ProcessEngine engine, string executable, params ReadOnlySpan<string> arguments) => Start(engine, Spec(executable, arguments));

    private static Pipeline Start(ProcessEngine engine, ProcessSpec spec) =>
        engine.Start(PipelineSpec.Of(spec) with { Placement = GroupPlacement.Ours, WaitsForEnd = true });

    private static ProcessSpec Spec(string executable, params ReadOnlySpan<string> arguments)
    {
        var words = new List<ByteString>();
        foreach (string argument in arguments) words.Add(argument);
        return ProcessSpec.Of(executable, [.. words]);
    }

    public static int Ends()
    {
        using ProcessEngine engine = NewEngine();
        string before = Numbers();
        Pipeline seven = Start(engine, "sh", "-c", "sleep 0.05; exit 7");
        Check.Equal(seven.Status?.ExitStatus, 7);
        Check.That(seven.Status!.Elapsed >= TimeSpan.FromMilliseconds(50));
        Check.That(seven.Status.Usage.MaxResidentBytes > 0);
        Check.Equal(seven.Stages[0].Status, WaitStatus.Exited(7));
        Check.Equal(Start(engine, "sh", "-c", "kill -KILL $$").Status!.Last, WaitStatus.Signalled(Signal.KILL));
        Check.That(!seven.Signal(Signal.TERM));
        Check.Equal(seven.Wait().ExitStatus, 7);
        Check.Equal(engine.Live.Count, 0);
        Check.Equal(Numbers(), before);

        // Who is waited for elsewhere, or has a pipe to us, is only started.
        Pipeline reader = Start(engine, Spec("cat").Redirect(Redirection.PipeToChild(0)));
        Check.That(reader.Status is null);
        Check.That(Start(engine, "true").Status is null);
        reader.Stages[0].TakePipe(0).Dispose();
        Check.Equal(reader.Wait().ExitStatus, 0);
        return 0;
    }

    public static int Failures()
    {
        using ProcessEngine engine = NewEngine();
        string before = Numbers();
        File.WriteAllText("script", "#!/no/such/interpreter\n");
        File.SetUnixFileMode("script", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllBytes("empty", [0, 1]);
        File.SetUnixFileMode("empty", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Check.Equal(ErrorOf(engine, "./script"), (2, SpawnStep.Execute)); // ENOENT
        Check.Equal(ErrorOf(engine, "./empty"), (8, SpawnStep.Execute)); // ENOEXEC
        Check.Equal(ErrorOf(engine, "/etc"), (21, SpawnStep.Resolve)); // EISDIR
        Check.Equal(ErrorOf(engine, "true", new string('x', 200_000)), (7, SpawnStep.Execute)); // E2BIG
        Check.Equal(engine.Live.Count, 0);
        Check.Equal(Numbers(), before);
        return 0;

        static (int, SpawnStep) ErrorOf(ProcessEngine engine, string executable, params ReadOnlySpan<string> arguments)
        {
            try
            {
                Start(engine, executable, arguments);
                throw new CheckFailedException($"{executable} is not executed");
            }
            catch (SpawnException e)
            {
                return (e.Errno, e.Step);
            }
        }
    }

    /// <summary>A caught signal ends the waiting, and the child lives on.</summary>
    public static int Signals()
    {
        using ProcessEngine engine = NewEngine();
        using Watch watch = SignalCatcher.Attach(engine.Loop);
        SignalSet interesting = SignalSet.Of(Signal.USR1);
        SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught);
        (Descriptor read, Descriptor write) = Descriptor.Pipe();
        // Again and again: one that comes between the start and the waiting ends nothing.
        string script = $"(while kill -USR1 {OwnProcess.Pid}; do sleep 0.01; done) <&- & read x; kill $!; exit 5";
        Pipeline child = Start(engine, Spec("sh", "-c", script).Redirect(Redirection.Descriptor(0, read)));
        Check.That(child.Status is null);
        Check.That(SignalCatcher.Take(interesting).Contains(Signal.USR1));
        Check.That(engine.Live.Contains(child));
        write.WriteAll("x\n"u8);
        while (child.Status is null) Check.That(child.TryWaitDirectly());
        Check.Equal(child.Status.ExitStatus, 5);
        return 0;
    }

    /// <summary>Signals come at any moment, before the exec too: no status is lost, none is another's.</summary>
    public static int Storm(int count)
    {
        using ProcessEngine engine = NewEngine();
        using ProcessEngine other = new(new EngineOptions { Loop = new EventLoop(), ChildSignals = ChildSignalSource.None });
        using Watch watch = SignalCatcher.Attach(engine.Loop);
        SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught);
        string before = Numbers();
        Pipeline storm = other.Start(ProcessSpec.Of("sh", "-c", $"while kill -USR1 {OwnProcess.Pid}; do :; done"));
        int interrupted = 0;
        for (int i = 0; i < count; i++)
        {
            bool fails = i % 10 == 0;
            try
            {
                Pipeline child = Start(engine, fails ? "./no-such-interpreter" : "sh", "-c", $"exit {i % 100}");
                Check.That(!fails);
                if (child.Status is null) interrupted++;
                Check.Equal(child.Wait().ExitStatus, i % 100);
            }
            catch (SpawnException e)
            {
                Check.That(fails);
                Check.Equal(e.Errno, 2); // ENOENT
            }
        }
        storm.Signal(Signal.KILL);
        storm.Wait();
        Check.That(interrupted > 0);
        Check.Equal(engine.Live.Count, 0);
        Check.Equal(File.ReadAllText($"/proc/self/task/{OwnProcess.Pid}/children"), "");
        Check.Equal(Numbers(), before);
        return 0;
    }

    // The directory that is read is one of them, and the runtime opens its source of random numbers when it first needs it.
    private static string Numbers() => string.Join(' ', Directory.GetFiles("/proc/self/fd")
        .Select(static path => $"{Path.GetFileName(path)}:{new FileInfo(path).LinkTarget}")
        .Where(static entry => !entry.EndsWith("/fd", StringComparison.Ordinal) && !entry.EndsWith("urandom", StringComparison.Ordinal))
        .Order());
}

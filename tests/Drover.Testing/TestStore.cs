using System.Globalization;
using System.Security.Cryptography;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Runs;
using Drover.Runs.Logs;

namespace Drover.Testing;

/// <summary>A state directory of its own with a store and an engine on it. Every process of its runs carries a mark, so that none stays behind.</summary>
public sealed class TestStore : IDisposable
{
    private readonly TemporaryDirectory? _directory;

    /// <summary>Makes one.</summary>
    /// <param name="path">The state directory, or null for a temporary one.</param>
    /// <param name="time">The clock.</param>
    public TestStore(string? path = null, TimeProvider? time = null)
    {
        if (path is null) _directory = new TemporaryDirectory();
        Path = path ?? _directory!["state"];
        Engine = new ProcessEngine();
        Store = new RunStore(Path, Engine, time);
    }

    /// <summary>The state directory.</summary>
    public string Path { get; }

    /// <summary>The store.</summary>
    public RunStore Store { get; }

    /// <summary>The engine that takes the statuses of its shims.</summary>
    public ProcessEngine Engine { get; }

    /// <summary>The environment entry that every process of its runs is started with.</summary>
    public string Mark { get; } = "DROVER_TEST=" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    /// <summary>The environment that runs get.</summary>
    public ProcessEnvironment Environment =>
        ProcessEnvironment.Inherited.Set("DROVER_TEST", Mark[(Mark.IndexOf('=', StringComparison.Ordinal) + 1)..]).Set("DROVER_SHIM", Artifacts.Shim);

    /// <summary>A spec for a command, with a grace of half a second.</summary>
    public RunSpec Spec(params IEnumerable<string> command) => new()
    {
        Command = [.. command.Select(word => new ByteString(word))],
        WorkingDirectory = "/",
        Environment = Environment,
        Grace = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>A spec for a verb of the test programs.</summary>
    public RunSpec Program(params IEnumerable<string> verb) => Spec([TestPrograms.Path, .. verb]);

    /// <summary>A spec for a shell script.</summary>
    public RunSpec Shell(string script) => Spec("/bin/sh", "-c", script);

    /// <summary>Starts it.</summary>
    public Run Start(RunSpec spec) => Store.Start(spec);

    /// <summary>Starts it and waits for its end.</summary>
    public (Run Run, RunStatus Status) Run(RunSpec spec)
    {
        Run run = Store.Start(spec);
        return (run, run.Wait());
    }

    /// <summary>All output so far, in order.</summary>
    public static byte[] Output(Run run, LogStreams streams = LogStreams.All)
    {
        using var bytes = new MemoryStream();
        using LogReader log = run.OpenLog();
        log.Streams = streams;
        log.IsFinal = !run.IsHeld;
        while (log.TryRead(out LogRecord record)) bytes.Write(record.Bytes);
        return bytes.ToArray();
    }

    /// <summary>All output so far as text.</summary>
    public static string Text(Run run) => System.Text.Encoding.UTF8.GetString(Output(run));

    /// <summary>The SHA-256 of all output.</summary>
    public static string Hash(Run run) => Convert.ToHexStringLower(SHA256.HashData(Output(run)));

    /// <summary>The SHA-256 of what <c>test-programs write</c> writes.</summary>
    public static string Hash(int bytes, ulong seed, string pattern = "random")
    {
        byte[] expected = new byte[bytes];
        new TestPattern(pattern, seed).Fill(expected);
        return Convert.ToHexStringLower(SHA256.HashData(expected));
    }

    /// <summary>Waits for a text in the output and returns all of it.</summary>
    public static string WaitForText(Run run, string text)
    {
        string all = "";
        Eventually.IsTrue(() => (all = Text(run)).Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(20), () => $"{run.Id} {run.ReadStatus()}\n{all}");
        return all;
    }

    /// <summary>Waits for the line "ready PID..." of a test program and returns the pids, its own first.</summary>
    public static int[] WaitUntilReady(Run run)
    {
        string line = "";
        Eventually.IsTrue(
            () => Text(run) is var text && text.StartsWith("ready ", StringComparison.Ordinal) && text.Contains('\n', StringComparison.Ordinal) && (line = text) is not null,
            TimeSpan.FromSeconds(20),
            () => $"{run.Id} {run.ReadStatus()}\n{Text(run)}");
        return [.. line[6..line.IndexOf('\n', StringComparison.Ordinal)].Split(' ').Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
    }

    /// <summary>The kinds of the events so far, in order.</summary>
    public static IReadOnlyList<string> EventKinds(Run run) => [.. Events(run).Select(line => line.RootElement.GetProperty("kind").GetString()!)];

    /// <summary>The events so far, in order.</summary>
    public static IReadOnlyList<System.Text.Json.JsonDocument> Events(Run run) =>
        [.. File.ReadLines(System.IO.Path.Combine(run.Directory, "events.jsonl")).Select(line => System.Text.Json.JsonDocument.Parse(line))];

    /// <summary>What is alive of its runs, wherever it has gone; what cleared its environment is not seen.</summary>
    public IReadOnlyList<ProcessEntry> Alive() => ProcessTable.WithEnvironment(Mark);

    /// <summary>Ends what a failed test left, and removes the directory.</summary>
    public void Dispose()
    {
        foreach (RunStatus status in Store.ListLive()) _ = status.Shim.TrySignal(Signal.KILL.Number);
        Eventually.IsTrue(() =>
        {
            foreach (ProcessEntry left in Alive()) _ = new ProcessIdentity(left.Pid, (long)left.StartTicks).TrySignal(Signal.KILL.Number);
            return Alive().Count == 0 && Engine.Live.Count == 0;
        });
        Store.Dispose();
        Engine.Dispose();
        _directory?.Dispose();
    }
}

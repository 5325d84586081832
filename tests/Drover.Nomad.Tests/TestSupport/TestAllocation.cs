using Drover.Engine.Descriptors;
using Drover.Nomad.Protocol.Driver;
using Drover.Testing;
using Google.Protobuf;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>The directories and FIFOs of an allocation as a client makes them, and readers of its output as its logmon is.</summary>
public sealed class TestAllocation : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _id = Guid.NewGuid().ToString();
    private int _starts;

    /// <summary>Makes them for the task "app".</summary>
    public TestAllocation()
    {
        // The user of the task must be able to come this far.
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_101_101);
        foreach (string directory in (string[])["alloc", "alloc/logs", "alloc/tmp", "alloc/data", "app", "app/local", "app/secrets", "app/tmp"])
        {
            Directory.CreateDirectory(_directory[directory]);
            File.SetUnixFileMode(_directory[directory], (UnixFileMode)0b111_111_111);
        }
        foreach (string fifo in (string[])[OutputPath, ErrorsPath]) DirectoryFiles.MakeFifo(fifo, 0x180).ShouldBe(0);
    }

    /// <summary>The state directory for the driver.</summary>
    public string State => _directory["state"];

    /// <summary>The FIFO of standard output.</summary>
    public string OutputPath => _directory["alloc/logs/.app.stdout.fifo"];

    /// <summary>The FIFO of standard error.</summary>
    public string ErrorsPath => _directory["alloc/logs/.app.stderr.fifo"];

    /// <summary>A path in the allocation's directory.</summary>
    public string this[string path] => _directory[path];

    /// <summary>What a client asks for, with a new id.</summary>
    internal TaskConfig Task(params (string Name, object? Value)[] config) => new()
    {
        Id = $"{_id}/app/{Interlocked.Increment(ref _starts):x8}",
        Name = "app",
        AllocId = _id,
        JobName = "job",
        AllocDir = _directory.Path,
        StdoutPath = OutputPath,
        StderrPath = ErrorsPath,
        MsgpackDriverConfig = ByteString.CopyFrom(MessagePack.Block(config)),
        Env = { ["NOMAD_TASK_DIR"] = "/local" },
        Resources = new Resources { LinuxResources = new LinuxResources { CpuShares = 150, MemoryLimitBytes = 256 * 1024 * 1024 } },
    };

    /// <summary>Reads all of a FIFO until its writers have gone. Returns when the thread that opens it runs: whoever opens it after the task's end waits for ever.</summary>
    public static Task<string> ReadAsync(string path)
    {
        var runs = new ManualResetEventSlim();
        Task<string> text = System.Threading.Tasks.Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        runs.Wait();
        return text;

        string Read()
        {
            runs.Set();
            return File.ReadAllText(path);
        }
    }

    /// <summary>Removes all of it.</summary>
    public void Dispose() => _directory.Dispose();
}

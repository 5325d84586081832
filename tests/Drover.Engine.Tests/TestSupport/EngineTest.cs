using System.Text;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Engine.Tests.TestSupport;

/// <summary>A test with an engine, after which no descriptor, child or thread of it may be left in the test process.</summary>
[Collection(nameof(AloneCollection))]
public abstract class EngineTest : IAsyncLifetime
{
    private readonly LeakCheck _leaks = new();
    private ProcessEngine? _engine;
    private TemporaryDirectory? _directory;
    private readonly List<IDisposable> _kept = [];

    /// <summary>An engine with a thread of its own, made when first asked for.</summary>
    protected ProcessEngine Engine
    {
        get
        {
            lock (_leaks) return _engine ??= new ProcessEngine(Options);
        }
    }

    /// <summary>How <see cref="Engine"/> is made.</summary>
    protected virtual EngineOptions Options => new();

    /// <summary>A directory that goes with the test.</summary>
    protected TemporaryDirectory Temporary => _directory ??= new TemporaryDirectory();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_engine is not null) await Eventually.IsTrueAsync(() => _engine.Live.Count == 0);
        }
        finally
        {
            _engine?.Dispose();
            _directory?.Dispose();
            foreach (IDisposable kept in _kept) kept.Dispose();
            GC.SuppressFinalize(this);
        }
        await _leaks.NothingLeftAsync(threads: "drover-");
    }

    protected static ProcessSpec Shell(string script) => ProcessSpec.Of("sh", "-c", script);

    protected static ProcessSpec Program(params ReadOnlySpan<ByteString> arguments) => ProcessSpec.Of(TestPrograms.Path, arguments);

    /// <summary>The same with its standard output thrown away.</summary>
    protected static ProcessSpec Silent(params ReadOnlySpan<ByteString> arguments) => Program(arguments).Redirect(Redirection.Null(1));

    /// <summary>Starts it with its standard output captured, waits, and returns both.</summary>
    protected (PipelineStatus Status, string Output) Run(ProcessSpec spec) => Run(PipelineSpec.Of(spec));

    /// <summary>The same; what is captured is the last stage's standard output, as it was before its own redirections.</summary>
    protected (PipelineStatus Status, string Output) Run(PipelineSpec spec)
    {
        using Pipeline pipeline = Engine.Start(Captured(spec));
        string output = ReadAll(pipeline.Stages[^1]);
        return (pipeline.Wait(), output);
    }

    protected static PipelineSpec Captured(PipelineSpec spec) => spec with
    {
        Stages = spec.Stages.SetItem(spec.Stages.Length - 1, spec.Stages[^1] with { Redirections = spec.Stages[^1].Redirections.Insert(0, Redirection.PipeFromChild(1)) }),
    };

    /// <summary>Starts it and reads its "ready PID..." line; its output stays open until the end of the test.</summary>
    protected (Pipeline Pipeline, int[] Pids) StartReady(PipelineSpec spec)
    {
        Pipeline pipeline = Engine.Start(Captured(spec));
        Descriptor output = pipeline.Stages[^1].TakePipe(1);
        _kept.Add(output);
        string line = ReadLine(output);
        line.ShouldStartWith("ready");
        return (pipeline, [.. line.Split(' ').Skip(1).Select(int.Parse)]);
    }

    protected static string ReadAll(ChildProcess stage)
    {
        using Descriptor pipe = stage.TakePipe(1);
        return Encoding.Latin1.GetString(ReadAll(pipe));
    }

    protected static byte[] ReadAll(Descriptor descriptor)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        int n;
        while ((n = descriptor.Read(buffer)) > 0) all.Write(buffer, 0, n);
        return all.ToArray();
    }

    /// <summary>Reads up to and without the next line end, and not a byte more.</summary>
    protected static string ReadLine(Descriptor descriptor)
    {
        var line = new StringBuilder();
        Span<byte> one = stackalloc byte[1];
        while (descriptor.Read(one) == 1 && one[0] != '\n') line.Append((char)one[0]);
        return line.ToString();
    }
}

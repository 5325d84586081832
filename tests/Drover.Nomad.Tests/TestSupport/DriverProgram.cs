using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>The driver's executable with a verb of "drover nomad", as people use it. It keeps its state, and temporary files, where the test says.</summary>
public sealed class DriverProgram : IDisposable
{
    private readonly TemporaryDirectory _streams = new();
    private readonly ProcessEngine _engine = new();
    private readonly Pipeline _process;

    /// <summary>Starts it.</summary>
    /// <param name="directory">Where state and temporary files go.</param>
    /// <param name="words">The verb and what stands behind it.</param>
    public DriverProgram(string directory, params string[] words)
    {
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Path.Combine(directory, "tmp"));
        _process = _engine.Start(ProcessSpec.Of(Testing.Artifacts.NomadDriver, [.. words.Select(word => new ByteString(word))]) with
        {
            Environment = ProcessEnvironment.Inherited.Set("DROVER_STATE", Path.Combine(directory, "state")).Set("DROVER_SHIM", Testing.Artifacts.Shim).Set("TMPDIR", Path.Combine(directory, "tmp")).Remove("NOMAD_PLUGIN_MAGIC_COOKIE"),
            Redirections = [Redirection.Null(0), Redirection.File(1, _streams["out"], OpenMode.Truncate), Redirection.File(2, _streams["err"], OpenMode.Truncate)],
        });
    }

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => File.ReadAllText(_streams["out"]);

    /// <summary>What it has written to standard error so far.</summary>
    public string Errors => File.ReadAllText(_streams["err"]);

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Status, string Output, string Errors)> RunAsync(string directory, params string[] words)
    {
        using var program = new DriverProgram(directory, words);
        return await program.EndAsync();
    }

    /// <summary>Sends it a signal.</summary>
    public void Send(Signal signal) => ProcessIdentity.TryRead(_process.Stages[0].Pid)!.Value.TrySignal(signal.Number);

    /// <summary>Waits for a text on its standard output.</summary>
    public Task WaitForAsync(string text) => Eventually.IsTrueAsync(() => Output.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => $"output: {Output}\nerrors: {Errors}");

    /// <summary>Waits for its end.</summary>
    public async Task<(int Status, string Output, string Errors)> EndAsync()
    {
        PipelineStatus status = await _process.Completion.WaitAsync(TimeSpan.FromSeconds(90));
        return (status.ExitStatus, Output, Errors);
    }

    public void Dispose()
    {
        if (!_process.Completion.IsCompleted) Send(Signal.KILL);
        _engine.Dispose();
        _streams.Dispose();
    }
}

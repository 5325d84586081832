using System.Diagnostics;
using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.NomadBench.Protocol;
using Drover.Nomad.Protocol.Base;
using Google.Protobuf;

namespace Drover.NomadBench;

/// <summary>The plugin's executable, started as an agent starts it.</summary>
internal sealed class Plugin : IDisposable
{
    private readonly ProcessEngine _engine = new();
    private readonly Pipeline _process;

    /// <summary>Starts it and reads its handshake.</summary>
    public Plugin(string path, string work)
    {
        Directory.CreateDirectory(Path.Combine(work, "tmp"));
        State = Path.Combine(work, "state");
        long begin = Stopwatch.GetTimestamp();
        _process = _engine.Start(new ProcessSpec
        {
            Executable = path,
            Environment = ProcessEnvironment.Inherited.Set("NOMAD_PLUGIN_MAGIC_COOKIE", "e4327c2e01eabfd75a8a67adb114fb34a757d57eee7728d857a8cec6e91a7255").Set("PLUGIN_PROTOCOL_VERSIONS", "2")
                .Set("TMPDIR", Path.Combine(work, "tmp")).Set("DROVER_STATE", State),
            Redirections = [Redirection.Null(0), Redirection.PipeFromChild(1), Redirection.File(2, Path.Combine(work, "plugin.log"), OpenMode.Append)],
        });
        using Descriptor output = _process.Stages[0].TakePipe(1);
        byte[] bytes = new byte[4096];
        int length = output.Read(bytes);
        HandshakeMs = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        string[] fields = Encoding.UTF8.GetString(bytes, 0, length).Split('|');
        Client = new GrpcClient(fields[3]);
    }

    /// <summary>From before it was started to its line.</summary>
    public double HandshakeMs { get; }

    /// <summary>The state directory.</summary>
    public string State { get; }

    /// <summary>Its pid.</summary>
    public int Pid => _process.Stages[0].Pid;

    /// <summary>Calls it.</summary>
    public GrpcClient Client { get; }

    /// <summary>Tells it that it is the one that is kept.</summary>
    public Task ConfigureAsync() => Client.CallAsync("/hashicorp.nomad.plugins.base.proto.BasePlugin/SetConfig", new SetConfigRequest { NomadConfig = new NomadConfig() }, SetConfigResponse.Parser);

    /// <summary>Ends it as an agent does, and returns how long that took.</summary>
    public async Task<double> ShutDownAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        await Client.CallAsync("/plugin.GRPCController/Shutdown", new Nomad.Protocol.Plugin.Empty(), Nomad.Protocol.Plugin.Empty.Parser);
        await _process.Completion;
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _ = ProcessIdentity.TryRead(Pid)?.TrySignal(9);
        await _process.Completion;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.Completion.IsCompleted) _ = ProcessIdentity.TryRead(Pid)?.TrySignal(9);
        _engine.Dispose();
    }
}

using Drover.Engine.Processes;
using Drover.Nomad.Protocol.Base;
using Drover.Nomad.Protocol.Driver;
using Drover.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>The driver as a client sees it: a real host in Go, real crun, real containers; and an allocation for the task "app".</summary>
public abstract class DriverTest : IAsyncLifetime
{
    private protected const string Driver = "/hashicorp.nomad.plugins.drivers.proto.Driver/";
    private const string Base = "/hashicorp.nomad.plugins.base.proto.BasePlugin/";

    private protected TestAllocation Allocation { get; } = new();

    private protected GoHost Host { get; set; } = null!;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => Host = await StartHostAsync();

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        using (var store = new Drover.Runs.RunStore(Allocation.State))
        {
            foreach (Drover.Runs.RunStatus live in store.ListLive())
            {
                using Drover.Runs.Run? run = store.TryOpenId(live.Id);
                run?.Stop(Engine.Pipelines.StopPolicy.Kill);
            }
        }
        Allocation.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<GoHost> StartHostAsync(string? state = null) => GoHost.StartAsync(variables: [new("DROVER_STATE", state ?? Allocation.State)]);

    /// <summary>Kills the plugin as a crash would, and starts another.</summary>
    private protected async Task ReplacePluginAsync()
    {
        _ = ProcessIdentity.TryRead(Host.PluginPid)!.Value.TrySignal(9);
        await Host.DisposeAsync();
        Host = await StartHostAsync();
    }

    private protected Task<HostAnswer> ConfigureAsync(params (string Name, object? Value)[] config) =>
        Host.CallAsync(Base + "SetConfig", new SetConfigRequest { MsgpackConfig = ByteString.CopyFrom(MessagePack.Block(config)), NomadConfig = new NomadConfig(), PluginApiVersion = "v0.1.0" });

    private protected TaskConfig Shell(string script, params (string Name, object? Value)[] more) => Allocation.Task([("command", "/bin/sh"), ("args", (string[])["-c", script]), .. more]);

    /// <summary>A task that has made /local/ready once it waits.</summary>
    private protected Task<TaskConfig> StartedShellAsync(string script, params (string Name, object? Value)[] more) => PreparedShellAsync("", script, more);

    /// <summary>Starts a script and waits until its first part, which may set traps, has run: signals without a trap do not reach the first process of a container.</summary>
    private protected async Task<TaskConfig> PreparedShellAsync(string first, string script, params (string Name, object? Value)[] more)
    {
        TaskConfig task = Shell($"{first}\n: > /local/ready; {script}", more);
        await StartAsync(task);
        await WaitForFileAsync("app/local/ready");
        return task;
    }

    private protected Task WaitForFileAsync(string path) => Eventually.IsTrueAsync(() => File.Exists(Allocation[path]), TimeSpan.FromSeconds(60));

    /// <summary>Runs a script to its end and returns what it wrote.</summary>
    private protected async Task<(string Output, string Errors, ExitResult Result)> RunAsync(TaskConfig task)
    {
        Task<string> output = TestAllocation.ReadAsync(Allocation.OutputPath), errors = TestAllocation.ReadAsync(Allocation.ErrorsPath);
        await StartAsync(task);
        ExitResult result = await WaitAsync(task);
        return (await output, await errors, result);
    }

    /// <summary>Why a task can't be started.</summary>
    private protected async Task<HostAnswer> RefusalAsync(TaskConfig task)
    {
        HostAnswer answer = await Host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task });
        answer.Code.ShouldNotBe(0);
        return answer;
    }

    private protected async Task<TaskHandle> StartAsync(TaskConfig task) => (await Host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser)).Handle;

    private protected Task RecoverAsync(TaskHandle handle) => Host.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = handle }, RecoverTaskResponse.Parser);

    private protected async Task<ExitResult> WaitAsync(TaskConfig task)
    {
        WaitTaskResponse response = await Host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);
        response.Err.ShouldBeEmpty();
        return response.Result.ShouldNotBeNull();
    }

    private protected Task StopAsync(TaskConfig task, double seconds, string signal = "") =>
        Host.CallAsync(Driver + "StopTask", new StopTaskRequest { TaskId = task.Id, Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)), Signal = signal }, StopTaskResponse.Parser);

    private protected Task DestroyAsync(TaskConfig task) => Host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);

    private protected async Task<(string Output, string Errors, int Status)> ExecAsync(TaskConfig task, params string[] command)
    {
        ExecTaskResponse done = await Host.CallAsync(Driver + "ExecTask", new ExecTaskRequest { TaskId = task.Id, Command = { command } }, ExecTaskResponse.Parser);
        return (done.Stdout.ToStringUtf8(), done.Stderr.ToStringUtf8(), done.Result.ExitCode);
    }
}

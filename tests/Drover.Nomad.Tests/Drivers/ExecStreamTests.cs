using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>Programs in a container whose streams travel in a call.</summary>
public sealed class ExecStreamTests : IAsyncLifetime
{
    private const string Driver = "/hashicorp.nomad.plugins.drivers.proto.Driver/";
    private const int Rounds = 30;

    private readonly TestAllocation _allocation = new();
    private GoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GoHost.StartAsync(variables: [new("DROVER_STATE", _allocation.State)]);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _allocation.Dispose();
    }

    [Fact]
    public async Task Exec_takes_nothing_of_the_calls_that_follow_it()
    {
        TaskConfig task = _allocation.Task(("command", "/bin/sleep"), ("args", (string[])["60"]));
        await _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);
        for (int round = 0; round < Rounds; round++)
        {
            int stream = await _host.OpenAsync(Driver + "ExecTaskStreaming");
            // As Nomad does: its side stays open.
            await _host.SendAsync(stream, new ExecTaskStreamingRequest { Setup = new ExecTaskStreamingRequest.Types.Setup { TaskId = task.Id, Command = { "/bin/true" } } });
            HostAnswer last = await _host.NextAsync(stream);
            while (!last.IsEnd) last = await _host.NextAsync(stream);
            last.Code.ShouldBe(0);
            for (int call = 0; call < 3; call++)
            {
                HostAnswer answer = await _host.CallAsync(Driver + "Capabilities", new CapabilitiesRequest(), timeoutMs: 10_000);
                answer.Code.ShouldBe(0, $"round {round}, call {call}: {answer.Message}");
            }
        }
        await _host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
    }
}

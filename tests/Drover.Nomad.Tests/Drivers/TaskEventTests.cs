using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>What "nomad alloc status" shows of a task beside its start and end.</summary>
public sealed class TaskEventTests : IAsyncLifetime
{
    private const string Driver = "/hashicorp.nomad.plugins.drivers.proto.Driver/";

    private readonly TestAllocation _allocation = new();
    private GoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GoHost.StartAsync(variables: [new("DROVER_STATE", _allocation.State)]);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _allocation.Dispose();
    }

    [Fact]
    public async Task Choice_of_the_jre_and_the_container_are_told()
    {
        SampleJar.Write(_allocation["app/local/hello.jar"]);
        int stream = await _host.OpenAsync(Driver + "TaskEvents", new TaskEventsRequest());
        TaskConfig task = _allocation.Task(("jar_path", "local/hello.jar"), ("java_version", "17"), ("args", (string[])["0"]));
        await StartAsync(task);
        DriverTaskEvent chosen = await NextAsync(stream), created = await NextAsync(stream);
        chosen.Message.ShouldStartWith("JRE chosen: Java 17.");
        chosen.Annotations["home"].ShouldStartWith("/");
        chosen.Annotations["version"].ShouldStartWith("17.");
        (chosen.TaskId, chosen.AllocId, chosen.TaskName).ShouldBe((task.Id, task.AllocId, "app"));
        created.Message.ShouldBe("Container created");
        created.Annotations["container"].ShouldStartWith("milo-");
        await EndAsync(task);
    }

    [Fact]
    public async Task Want_of_memory_is_told_also_to_who_listens_later()
    {
        TaskConfig task = _allocation.Task(("command", "/usr/bin/tail"), ("args", (string[])["/dev/zero"]));
        task.Resources.LinuxResources.MemoryLimitBytes = 16 * 1024 * 1024;
        await StartAsync(task);
        WaitTaskResponse end = await _host.CallAsync(Driver + "WaitTask", new WaitTaskRequest { TaskId = task.Id }, WaitTaskResponse.Parser);
        end.Result.OomKilled.ShouldBeTrue();
        int stream = await _host.OpenAsync(Driver + "TaskEvents", new TaskEventsRequest());
        (await NextAsync(stream)).Message.ShouldBe("Container created");
        DriverTaskEvent oom = await NextAsync(stream);
        oom.Message.ShouldBe("Out of memory: the kernel ended the task, whose limit is 16 MB. Give it more with memory in its resources.");
        oom.Annotations["limit_bytes"].ShouldBe("16777216");
        await EndAsync(task);
    }

    private async Task<DriverTaskEvent> NextAsync(int stream) => DriverTaskEvent.Parser.ParseFrom((await _host.NextAsync(stream)).Data);

    private Task StartAsync(TaskConfig task) => _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);

    private Task EndAsync(TaskConfig task) => _host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
}

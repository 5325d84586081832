using Drover.Nomad.Protocol.Base;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>Messages that no client sends: an error of the call, never the end of the plugin.</summary>
public sealed class WireTests : DriverTest
{
    // What the codes can be: no call may fail with UNAVAILABLE, which a client takes for the death of the plugin, and none may go on for ever.
    private static readonly int[] s_answers = [0, 2, 3, 4, 5, 9, 13];

    public static TheoryData<string> Unary => [.. DriverReflection.Descriptor.Services.Single().Methods.Where(method => !method.IsServerStreaming).Select(method => method.Name)];

    public static TheoryData<string> Streams => [.. DriverReflection.Descriptor.Services.Single().Methods.Where(method => method.IsServerStreaming).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Unary))]
    public async Task Damaged_request_is_answered(string method)
    {
        var random = new Random(method.Length);
        byte[] valid = Valid(method).ToByteArray();
        int[] answers = method is "CreateNetwork" or "DestroyNetwork" ? [.. s_answers, 12] : s_answers;
        for (int i = 0; i < 60; i++)
        {
            byte[] request = Damage(random, valid);
            HostAnswer answer = await Host.CallAsync(Driver + method, request, timeoutMs: 20_000);
            answers.ShouldContain(answer.Code, $"{answer.Message}: {Convert.ToHexString(request)}");
        }
        (await Host.DoAsync("ping")).Code.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Damaged_request_of_a_stream_is_answered(string method)
    {
        var random = new Random(method.Length);
        byte[] valid = Valid(method).ToByteArray();
        for (int i = 0; i < 30; i++)
        {
            // Most of them can't be read; one that can opens the stream, which the caller's time ends.
            (await Host.CallAsync(Driver + method, Damage(random, valid), timeoutMs: 400)).Code.ShouldBeOneOf([.. s_answers, 1]);
        }
        (await Host.DoAsync("ping")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Damaged_configuration_of_the_plugin_is_answered()
    {
        var random = new Random(8);
        byte[] valid = TestSupport.MessagePack.Block(
            ("log_level", "info"), ("crun_path", "crun"), ("allow_caps", new[] { "chown" }), ("defaults", new[] { ("ulimit", (object?)new[] { ("nofile", (object?)"5") }), ("pids_limit", 9) }), ("allow_mounts", new[] { "/srv" }));
        for (int i = 0; i < 200; i++)
        {
            var request = new SetConfigRequest { MsgpackConfig = ByteString.CopyFrom(Damage(random, valid)), PluginApiVersion = "v0.1.0" };
            HostAnswer answer = await Host.CallAsync("/hashicorp.nomad.plugins.base.proto.BasePlugin/SetConfig", request);
            answer.Code.ShouldBeOneOf(0, 3);
            if (answer.Code == 3) answer.Message.ShouldStartWith("plugin \"milo\": ");
        }
    }

    [Fact]
    public async Task Damaged_configuration_of_a_task_is_answered()
    {
        var random = new Random(9);
        TaskConfig task = Allocation.Task(
            ("jar_path", "local/none.jar"), ("args", new[] { "a" }), ("ulimit", new[] { ("nofile", (object?)"5") }), ("mounts", new[] { new[] { ("source", (object?)"local/x"), ("target", "/x") } }), ("tmpfs", new[] { "/t:size=1m" }), ("pids_limit", 5));
        byte[] valid = task.MsgpackDriverConfig.ToByteArray();
        for (int i = 0; i < 200; i++)
        {
            task.MsgpackDriverConfig = ByteString.CopyFrom(Damage(random, valid));
            HostAnswer answer = await Host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task });
            answer.Code.ShouldBe(3, answer.Message);
            answer.Message.ShouldEndWith(".");
        }
        (await Host.DoAsync("ping")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Task_without_anything_in_it_is_answered()
    {
        foreach (IMessage request in (IMessage[])[
            new StartTaskRequest { Task = new TaskConfig() },
            new StartTaskRequest { Task = new TaskConfig { Id = "a", Name = "../..", AllocDir = "relative", MsgpackDriverConfig = ByteString.CopyFrom(TestSupport.MessagePack.Block(("greeting", "x"))), User = "\0" } },
            new StartTaskRequest { Task = new TaskConfig { Id = "a", Name = "a", MsgpackDriverConfig = ByteString.CopyFrom(TestSupport.MessagePack.Block(("command", "a\0b"))) } },
        ])
        {
            HostAnswer answer = await Host.CallAsync(Driver + "StartTask", request);
            answer.Code.ShouldNotBe(0);
            answer.Message.ShouldNotBeEmpty();
        }
        (await Host.DoAsync("ping")).Code.ShouldBe(0);
    }

    private static byte[] Damage(Random random, byte[] valid)
    {
        if (valid.Length == 0 || random.Next(6) == 0)
        {
            byte[] noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            return noise;
        }
        byte[] bytes = [.. valid];
        for (int n = random.Next(1, 5); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    // None of a task that is there: a start or stop that survives the damage has nothing to work on.
    private IMessage Valid(string method) => method switch
    {
        "StartTask" => new StartTaskRequest { Task = Allocation.Task(("jar_path", "local/none.jar"), ("jvm_options", new[] { "-Xmx1g" }), ("class", "A")) },
        "RecoverTask" => new RecoverTaskRequest { TaskId = "x", Handle = new TaskHandle { Version = 1, Config = Allocation.Task(("greeting", "x")), DriverState = ByteString.CopyFromUtf8("{\"version\":1,\"run\":\"ffffffffffff\",\"container\":\"x\"}") } },
        "WaitTask" => new WaitTaskRequest { TaskId = "some/task/id" },
        "StopTask" => new StopTaskRequest { TaskId = "some/task/id", Signal = "SIGTERM", Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
        "DestroyTask" => new DestroyTaskRequest { TaskId = "some/task/id", Force = true },
        "InspectTask" => new InspectTaskRequest { TaskId = "some/task/id" },
        "SignalTask" => new SignalTaskRequest { TaskId = "some/task/id", Signal = "SIGHUP" },
        "ExecTask" => new ExecTaskRequest { TaskId = "some/task/id", Command = { "/bin/true" } },
        "TaskStats" => new TaskStatsRequest { TaskId = "some/task/id", CollectionInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
        "ExecTaskStreaming" => new ExecTaskStreamingRequest { Setup = new ExecTaskStreamingRequest.Types.Setup { TaskId = "some/task/id", Command = { "/bin/sh" }, Tty = true } },
        "CreateNetwork" => new CreateNetworkRequest { AllocId = "x", Hostname = "y" },
        "DestroyNetwork" => new DestroyNetworkRequest { AllocId = "x" },
        _ => new Empty(),
    };
}

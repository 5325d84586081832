using System.Net.Sockets;
using Drover.Engine.Descriptors;
using Drover.Nomad.Metrics;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Base;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;
using Google.Protobuf;

namespace Drover.Nomad.Tests.Metrics;

public sealed class MetricsTests : IAsyncLifetime
{
    private const string Driver = "/hashicorp.nomad.plugins.drivers.proto.Driver/";
    private const string SetConfig = "/hashicorp.nomad.plugins.base.proto.BasePlugin/SetConfig";

    private readonly TestAllocation _allocation = new();
    private GoHost _host = null!;

    private string Socket => _allocation["m.sock"];

    public async ValueTask InitializeAsync() => _host = await GoHost.StartAsync(variables: [new("DROVER_STATE", _allocation.State)]);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _allocation.Dispose();
    }

    [Fact]
    public async Task They_are_served_by_the_process_that_the_agent_keeps()
    {
        // What a killed plugin left.
        using (Descriptor directory = Descriptor.Open(_allocation[""], OpenMode.Directory)) UnixSocket.Listen(directory, "m.sock").Dispose();
        PluginSocket.IsDead(Socket).ShouldBeTrue();
        var config = new SetConfigRequest { MsgpackConfig = ByteString.CopyFrom(TestSupport.MessagePack.Block(("metrics", Socket))) };
        await _host.CallAsync(SetConfig, config, SetConfigResponse.Parser);
        using HttpClient client = Client();
        await Should.ThrowAsync<HttpRequestException>(client.GetStringAsync("/metrics"));
        config.NomadConfig = new NomadConfig();
        await _host.CallAsync(SetConfig, config, SetConfigResponse.Parser);

        TaskConfig task = _allocation.Task(("command", "/bin/sleep"), ("args", (string[])["1000"]));
        task.JobName = "a \"job\"";
        await _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = task }, StartTaskResponse.Parser);
        (await _host.CallAsync(Driver + "StartTask", new StartTaskRequest { Task = _allocation.Task(("work_dir", "x")) })).Code.ShouldBe(3);
        (await _host.CallAsync(Driver + "RecoverTask", new RecoverTaskRequest { Handle = new TaskHandle { Config = new TaskConfig { Id = "x" } } })).Code.ShouldBe(5);
        int stream = await _host.OpenAsync(Driver + "Fingerprint", new FingerprintRequest());
        await _host.NextAsync(stream);
        await Eventually.IsTrueAsync(() => File.Exists(Socket) && !PluginSocket.IsDead(Socket));
        string text = await client.GetStringAsync("/metrics");
        text.ShouldContain("# TYPE drover_nomad_starts_total counter\ndrover_nomad_starts_total{result=\"failed\"} 0\ndrover_nomad_starts_total{result=\"refused\"} 1\ndrover_nomad_starts_total{result=\"started\"} 1\n");
        text.ShouldContain("drover_nomad_healthy 1\n");
        text.ShouldContain("drover_nomad_tasks{state=\"running\"} 1\n");
        text.ShouldContain("drover_nomad_start_seconds_bucket{le=\"+Inf\"} 1\n");
        text.ShouldContain("drover_nomad_recoveries_total{result=\"failed\"} 1\n");
        text.ShouldContain($"drover_nomad_task_memory_bytes{{alloc=\"{task.AllocId}\",job=\"a \\\"job\\\"\",task=\"app\"}} ");
        text.ShouldContain("drover_nomad_task_cpu_seconds_total{");
        text.Split('\n').ShouldAllBe(line => line.Length == 0 || line[0] == '#' || line.Split(' ', StringSplitOptions.None).Length >= 2);

        await _host.CallAsync(Driver + "DestroyTask", new DestroyTaskRequest { TaskId = task.Id, Force = true }, DestroyTaskResponse.Parser);
        await Eventually.IsTrueAsync(() => client.GetStringAsync("/metrics").Result.Contains("drover_nomad_ends_total{how=\"signalled\"} 1\n", StringComparison.Ordinal));
        (await client.GetAsync("/")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await client.PostAsync("/metrics", new StringContent("x"))).StatusCode.ShouldBe(System.Net.HttpStatusCode.MethodNotAllowed);
        (await _host.DoAsync("shutdown")).TookMs.ShouldBeLessThan(1900);
    }

    [Theory]
    [InlineData("127.0.0.1:9105")]
    [InlineData("[::1]:9105")]
    [InlineData("/run/milo.sock")]
    public void Address_on_this_machine_is_taken(string text) => MetricsAddress.Read(text, isPublic: false).ToString().ShouldBe(text);

    [Fact]
    public void Address_that_others_reach_is_taken_when_it_is_meant()
    {
        Should.Throw<ConfigException>(() => MetricsAddress.Read("0.0.0.0:9105", isPublic: false)).Message
            .ShouldBe("metrics is \"0.0.0.0:9105\", which other machines can reach. Use 127.0.0.1 or a Unix socket, or set metrics_public = true.");
        MetricsAddress.Read("0.0.0.0:9105", isPublic: true).EndPoint!.Port.ShouldBe(9105);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9105")]
    [InlineData("127.0.0.1")]
    [InlineData("localhost:9105")]
    [InlineData("milo.sock")]
    public void Text_that_is_no_address_is_refused(string text) =>
        Should.Throw<ConfigException>(() => MetricsAddress.Read(text, isPublic: false)).Message.ShouldStartWith($"metrics is \"{text}\"; it is an address with a port,");

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("1d", 86400)]
    public void Age_of_garbage_is_a_duration(string text, int seconds) =>
        PluginConfig.Read(ConfigBlock.Read(TestSupport.MessagePack.Block(("gc_after", text)))).GarbageAge.TotalSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("10s")]
    [InlineData("-1h")]
    [InlineData("xh")]
    public void Age_that_is_none_or_too_short_is_refused(string text) =>
        Should.Throw<ConfigException>(() => PluginConfig.Read(ConfigBlock.Read(TestSupport.MessagePack.Block(("gc_after", text))))).Message.ShouldStartWith($"gc_after is \"{text}\"; it is a duration of at least a minute");

    private HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://localhost") };
}

using System.Text.Json;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Nomad.Protocol.Base;
using Drover.Nomad.Protocol.Health;
using Drover.Nomad.Protocol.Plugin;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;
using Google.Protobuf;

namespace Drover.Nomad.Tests.Plugins;

public sealed class PluginHostTests
{
    private const string Base = "/hashicorp.nomad.plugins.base.proto.BasePlugin/";

    public static TheoryData<bool> Connections => [false, true];

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task Host_of_go_plugin_launches_it_asks_for_its_health_and_shuts_it_down(bool encrypted)
    {
        await using GoHost host = await GoHost.StartAsync(encrypted ? ["-mtls"] : []);
        HostAnswer ping = await host.DoAsync("ping");
        ping.Code.ShouldBe(0, ping.Message);
        ProcessIdentity plugin = ProcessIdentity.TryRead(host.PluginPid)!.Value;
        HostAnswer shutdown = await host.DoAsync("shutdown");
        // A plugin that does not end by itself is killed after two seconds.
        shutdown.TookMs.ShouldBeLessThan(1900);
        plugin.IsAlive().ShouldBeFalse();
        Path.Exists(Path.GetDirectoryName(host.Address)).ShouldBeFalse();
        host.Log.ShouldNotContain(record => record.RootElement.GetProperty("@message").GetString()!.Contains("gracefully", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plugin_says_who_it_is()
    {
        await using GoHost host = await GoHost.StartAsync();
        PluginInfoResponse info = await host.CallAsync(Base + "PluginInfo", new PluginInfoRequest(), PluginInfoResponse.Parser);
        info.Type.ShouldBe(PluginType.Driver);
        info.Name.ShouldBe("milo");
        info.PluginApiVersions.ShouldBe(["v0.1.0"]);
        Version.TryParse(info.PluginVersion, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Host_that_was_killed_leaves_a_plugin_that_another_finds()
    {
        await using GoHost host = await GoHost.StartAsync();
        (await host.DoAsync("raw")).Code.ShouldBe(0);
        (await host.DoAsync("reattach")).Code.ShouldBe(0);
        (await host.CallAsync(Base + "PluginInfo", new PluginInfoRequest(), PluginInfoResponse.Parser)).Name.ShouldBe("milo");
        await host.KillAsync();
        ProcessIdentity plugin = ProcessIdentity.TryRead(host.PluginPid)!.Value;
        plugin.IsAlive().ShouldBeTrue();
        // Keys at the agent's terminal are not meant for it; an operator's SIGTERM is.
        plugin.TrySignal(Signal.INT.Number);
        plugin.TrySignal(Signal.TERM.Number);
        await Eventually.IsTrueAsync(() => !plugin.IsAlive());
        Path.Exists(host.Address).ShouldBeFalse();
    }

    [Fact]
    public async Task Log_arrives_as_records_with_their_level()
    {
        await using GoHost host = await GoHost.StartAsync();
        await host.CallAsync(Base + "SetConfig", new SetConfigRequest { MsgpackConfig = ByteString.CopyFrom(0x81, 0xA9, (byte)'l', (byte)'o', (byte)'g', (byte)'_', (byte)'l', (byte)'e', (byte)'v', (byte)'e', (byte)'l', 0xA5, (byte)'d', (byte)'e', (byte)'b', (byte)'u', (byte)'g') }, SetConfigResponse.Parser);
        JsonElement record = (await Eventually.BecomesAsync(
            () => host.Log.Select(line => line.RootElement).LastOrDefault(line => line.TryGetProperty("@message", out JsonElement text) && text.GetString() == "configured"),
            line => line.ValueKind == JsonValueKind.Object)).Clone();
        record.GetProperty("@level").GetString().ShouldBe("debug");
        record.GetProperty("log_level").GetString().ShouldBe("debug");
    }

    [Fact]
    public async Task Streams_that_every_host_opens_stay_open()
    {
        await using GoHost host = await GoHost.StartAsync();
        int first = await host.OpenAsync("/plugin.GRPCStdio/StreamStdio", new Empty());
        int second = await host.OpenAsync("/plugin.GRPCStdio/StreamStdio", new Empty());
        int broker = await host.OpenAsync("/plugin.GRPCBroker/StartStream");
        await host.SendAsync(broker, new ConnInfo { ServiceId = 1, Network = "unix", Address = "/nowhere" });
        int watch = await host.OpenAsync("/grpc.health.v1.Health/Watch", new HealthCheckRequest { Service = "plugin" });
        HealthCheckResponse.Parser.ParseFrom((await host.NextAsync(watch)).Data).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        (await host.DoAsync("ping")).Code.ShouldBe(0);
        host.HasNews(first).ShouldBeFalse();
        host.HasNews(second).ShouldBeFalse();
        host.HasNews(broker).ShouldBeFalse();
        await host.CancelAsync(first);
        (await host.NextAsync(first)).Code.ShouldBe(1);
        await host.CloseAsync(broker);
        (await host.NextAsync(broker)).ShouldSatisfyAllConditions(answer => answer.IsEnd.ShouldBeTrue(), answer => answer.Code.ShouldBe(0));
    }

    [Fact]
    public async Task Method_that_is_not_served_is_unimplemented()
    {
        await using GoHost host = await GoHost.StartAsync();
        HostAnswer answer = await host.CallAsync("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", new Empty());
        answer.Code.ShouldBe(12);
        answer.Message.ShouldBe("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo is not served by this plugin.");
    }

    [Theory]
    [InlineData("log_level", "loud", "plugin \"milo\": log_level is \"loud\"; it can be \"trace\", \"debug\", \"info\", \"warn\" or \"error\".")]
    public async Task Configuration_that_can_not_be_met_is_refused(string name, string value, string message)
    {
        await using GoHost host = await GoHost.StartAsync();
        byte[] config = [0x81, (byte)(0xA0 | name.Length), .. System.Text.Encoding.ASCII.GetBytes(name), (byte)(0xA0 | value.Length), .. System.Text.Encoding.ASCII.GetBytes(value)];
        HostAnswer answer = await host.CallAsync(Base + "SetConfig", new SetConfigRequest { MsgpackConfig = ByteString.CopyFrom(config) });
        answer.Code.ShouldBe(3);
        answer.Message.ShouldBe(message);
    }

    [Fact]
    public async Task Message_of_many_windows_arrives()
    {
        await using GoHost host = await GoHost.StartAsync();
        // A field that nobody knows: kept out of the way by the parser, after it has all come.
        byte[] big = new byte[40 * 1024 * 1024];
        byte[] message = [0xFA, 0x7F, .. Varint(big.Length), .. big];
        (await host.CallAsync(Base + "PluginInfo", message)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Message_that_is_no_protobuf_is_an_error_of_the_call_alone()
    {
        await using GoHost host = await GoHost.StartAsync();
        HostAnswer answer = await host.CallAsync(Base + "SetConfig", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
        answer.Code.ShouldBe(13);
        answer.Message.ShouldStartWith("The message is no SetConfigRequest:");
        (await host.DoAsync("ping")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Host_of_another_protocol_version_is_refused()
    {
        (GoHost host, JsonElement first) = await GoHost.TryStartAsync(["-version", "1"]);
        await using (host) first.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        host.Log.Select(record => record.RootElement.GetProperty("@message").GetString())
            .ShouldContain(text => text!.Contains("The host speaks the plugin protocol in version 1; this driver speaks version 2", StringComparison.Ordinal));
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (uint rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80) return [.. bytes, (byte)rest];
            bytes.Add((byte)(rest | 0x80));
        }
    }
}

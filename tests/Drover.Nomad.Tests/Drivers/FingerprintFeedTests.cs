using System.Collections.Concurrent;
using Drover.Engine;
using Drover.Nomad.Drivers;
using Drover.Nomad.Nodes;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Drivers;

public sealed class FingerprintFeedTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessEngine _engine = new();
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<FingerprintResponse> _heard = new();

    public void Dispose()
    {
        _ending.Dispose();
        _engine.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Health_and_attributes_change_when_the_node_does()
    {
        var feed = new FingerprintFeed(new NodeSurvey(() => _engine), () => new PluginConfig { CrunPath = _directory["crun"], JrePaths = [_directory["jres"]] }, _time);
        Task listening = feed.ListenAsync(news =>
        {
            _heard.Enqueue(news);
            return ValueTask.CompletedTask;
        }, _ending.Token);
        await NextLookAsync();
        FingerprintResponse first = _heard.ShouldHaveSingleItem();
        first.Health.ShouldBe(FingerprintResponse.Types.HealthState.Unhealthy);
        first.HealthDescription.ShouldStartWith($"There is no {_directory["crun"]} on this node.");
        first.Attributes.ShouldNotContainKey("driver.milo.crun.version");
        feed.IsHealthy.ShouldBe(false);

        // Nothing new, nothing said.
        await GoOnAsync();
        _heard.Count.ShouldBe(1);

        // Mended.
        _directory.WriteExecutable("crun", "#!/bin/sh\necho crun version 1.8.1\n");
        WriteJre("a", "99.0.1", "Somebody");
        WriteJre("b", "99.0.2", "Other");
        WriteJre("c", "98.0.5", "");
        await GoOnAsync();
        FingerprintResponse mended = _heard.Last();
        mended.Health.ShouldBe(FingerprintResponse.Types.HealthState.Healthy);
        mended.HealthDescription.ShouldBe("Healthy");
        Text(mended, "crun.version").ShouldBe("1.8.1");
        Text(mended, "java.version").ShouldBe("99.0.2");
        Text(mended, "java.versions").ShouldStartWith("99.0.2, 99.0.1, 98.0.5");
        (Text(mended, "java.99"), Text(mended, "java.99.vendor"), Text(mended, "java.99.home")).ShouldBe(("99.0.2", "Other", _directory["jres/b"]));
        mended.Attributes.ShouldNotContainKey("driver.milo.java.98.vendor");
        feed.IsHealthy.ShouldBe(true);

        // A client keeps what it was told until it comes empty.
        Directory.Delete(_directory["jres/c"], recursive: true);
        await GoOnAsync();
        Text(_heard.Last(), "java.98").ShouldBe("");
        await GoOnAsync();
        _heard.Count.ShouldBe(3);

        await _ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(listening);
    }

    private static string Text(FingerprintResponse response, string name) => response.Attributes["driver.milo." + name].StringVal;

    private async Task GoOnAsync()
    {
        _time.Advance(FingerprintFeed.Interval);
        await NextLookAsync();
    }

    // It has looked when it waits for the next time.
    private Task NextLookAsync() => Eventually.IsTrueAsync(() => _time.Waiting == 1, TimeSpan.FromSeconds(30));

    private void WriteJre(string name, string version, string vendor)
    {
        Directory.CreateDirectory(_directory[$"jres/{name}/bin"]);
        _directory.WriteExecutable($"jres/{name}/bin/java", "#!/bin/sh\n");
        File.WriteAllText(_directory[$"jres/{name}/release"], $"JAVA_VERSION=\"{version}\"\n" + (vendor.Length > 0 ? $"IMPLEMENTOR=\"{vendor}\"\n" : ""));
    }
}

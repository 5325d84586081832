using Drover.Engine;
using Drover.Nomad.Nodes;
using Drover.Nomad.Plugins;
using Drover.Testing;

namespace Drover.Nomad.Tests.Nodes;

public sealed class NodeSurveyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessEngine _engine = new();

    private PluginConfig Config => new() { CrunPath = _directory["crun"] };

    public void Dispose()
    {
        _engine.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Crun_is_missed_found_and_seen_to_change()
    {
        var survey = new NodeSurvey(() => _engine);
        (await survey.LookAsync(Config)).ShouldSatisfyAllConditions(
            node => node.CrunPath.ShouldBeNull(),
            node => node.Obstacle.ShouldBe($"There is no {_directory["crun"]} on this node. Install crun (Debian: apt-get install crun), or set crun_path in the plugin's configuration."));
        WriteCrun("something else");
        (await survey.LookAsync(Config)).Obstacle.ShouldStartWith($"{_directory["crun"]} does not say that it is crun.");
        WriteCrun("crun version 1.2");
        (await survey.LookAsync(Config)).ShouldSatisfyAllConditions(node => node.CrunVersion.ShouldBe("1.2"), node => node.Obstacle.ShouldBeNull());
        WriteCrun("crun version 1.10.7");
        (await survey.LookAsync(Config)).CrunVersion.ShouldBe("1.10.7");
    }

    [Fact]
    public async Task Crun_is_asked_only_when_its_file_has_changed()
    {
        _directory.WriteExecutable("crun", $"#!/bin/sh\necho x >>{_directory["calls"]}\necho crun version 1.2\n");
        var survey = new NodeSurvey(() => _engine);
        for (int i = 0; i < 3; i++) (await survey.LookAsync(Config)).CrunVersion.ShouldBe("1.2");
        (await File.ReadAllTextAsync(_directory["calls"])).ShouldBe("x\n");
    }

    [Fact]
    public async Task Node_without_control_groups_or_root_says_so()
    {
        WriteCrun("crun version 1.2");
        (await new NodeSurvey(() => _engine) { Groups = _directory["none"] }.LookAsync(Config)).Obstacle.ShouldBe($"No control groups are mounted at {_directory["none"]}, so that no limit could hold. Mount them.");
        (await new NodeSurvey(() => _engine) { User = 1000 }.LookAsync(Config)).Obstacle.ShouldBe("The agent does not run as root, which containers need. Run it as root.");
    }

    [Fact]
    public void Programs_are_found_by_path_and_by_name()
    {
        NodeSurvey.FindProgram("sh").ShouldNotBeNull();
        NodeSurvey.FindProgram("no-such-program").ShouldBeNull();
        File.WriteAllText(_directory["data"], "");
        NodeSurvey.FindProgram(_directory["data"]).ShouldBeNull();
    }

    private void WriteCrun(string says) => _directory.WriteExecutable("crun", $"#!/bin/sh\necho {says}\n# {Guid.NewGuid()}\n");
}

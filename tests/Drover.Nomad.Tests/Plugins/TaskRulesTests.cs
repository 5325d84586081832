using Drover.Nomad.Plugins;
using Drover.Testing;

namespace Drover.Nomad.Tests.Plugins;

public sealed class TaskRulesTests
{
    public static TheoryData<string, object, string> Refused => new()
    {
        { "allow_caps", new[] { "fly" }, "allow_caps has \"fly\", which is no capability. Name them as in capabilities(7), such as \"net_bind_service\", or \"all\"." },
        { "allow_mounts", new[] { "srv" }, "allow_mounts has \"srv\", which is not an absolute path, or one with \":ro\" behind it." },
        { "allow_mounts", new[] { "/srv/../etc" }, "allow_mounts has \"/srv/../etc\", which is not an absolute path, or one with \":ro\" behind it." },
        { "allow_host_namespaces", new[] { "net" }, "allow_host_namespaces has \"net\"; it can have \"pid\" and \"ipc\"." },
        { "denied_host_uids", "0-", "denied_host_uids has \"0-\"; it is a list of numbers and ranges, such as \"0-99,1000\"." },
        { "denied_host_gids", "9-8", "denied_host_gids has \"9-8\"; it is a list of numbers and ranges, such as \"0-99,1000\"." },
        { "seccomp", "on", "seccomp is \"on\"; it can be \"default\", \"off\" or the absolute path of a filter." },
        { "ceilings", new[] { ("pids_limit", (object?)-4) }, "ceilings.pids_limit is -4; it is a positive number." },
        { "defaults", "none", "defaults is not a block." },
        { "state_dir", "here", "state_dir \"here\" is not an absolute path." },
        { "shell", "/usr/bin/perl", "shell \"/usr/bin/perl\" is not the absolute path of a bash, fish, sh, dash or zsh." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_can_not_be_met_is_refused_with_a_sentence(string name, object value, string message) => Should.Throw<ConfigException>(() => Read((name, value))).Message.ShouldBe(message);

    [Fact]
    public void Filter_that_is_none_is_refused()
    {
        using var directory = new TemporaryDirectory();
        Should.Throw<ConfigException>(() => Read(("seccomp", directory["none"]))).Message.ShouldStartWith($"seccomp: {directory["none"]} can't be read:");
        File.WriteAllText(directory["docker"], "{\"syscalls\":[]}");
        Should.Throw<ConfigException>(() => Read(("seccomp", directory["docker"]))).Message.ShouldStartWith($"seccomp: {directory["docker"]} has no defaultAction.");
    }

    [Fact]
    public void Allowances_are_read_in_every_form()
    {
        TaskRules rules = Read(("allow_caps", new[] { "CAP_CHOWN", "net_raw" }), ("denied_host_uids", "0-99, 1000"), ("allow_mounts", new[] { "/srv/data/", "/etc:ro" }));
        rules.Capabilities.ShouldBe(["CAP_CHOWN", "CAP_NET_RAW"]);
        foreach ((uint id, bool isDenied) in new[] { (0u, true), (99u, true), (100u, false), (1000u, true), (1001u, false) }) rules.DeniedUsers.Contains(id).ShouldBe(isDenied);
        rules.Mounts.ShouldBe([new("/srv/data", false), new("/etc", true)]);
        rules.Mounts[0].Holds("/srv/data/x").ShouldBeTrue();
        rules.Mounts[0].Holds("/srv/database").ShouldBeFalse();
        Read(("allow_caps", new[] { "all" })).Capabilities.Length.ShouldBe(41);
        Read(("allow_caps", Array.Empty<string>())).Capabilities.ShouldBeEmpty();
        Read().Capabilities.ShouldBe(["CAP_NET_BIND_SERVICE"]);
    }

    private static TaskRules Read(params (string Name, object? Value)[] config) => PluginConfig.Read(ConfigBlock.Read(TestSupport.MessagePack.Block(config))).Rules;
}

using Drover.Nomad.Plugins;
using Drover.Nomad.Tasks;

namespace Drover.Nomad.Tests.Tasks;

public sealed class TaskSettingsTests
{
    public static TheoryData<string, object, string> Refused => new()
    {
        { "args", "one text", "args is not a list of strings." },
        { "jvm_options", new[] { ("a", (object?)"b") }, "jvm_options is not a list of strings." },
        { "pids_limit", 0, "pids_limit is 0; it is a positive number." },
        { "pids_limit", "many", "pids_limit is not a whole number." },
        { "readonly_rootfs", "yes", "readonly_rootfs is not true or false." },
        { "work_dir", "local", "work_dir \"local\" is no absolute path in the container, such as \"/local\"." },
        { "stop_signal", "SIGNONSENSE", "stop_signal \"SIGNONSENSE\" is no signal. Name one as \"SIGTERM\" or \"HUP\"." },
        { "oom_score_adj", 1001, "oom_score_adj is 1001; it is a number from 0 to 1000." },
        { "oom_score_adj", -1, "oom_score_adj is -1; it is a number from 0 to 1000." },
        { "shm_size", "much", "shm_size is not a size, such as \"64m\"." },
        { "cap_add", new[] { "fly" }, "cap_add has \"fly\", which is no capability. Name them as in capabilities(7), such as \"net_bind_service\"." },
        { "ulimit", new[] { ("files", (object?)"1") }, "ulimit \"files\" is no limit. There are as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack." },
        { "ulimit", new[] { ("nofile", (object?)"9:8") }, "ulimit \"nofile\" is \"9:8\"; it is a number, \"unlimited\", or \"SOFT:HARD\" with SOFT not above HARD." },
        { "tmpfs", new[] { "cache" }, "tmpfs: \"cache\" is no absolute path in the container, such as \"/data\"." },
        { "tmpfs", new[] { "/proc/x" }, "tmpfs: \"/proc/x\" is in /proc, which the kernel's own files are in. Choose another place." },
        { "tmpfs", new[] { "/x:suid" }, "tmpfs \"/x:suid\" has the option \"suid\"; there are size=64m, mode=1777, exec and noexec." },
        { "sysctl", new[] { ("kernel.panic", (object?)"1") }, "sysctl \"kernel.panic\" is the node's, not the container's. A container has kernel.msg*, kernel.sem, kernel.shm*, fs.mqueue.* and, with a network of its own, net.*." },
        { "labels", new[] { ("nomad.id", (object?)"1") }, "labels has \"nomad.id\"; a label has a name, and those that begin with \"nomad.\" are the driver's own." },
        { "pid_mode", "shared", "pid_mode is \"shared\"; it can be \"private\" or \"host\"." },
        { "ipc_mode", "shared", "ipc_mode is \"shared\"; it can be \"private\" or \"host\"." },
        { "hostname", "a b", "hostname: \"a b\" is no host name: letters, digits, dots and hyphens." },
        { "extra_hosts", new[] { "db" }, "extra_hosts has \"db\"; an entry is a name and an address, such as \"db:10.0.0.7\"." },
        { "log_mode", "files", "log_mode is \"files\"; it can be \"forward\" (the default: nothing is lost) or \"direct\" (nothing is copied)." },
        { "cpu_cfs_period", 10, "cpu_cfs_period is 10; it is a number of microseconds from 1000 to 1000000." },
        { "mounts", new[] { new[] { ("source", (object?)"/x") } }, "mounts: \"/x\" has no target." },
        { "mounts", new[] { new[] { ("source", (object?)"/x"), ("target", "/a/../b") } }, "mounts: \"/a/../b\" is no absolute path in the container, such as \"/data\"." },
        { "greeting", "hello", "The task says more than one thing to run. Set one of jar_path (with class, if the JAR names none), class with class_path, command, or greeting." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_can_not_be_met_is_refused_with_a_sentence(string name, object value, string message) => Should.Throw<ConfigException>(() => Read(("command", "/bin/true"), (name, value))).Message.ShouldBe(message);

    [Fact]
    public void Sysctl_of_shared_communication_is_the_nodes() =>
        Should.Throw<ConfigException>(() => Read(("command", "/bin/true"), ("ipc_mode", "host"), ("sysctl", new[] { ("kernel.msgmax", (object?)"1") }))).Message
            .ShouldBe("sysctl \"kernel.msgmax\" can't be set with ipc_mode = \"host\": it would change the node.");

    [Fact]
    public void Blocks_may_come_once_or_as_a_list()
    {
        Read(("command", "/bin/true"), ("ulimit", new[] { ("nofile", (object?)"64:unlimited") })).Container.Limits.Single().ShouldBe(new("nofile", 64, ulong.MaxValue));
        TaskSettings twice = Read(("command", "/bin/true"), ("labels", new[] { new[] { ("a", (object?)"1") }, new[] { ("b", (object?)"2"), ("a", "3") } }));
        twice.Container.Labels.ShouldBe([new("a", "3"), new("b", "2")]);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("64k", 65536)]
    [InlineData("2M", 2097152)]
    [InlineData("1g", 1073741824)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("m", null)]
    [InlineData("1t", null)]
    [InlineData("99999999999999999g", null)]
    public void Sizes_have_units(string text, int? expected) => ConfigBlock.SizeOf(text).ShouldBe(expected);

    [Fact]
    public void Every_option_of_the_schema_is_read()
    {
        // A value that no option takes: whatever is not read would pass.
        foreach (string name in TaskSettings.Schema.Object.Attributes.Keys)
        {
            byte[] block = TestSupport.MessagePack.Block((name, new[] { ("a", (object?)new[] { "b" }) }));
            Should.Throw<ConfigException>(() => TaskSettings.Read(ConfigBlock.Read(block)), name).Message.ShouldStartWith(name);
        }
    }

    private static TaskSettings Read(params (string Name, object? Value)[] config) => TaskSettings.Read(ConfigBlock.Read(TestSupport.MessagePack.Block(config)));
}

using Drover.Engine.ControlGroups;

namespace Drover.Engine.Tests.ControlGroups;

public sealed class GroupMountTests
{
    [Fact]
    public void Hierarchies_are_told_from_other_file_systems()
    {
        List<GroupMount> mounts = GroupMount.Parse(
            """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
            34 31 0:31 /docker/abc /mnt/a\040b\134c ro,relatime master:2 propagate_from:1 - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 ro,nsdelegate
            """);
        mounts.Select(static m => m.Title).ShouldBe(["cgroup (cpu,cpuacct)", "cgroup (memory)", "cgroup2"]);
        mounts.Select(static m => m.IsReadOnly).ShouldBe([false, true, true]);
        mounts[1].Point.ShouldBe(@"/mnt/a b\c");
    }

    [Theory]
    [InlineData("/", "/", "/m")]
    [InlineData("/", "/a/b", "/m/a/b")]
    [InlineData("/docker/abc", "/docker/abc", "/m")]
    [InlineData("/docker/abc", "/docker/abc/x", "/m/x")]
    [InlineData("/docker/abc", "/docker/abcd", null)]
    [InlineData("/", "/../sibling", null)]
    public void Group_is_found_beneath_what_is_mounted(string root, string group, string? expected) =>
        new GroupMount("/m", root, ControlGroupVersion.V2, [], false).Locate(group).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("31 23")]
    [InlineData("31 23 0:28 / /sys - cgroup2")]
    public void Torn_lines_are_passed_over(string text) => GroupMount.Parse(text).ShouldBeEmpty();
}

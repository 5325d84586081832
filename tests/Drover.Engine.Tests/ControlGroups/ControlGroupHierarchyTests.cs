using Drover.Engine.ControlGroups;

namespace Drover.Engine.Tests.ControlGroups;

public sealed class ControlGroupHierarchyTests
{
    private const int EACCES = 13;

    [Fact]
    public void Delegated_group_without_processes_passes_controllers_on()
    {
        using var fixture = new UnifiedFixture();
        fixture.Group("app.slice", "memory cpu pids", "memory pids");
        fixture.Group("app.slice/x.scope", "memory pids", "", "4711\n");
        ControlGroupHierarchy hierarchy = fixture.Hierarchy("/app.slice/x.scope");
        hierarchy.UnifiedDirectory.ShouldBe($"{fixture.Point}/app.slice");
        hierarchy[ControllerKind.Memory].ShouldBe(new Controller(ControllerKind.Memory, ControlGroupVersion.V2, $"{fixture.Point}/app.slice", null));
        hierarchy[ControllerKind.Cpu].IsUsable.ShouldBeTrue();
        hierarchy[ControllerKind.Freezer].Version.ShouldBe(ControlGroupVersion.V2);
    }

    [Fact]
    public void Root_passes_controllers_on_though_it_holds_processes()
    {
        using var fixture = new UnifiedFixture();
        File.WriteAllText($"{fixture.Point}/cgroup.procs", "1\n2\n");
        ControlGroupHierarchy hierarchy = fixture.Hierarchy("/");
        hierarchy.Controllers.ShouldAllBe(static c => c.IsUsable);
        hierarchy.UnifiedDirectory.ShouldBe(fixture.Point);
    }

    [Fact]
    public void Service_is_never_left_upwards()
    {
        using var fixture = new UnifiedFixture();
        fixture.Group("system.slice", "memory cpu pids", "memory cpu pids");
        fixture.Group("system.slice/x.service", "memory cpu pids", "", "4711\n");
        ControlGroupHierarchy hierarchy = fixture.Hierarchy("/system.slice/x.service");
        hierarchy[ControllerKind.Memory].Obstacle.ShouldBe(
            $"{fixture.Point}/system.slice/x.service holds processes itself, so that it can't pass controller memory on to groups beneath it");
        hierarchy.UnifiedDirectory.ShouldBe($"{fixture.Point}/system.slice/x.service");

        fixture.Group("system.slice/x.service", "memory cpu pids", "");
        fixture.Group("system.slice/x.service/main", "", "", "4711\n");
        fixture.Hierarchy("/system.slice/x.service/main")[ControllerKind.Memory].Directory.ShouldBe($"{fixture.Point}/system.slice/x.service");
    }

    [Fact]
    public void Controller_that_is_not_delegated_is_named_with_the_file()
    {
        using var fixture = new UnifiedFixture();
        fixture.Group("user", "pids", "");
        fixture.Group("user/a.service", "pids", "");
        ControlGroupHierarchy hierarchy = fixture.Hierarchy("/user/a.service");
        hierarchy[ControllerKind.Memory].Obstacle.ShouldBe($"controller memory is not delegated in cgroup.subtree_control of {fixture.Point}/user");
        hierarchy[ControllerKind.Pids].IsUsable.ShouldBeTrue();
    }

    [Fact]
    public void Read_only_mount_is_named()
    {
        using var fixture = new UnifiedFixture();
        ControlGroupHierarchy hierarchy = fixture.Hierarchy("/", options: "ro");
        hierarchy.Controllers.ShouldAllBe(c => c.Obstacle == $"cgroup2 is mounted read-only at {fixture.Point}");
        hierarchy.UnifiedDirectory.ShouldBeNull();
        var refused = Should.Throw<ControlGroupException>(() => ControlGroup.Create(hierarchy, "a", new ControlGroupSpec { MemoryBytes = 1, PidsMax = 5 }));
        refused.Message.ShouldBe(
            $"The limits can't be set up: cgroup2 is mounted read-only at {fixture.Point}. Run as root, or in a unit with Delegate=yes, or leave the limits out.");
    }

    [Fact]
    public void Missing_permission_names_the_directory()
    {
        using var fixture = new UnifiedFixture();
        fixture.Group("user", "memory cpu pids", "memory");
        fixture.Hierarchy("/user", checkWritable: static _ => EACCES)[ControllerKind.Memory].Obstacle
            .ShouldBe($"no permission to create a directory under {fixture.Point}/user");
        fixture.Hierarchy("/user", checkWritable: static path => path.EndsWith("subtree_control", StringComparison.Ordinal) ? EACCES : 0)[ControllerKind.Cpu]
            .Obstacle.ShouldBe($"no permission to enable controller cpu in {fixture.Point}/user/cgroup.subtree_control");
    }

    [Fact]
    public void Group_that_is_gone_or_outside_is_named()
    {
        using var fixture = new UnifiedFixture();
        fixture.Hierarchy("/../other")[ControllerKind.Pids].Obstacle
            .ShouldBe($"the pids controller is not mounted as version 1, and the group of this process, /../other, is outside of what cgroup2 shows at {fixture.Point}");
        ControlGroupHierarchy.Parse("", "")[ControllerKind.Freezer].Obstacle
            .ShouldBe("the freezer controller is not mounted as version 1, and cgroup2 is not mounted");
    }

    [Fact]
    public void Hybrid_machine_has_limits_in_version_1_and_ends_groups_by_version_2()
    {
        using var directory = new TestDirectory();
        foreach (string name in (string[])["memory/a/b", "cpu,cpuacct", "pids", "unified"]) Directory.CreateDirectory(directory[name]);
        File.WriteAllText(directory["unified/cgroup.controllers"], "hugetlb\n");
        string mounts =
            $"""
            1 0 0:1 / {directory["memory"]} rw - cgroup cgroup rw,memory
            2 0 0:2 / {directory["cpu,cpuacct"]} rw - cgroup cgroup rw,cpu,cpuacct
            3 0 0:3 / {directory["pids"]} ro - cgroup cgroup rw,pids
            4 0 0:4 / {directory["unified"]} rw - cgroup2 cgroup2 rw
            """;
        ControlGroupHierarchy hierarchy = ControlGroupHierarchy.Parse("9:name=systemd:/s\n8:pids:/\n4:memory:/a/b\n2:cpu,cpuacct:/\n0::/\n", mounts);
        hierarchy[ControllerKind.Memory].ShouldBe(new Controller(ControllerKind.Memory, ControlGroupVersion.V1, directory["memory/a/b"], null));
        hierarchy[ControllerKind.Cpu].ShouldBe(new Controller(ControllerKind.Cpu, ControlGroupVersion.V1, directory["cpu,cpuacct"], null));
        hierarchy[ControllerKind.Pids].Obstacle.ShouldBe($"cgroup (pids) is mounted read-only at {directory["pids"]}");
        hierarchy[ControllerKind.Freezer].Version.ShouldBe(ControlGroupVersion.V2);
        hierarchy.UnifiedDirectory.ShouldBe(directory["unified"]);
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/user/x", "/user/x")]
    [InlineData("/drover/run1", "/")]
    [InlineData("/user/x/drover/run1", "/user/x")]
    [InlineData("/user/x/drover/run1/inner", "/user/x")]
    [InlineData("/user/drover", "/user/drover")]
    public void Group_of_a_nested_run_stands_beside_the_outer_one(string own, string expected) =>
        ControlGroupHierarchy.StartingGroup(own).ShouldBe(expected);

    [Fact]
    public void This_machine_is_described()
    {
        ControlGroupHierarchy hierarchy = ControlGroupHierarchy.Detect();
        hierarchy.Controllers.Select(static c => c.Kind).ShouldBe([ControllerKind.Memory, ControllerKind.Cpu, ControllerKind.Pids, ControllerKind.Freezer]);
        foreach (Controller controller in hierarchy.Controllers)
        {
            if (controller.IsUsable) Directory.Exists(controller.Directory).ShouldBeTrue();
            else controller.Obstacle.ShouldNotBeNullOrEmpty();
        }
    }
}

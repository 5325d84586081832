using Drover.Engine.ControlGroups;

namespace Drover.Engine.Tests.ControlGroups;

/// <summary>What is made and written, on plain directories; what the kernel does with it is in the tests on real hierarchies.</summary>
public sealed class ControlGroupLayoutTests
{
    [Fact]
    public void Version_2_group_is_one_directory_below_parents_that_pass_its_controllers_on()
    {
        using var fixture = new UnifiedFixture();
        fixture.Group("app", "memory cpu pids", "pids");
        var spec = new ControlGroupSpec { MemoryBytes = 4096, CpuLimit = 0.5 };
        ControlGroup group = ControlGroup.Create(fixture.Hierarchy("/app"), "run1", spec, fixture.Populate);
        group.Directories.ShouldBe([$"{fixture.Point}/app/drover/run1"]);
        group.ProcsFiles.ShouldBe([$"{fixture.Point}/app/drover/run1/cgroup.procs"]);
        // The kernel takes one word a write; a plain file keeps what was written last, at its beginning.
        fixture.Read("app/cgroup.subtree_control").ShouldContain("+cpu");
        fixture.Read("app/drover/cgroup.subtree_control").ShouldContain("+cpu");
        fixture.Read("app/drover/run1/memory.max").ShouldBe("4096");
        fixture.Read("app/drover/run1/cpu.max").ShouldBe("50000 100000");
        fixture.Read("app/drover/run1/pids.max").ShouldBe("");
    }

    [Fact]
    public void Values_are_read_from_files_of_either_version()
    {
        using var fixture = new UnifiedFixture();
        ControlGroup group = ControlGroup.Create(fixture.Hierarchy("/"), "run1", ControlGroupSpec.Empty, fixture.Populate);
        string directory = group.Directories[0];
        group.OomKills.ShouldBeNull();
        group.MemoryBytes.ShouldBeNull();
        group.CpuTime.ShouldBeNull();
        File.WriteAllText($"{directory}/memory.events", "low 0\noom 3\noom_kill 2\noom_group_kill 0\n");
        File.WriteAllText($"{directory}/memory.current", "8192\n");
        File.WriteAllText($"{directory}/memory.peak", "12288\n");
        File.WriteAllText($"{directory}/cpu.stat", "usage_usec 1500\nuser_usec 1000\n");
        group.OomKills.ShouldBe(2);
        group.MemoryBytes.ShouldBe(8192);
        group.PeakMemoryBytes.ShouldBe(12288);
        group.CpuTime.ShouldBe(TimeSpan.FromMicroseconds(1500));
        File.WriteAllText($"{directory}/cgroup.procs", "12\n7\n12\n");
        group.Processes().ShouldBe([7, 12]);
    }

    [Fact]
    public void Killing_uses_the_one_file_of_version_2()
    {
        using var fixture = new UnifiedFixture();
        ControlGroup group = ControlGroup.Create(fixture.Hierarchy("/"), "run1", ControlGroupSpec.Empty, fixture.Populate);
        string directory = group.Directories[0];
        File.WriteAllText($"{directory}/cgroup.kill", "");
        group.KillAll().ShouldBe(0); // nobody in it
        File.ReadAllText($"{directory}/cgroup.kill").ShouldBe("");
        // This process is not a member of the group in the kernel's eyes, so it must survive being listed.
        File.WriteAllText($"{directory}/cgroup.procs", $"{Environment.ProcessId}\n");
        group.KillAll().ShouldBe(1);
        File.ReadAllText($"{directory}/cgroup.kill").ShouldBe("1");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public void Name_must_be_a_plain_file_name(string name) => Should.Throw<ArgumentException>(
        () => ControlGroup.Create(ControlGroupHierarchy.Detect(), name, ControlGroupSpec.Empty));

    [Theory]
    [InlineData("/sys/fs/cgroup/unified")]
    [InlineData("/sys/fs/cgroup/pids/drover")]
    [InlineData("/sys/fs/cgroup/pids/drover/")]
    [InlineData("/sys/fs/cgroup/pids/drover/..")]
    [InlineData("/sys/fs/cgroup/../drover/a")]
    [InlineData("drover/a")]
    public void Only_groups_of_ours_can_be_opened(string path) => Should.Throw<ArgumentException>(() => ControlGroup.Open([path]));

    [Fact]
    public void Recorded_group_that_has_gone_is_empty()
    {
        ControlGroup group = ControlGroup.Open(["/sys/fs/cgroup/pids/drover/there-is-no-such-run"]);
        group.Exists.ShouldBeFalse();
        group.Processes().ShouldBeEmpty();
        group.KillAll().ShouldBe(0);
        group.OomKills.ShouldBeNull();
        group.Remove().ShouldBeTrue();
    }
}

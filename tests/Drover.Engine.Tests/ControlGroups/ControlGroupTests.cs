using Drover.Engine.ControlGroups;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.Tests.ControlGroups;

/// <summary>Real groups of this machine, in whatever version it has.</summary>
public sealed class ControlGroupTests : IDisposable
{
    private readonly ControlGroupHierarchy _hierarchy = ControlGroupHierarchy.Detect();
    private readonly string _name = $"test-{Guid.NewGuid():N}";
    private readonly List<ControlGroup> _groups = [];

    public void Dispose()
    {
        foreach (ControlGroup group in _groups)
        {
            TestChild.Until(() => group.KillAll() == 0 && group.Remove(), $"{group} to be empty and gone");
            group.Exists.ShouldBeFalse();
        }
    }

    [Fact]
    public void Memory_limit_kills_what_exceeds_it_and_counts_it()
    {
        ControlGroup group = Create(new ControlGroupSpec { MemoryBytes = 16 << 20 });
        group.OomKills.ShouldBe(0);
        using TestChild child = Inside(group, "exec tail /dev/zero");
        child.Reap().ShouldBe(TestChild.SIGKILL);
        group.OomKills.ShouldBe(1);
        group.PeakMemoryBytes!.Value.ShouldBeInRange(8 << 20, 16 << 20);
        group.MemoryBytes!.Value.ShouldBeLessThanOrEqualTo(16 << 20);
    }

    [Fact]
    public void Limit_of_processes_makes_fork_fail()
    {
        ControlGroup group = Create(new ControlGroupSpec { PidsMax = 5 });
        using TestChild child = Inside(group, "i=0; while [ $i -lt 20 ]; do sleep 1000 & i=$((i+1)); done 2> /dev/null");
        child.Reap().ShouldNotBe(0);
        // The shell has gone; those it could start are there: five with it.
        group.Processes().Count.ShouldBe(4);
        group.KillAll().ShouldBe(4);
        TestChild.Until(() => group.Processes().Count == 0, "all to be gone");
        group.Remove().ShouldBeTrue();
    }

    [Fact]
    public void Processor_limit_and_weight_reach_the_kernel()
    {
        ControlGroup group = Create(new ControlGroupSpec { CpuLimit = 1.5, CpuWeight = 50 });
        string Read(string file) =>
            File.ReadAllText(group.Directories.Select(d => $"{d}/{file}").First(File.Exists)).Trim();
        if (_hierarchy[ControllerKind.Cpu].Version == ControlGroupVersion.V2)
        {
            Read("cpu.max").ShouldBe("150000 100000");
            Read("cpu.weight").ShouldBe("50");
        }
        else
        {
            Read("cpu.cfs_quota_us").ShouldBe("150000");
            Read("cpu.cfs_period_us").ShouldBe("100000");
            Read("cpu.shares").ShouldBe("512");
        }
    }

    [Fact]
    public void Fork_bomb_that_outruns_every_list_is_ended_by_freezing()
    {
        RequireUsable(ControllerKind.Freezer, ControllerKind.Pids);
        ControlGroup group = ControlGroup.Create(WithoutUnified(), _name, new ControlGroupSpec { PidsMax = 200 });
        _groups.Add(group);
        EndBombIn(group);
    }

    [Fact]
    public void Fork_bomb_is_ended_at_once_by_version_2()
    {
        if (_hierarchy.UnifiedDirectory is null) Assert.Skip("There is no version 2 hierarchy that groups can be made in.");
        ControlGroup group = Create(ControlGroupSpec.Empty);
        group.Directories.ShouldBe([$"{_hierarchy.UnifiedDirectory}/drover/{_name}"]);
        File.Exists($"{group.Directories[0]}/cgroup.kill").ShouldBeTrue();
        EndBombIn(group);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Boundary_and_what_is_below_it_survives(bool freezer)
    {
        if (freezer) RequireUsable(ControllerKind.Freezer);
        using var directory = new TestDirectory();
        ControlGroup group = ControlGroup.Create(freezer ? WithoutUnified() : _hierarchy, _name, ControlGroupSpec.Empty);
        _groups.Add(group);
        using TestChild top = Inside(group, $"({directory.FakeShim("sleep 1000 & wait")}) & sleep 1000 & setsid sleep 1000 & wait");
        TestChild.Until(() => Names(group) == "drover-shim sh sleep sleep sleep", "the tree");
        group.KillAll(ShimBoundary.IsShim).ShouldBe(3);
        TestChild.Until(() => Names(group) == "drover-shim sleep", "the others to be gone");
        group.KillAll(ShimBoundary.IsShim).ShouldBe(0);
        group.Remove().ShouldBeFalse();
        group.KillAll().ShouldBe(2);
    }

    [Fact]
    public void Shim_outside_of_the_group_spares_nobody_in_it()
    {
        RequireUsable(ControllerKind.Freezer);
        using var directory = new TestDirectory();
        ControlGroup group = Create(ControlGroupSpec.Empty);
        using TestChild shim = TestChild.Shell(directory.FakeShim($"sh -c '{Joining(group)}; exec sleep 1000' & wait"));
        TestChild.Until(() => Names(group) == "sleep", "the process to be in the group");
        group.KillAll(ShimBoundary.IsShim).ShouldBe(1);
    }

    [Fact]
    public void Process_can_be_added_from_outside_and_groups_be_opened_again()
    {
        ControlGroup group = Create(new ControlGroupSpec { PidsMax = 100 });
        using TestChild child = TestChild.Start(["/bin/sleep", "1000"]);
        group.AddProcess(child.Pid).ShouldBeTrue();
        ControlGroup again = ControlGroup.Open(group.Directories);
        again.Processes().ShouldBe([child.Pid]);
        again.Exists.ShouldBeTrue();
        again.Remove().ShouldBeFalse();
        again.KillAll().ShouldBe(1);
        child.Reap().ShouldBe(TestChild.SIGKILL);
        group.AddProcess(child.Pid).ShouldBeFalse();
        TestChild.Until(again.Remove, "the group to be removed");
        group.Exists.ShouldBeFalse();
    }

    [Fact]
    public void Groups_made_inside_are_counted_and_removed_with_it()
    {
        ControlGroup group = Create(ControlGroupSpec.Empty);
        string inner = $"{group.Directories[0]}/inner";
        Directory.CreateDirectory(inner);
        using TestChild child = TestChild.Shell($"echo 0 > {inner}/cgroup.procs; exec sleep 1000");
        TestChild.Until(() => group.Processes().Count == 1, "the process to be in the group");
        group.KillAll().ShouldBe(1);
        child.Reap().ShouldBe(TestChild.SIGKILL);
        TestChild.Until(group.Remove, "the group to be removed");
        Directory.Exists(inner).ShouldBeFalse();
    }

    [Fact]
    public void Refused_limit_leaves_nothing_behind()
    {
        RequireUsable(ControllerKind.Memory, ControllerKind.Pids);
        var refused = Should.Throw<ControlGroupException>(
            () => ControlGroup.Create(_hierarchy, _name, new ControlGroupSpec { MemoryBytes = 1 << 30, PidsMax = int.MaxValue }));
        refused.Errno.ShouldBe(22);
        refused.Message.ShouldMatch($"^Can't write {int.MaxValue} to /.*/drover/{_name}/pids.max: Invalid argument\\.$");
        foreach (Controller controller in _hierarchy.Controllers) Directory.Exists($"{controller.Directory}/drover/{_name}").ShouldBeFalse();
        ControlGroup.Create(_hierarchy, _name, new ControlGroupSpec { MemoryBytes = 1 << 30, PidsMax = 5 }).Remove().ShouldBeTrue();
    }

    [Fact]
    public void Name_that_is_taken_is_refused_and_its_group_stays()
    {
        ControlGroup group = Create(ControlGroupSpec.Empty);
        Should.Throw<ControlGroupException>(() => ControlGroup.Create(_hierarchy, _name, ControlGroupSpec.Empty)).Errno.ShouldBe(17);
        group.Exists.ShouldBeTrue();
    }

    [Fact]
    public void Many_can_be_made_and_removed_at_once()
    {
        RequireUsable(ControllerKind.Pids);
        Parallel.For(0, 8, i =>
        {
            for (int round = 0; round < 20; round++)
            {
                ControlGroup group = ControlGroup.Create(_hierarchy, $"{_name}-{i}", new ControlGroupSpec { PidsMax = 10 });
                group.Remove().ShouldBeTrue();
            }
        });
    }

    private void EndBombIn(ControlGroup group)
    {
        // Three lines of processes, of which each forks its successor and ends: whoever is on a list has gone when it is read.
        using TestChild bomb = Inside(group, "trap '' TERM; f() { f & }; f & f & f & sleep 1000 & sleep 1000 & wait; exec sleep 1000");
        TestChild.Until(() => group.Processes().Count >= 4, "the bomb to go off");
        group.KillAll().ShouldBeGreaterThan(0);
        TestChild.Until(() => group.Processes().Count == 0, "all to be gone");
        if (group.CpuTime is { } time) time.ShouldBeGreaterThan(TimeSpan.Zero);
        else _hierarchy[ControllerKind.Cpu].Version.ShouldBe(ControlGroupVersion.V1);
        bomb.Reap().ShouldBe(TestChild.SIGKILL);
        TestChild.Until(group.Remove, "the group to be removed");
    }

    private static string Joining(ControlGroup group) => string.Join(" && ", group.ProcsFiles.Select(static f => $"echo 0 > {f}"));

    private static TestChild Inside(ControlGroup group, string script) => TestChild.Shell($"{Joining(group)} || exit 99; {script}");

    private static string Names(ControlGroup group) =>
        string.Join(' ', group.Processes().Select(static p => ProcessReader.TryRead(p, out ProcessInfo info) ? info.NameText : "").Order());

    private ControlGroup Create(ControlGroupSpec spec)
    {
        RequireUsable([.. spec.Controllers]);
        ControlGroup group = ControlGroup.Create(_hierarchy, _name, spec);
        _groups.Add(group);
        return group;
    }

    private ControlGroupHierarchy WithoutUnified() => _hierarchy with { UnifiedDirectory = null };

    private void RequireUsable(params ControllerKind[] kinds)
    {
        foreach (ControllerKind kind in kinds)
        {
            if (_hierarchy[kind].Obstacle is { } obstacle) Assert.Skip($"No group with {kind} can be made here: {obstacle}.");
        }
    }
}

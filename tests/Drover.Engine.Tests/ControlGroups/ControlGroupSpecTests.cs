using Drover.Engine.ControlGroups;

namespace Drover.Engine.Tests.ControlGroups;

public sealed class ControlGroupSpecTests
{
    private static readonly ControlGroupSpec s_all = new()
    {
        MemoryBytes = 1 << 20,
        MemoryHighBytes = 1 << 19,
        CpuLimit = 1.5,
        CpuWeight = 50,
        PidsMax = 7,
    };

    [Fact]
    public void Version_2_has_its_own_files() => Settings(ControlGroupVersion.V2).ShouldBe(
        ["memory.max=1048576", "memory.swap.max=0", "memory.high=524288", "cpu.max=150000 100000", "cpu.weight=50", "pids.max=7"]);

    [Fact]
    public void Version_1_has_its_own_files() => Settings(ControlGroupVersion.V1).ShouldBe(
    [
        "memory.limit_in_bytes=1048576", "memory.memsw.limit_in_bytes=1048576", "memory.soft_limit_in_bytes=524288",
        "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=150000", "cpu.shares=512", "pids.max=7",
    ]);

    [Fact]
    public void Only_what_is_limited_needs_a_controller()
    {
        ControlGroupSpec.Empty.Controllers.ShouldBeEmpty();
        s_all.Controllers.ShouldBe([ControllerKind.Memory, ControllerKind.Cpu, ControllerKind.Pids]);
        new ControlGroupSpec { CpuWeight = 1 }.Controllers.ShouldBe([ControllerKind.Cpu]);
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        ControlGroupSpec[] bad =
        [
            new() { MemoryBytes = 0 }, new() { MemoryHighBytes = -1 }, new() { CpuLimit = 0 }, new() { CpuLimit = double.NaN },
            new() { CpuLimit = double.PositiveInfinity }, new() { CpuWeight = 0 }, new() { CpuWeight = 10_001 }, new() { PidsMax = 0 },
        ];
        foreach (ControlGroupSpec spec in bad) Should.Throw<ArgumentOutOfRangeException>(spec.Validate);
        s_all.Validate();
    }

    private static IEnumerable<string> Settings(ControlGroupVersion version) =>
        GroupSetting.For(s_all, _ => version).Select(static s => $"{s.File}={s.Text}");
}

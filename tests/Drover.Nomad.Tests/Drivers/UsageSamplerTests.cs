using Drover.Nomad.Drivers;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Drivers;

/// <summary>The files of both versions of control groups as they are on machines, and a time of ours between two looks.</summary>
public sealed class UsageSamplerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Second_version_is_read_from_one_directory()
    {
        Write("cpu.stat", "usage_usec 1000000\nuser_usec 700000\nsystem_usec 300000\nnr_periods 5\nnr_throttled 2\nthrottled_usec 40\n");
        Write("memory.stat", "anon 1000\nfile 2000\nkernel 5\n");
        Write("memory.current", "3000\n");
        Write("memory.peak", "4000\n");
        Write("memory.swap.current", "10\n");
        var sampler = new UsageSampler([_directory.Path], _time);
        TaskResourceUsage first = sampler.Take();
        first.Cpu.Percent.ShouldBe(0);
        (first.Cpu.ThrottledPeriods, first.Cpu.ThrottledTime).ShouldBe((2ul, 40_000ul));
        (first.Memory.Usage, first.Memory.MaxUsage, first.Memory.Rss, first.Memory.Cache, first.Memory.Swap).ShouldBe((3000ul, 4000ul, 1000ul, 2000ul, 10ul));
        first.Memory.MeasuredFields.Count.ShouldBe(5);
        _time.Advance(TimeSpan.FromSeconds(2));
        Write("cpu.stat", "usage_usec 4000000\nuser_usec 2700000\nsystem_usec 1300000\n");
        CPUUsage second = sampler.Take().Cpu;
        (second.Percent, second.UserMode, second.SystemMode).ShouldBe((150, 100, 50));
        if (second.MeasuredFields.Contains(CPUUsage.Types.Fields.TotalTicks)) second.TotalTicks.ShouldBeGreaterThan(0);
        second.MeasuredFields.ShouldNotContain(CPUUsage.Types.Fields.ThrottledTime);
    }

    [Fact]
    public void First_version_is_read_from_a_directory_for_each_controller()
    {
        Write("cpuacct/cpuacct.usage", "1000000000\n");
        Write("cpuacct/cpuacct.stat", "user 70\nsystem 30\n");
        Write("cpu/cpu.stat", "nr_periods 5\nnr_throttled 3\nthrottled_time 77\n");
        Write("memory/memory.stat", "cache 1\nrss 2\ntotal_cache 2000\ntotal_rss 1000\ntotal_swap 10\n");
        Write("memory/memory.usage_in_bytes", "3000\n");
        Write("memory/memory.max_usage_in_bytes", "4000\n");
        Directory.CreateDirectory(_directory["pids"]);
        var sampler = new UsageSampler([_directory["pids"], _directory["memory"], _directory["cpuacct"], _directory["cpu"]], _time);
        TaskResourceUsage first = sampler.Take();
        (first.Memory.Usage, first.Memory.MaxUsage, first.Memory.Rss, first.Memory.Cache, first.Memory.Swap).ShouldBe((3000ul, 4000ul, 1000ul, 2000ul, 10ul));
        (first.Cpu.ThrottledPeriods, first.Cpu.ThrottledTime).ShouldBe((3ul, 77ul));
        _time.Advance(TimeSpan.FromSeconds(1));
        Write("cpuacct/cpuacct.usage", "1500000000\n");
        Write("cpuacct/cpuacct.stat", "user 100\nsystem 50\n");
        CPUUsage second = sampler.Take().Cpu;
        (second.Percent, second.UserMode, second.SystemMode).ShouldBe((50, 30, 20));
    }

    [Fact]
    public void Group_that_has_gone_measures_nothing_and_is_no_error()
    {
        TaskResourceUsage usage = new UsageSampler([_directory["gone"]], _time).Take();
        usage.Cpu.MeasuredFields.ShouldBeEmpty();
        usage.Memory.MeasuredFields.ShouldBeEmpty();
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory[name])!);
        File.WriteAllText(_directory[name], text);
    }
}

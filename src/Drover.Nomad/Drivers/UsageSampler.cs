// Constraints
//   Each task is looked at each second for as long as it runs, a hundred tasks at once: a look reads a handful of files and no directory.
// Scheme
//   The directories of the controllers that count are found at the first look; version 2 has one for all. Percentages are what passed between two looks.

using System.Globalization;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Drivers;

/// <summary>What a container uses, from its control group.</summary>
internal sealed class UsageSampler(IReadOnlyList<string> directories, TimeProvider time)
{
    private const double WholeCore = 100;
    private const double NanosecondsPerTick = 1e7;
    private static readonly Lazy<double> s_megahertz = new(ReadMegahertz);

    private readonly string? _memory = directories.FirstOrDefault(static directory => File.Exists(directory + "/memory.stat"));
    private readonly string? _time = directories.FirstOrDefault(static directory => File.Exists(directory + "/cpuacct.usage"));
    private readonly string? _quota = directories.FirstOrDefault(static directory => File.Exists(directory + "/cpu.stat"));
    private (double Total, double User, double System) _last;
    private long? _lastAt;

    /// <summary>Looks; the first look has no percentages yet.</summary>
    public TaskResourceUsage Take() => new() { Cpu = TakeCpu(), Memory = TakeMemory() };

    private CPUUsage TakeCpu()
    {
        var cpu = new CPUUsage();
        Dictionary<string, long> quota = GroupFile.Numbers(_quota, "cpu.stat");
        if (ReadTimes(quota) is { } now)
        {
            long at = time.GetTimestamp();
            double passed = _lastAt is { } before ? time.GetElapsedTime(before, at).TotalNanoseconds : 0;
            double Percent(double used) => passed > 0 ? Math.Max(0, used / passed * WholeCore) : 0;
            cpu.Percent = Percent(now.Total - _last.Total);
            cpu.UserMode = Percent(now.User - _last.User);
            cpu.SystemMode = Percent(now.System - _last.System);
            cpu.MeasuredFields.Add([CPUUsage.Types.Fields.Percent, CPUUsage.Types.Fields.UserMode, CPUUsage.Types.Fields.SystemMode]);
            if (s_megahertz.Value > 0)
            {
                cpu.TotalTicks = cpu.Percent / WholeCore * s_megahertz.Value;
                cpu.MeasuredFields.Add(CPUUsage.Types.Fields.TotalTicks);
            }
            (_last, _lastAt) = (now, at);
        }
        if (quota.TryGetValue("nr_throttled", out long periods))
        {
            cpu.ThrottledPeriods = (ulong)periods;
            cpu.ThrottledTime = (ulong)(quota.TryGetValue("throttled_usec", out long microseconds) ? microseconds * 1000 : quota.GetValueOrDefault("throttled_time"));
            cpu.MeasuredFields.Add([CPUUsage.Types.Fields.ThrottledPeriods, CPUUsage.Types.Fields.ThrottledTime]);
        }
        return cpu;
    }

    // In nanoseconds.
    private (double Total, double User, double System)? ReadTimes(Dictionary<string, long> quota)
    {
        if (quota.TryGetValue("usage_usec", out long total)) return (total * 1e3, quota.GetValueOrDefault("user_usec") * 1e3, quota.GetValueOrDefault("system_usec") * 1e3);
        if (GroupFile.Number(_time, "cpuacct.usage") is not { } nanoseconds) return null;
        Dictionary<string, long> modes = GroupFile.Numbers(_time, "cpuacct.stat");
        return (nanoseconds, modes.GetValueOrDefault("user") * NanosecondsPerTick, modes.GetValueOrDefault("system") * NanosecondsPerTick);
    }

    private MemoryUsage TakeMemory()
    {
        var memory = new MemoryUsage();
        void Measure(MemoryUsage.Types.Fields field, long? value, Action<ulong> set)
        {
            if (value is not { } bytes) return;
            set((ulong)Math.Max(0, bytes));
            memory.MeasuredFields.Add(field);
        }
        Dictionary<string, long> statistics = GroupFile.Numbers(_memory, "memory.stat");
        long? First(string one, string other) => statistics.TryGetValue(one, out long value) || statistics.TryGetValue(other, out value) ? value : null;
        Measure(MemoryUsage.Types.Fields.Usage, GroupFile.Number(_memory, "memory.current") ?? GroupFile.Number(_memory, "memory.usage_in_bytes"), value => memory.Usage = value);
        Measure(MemoryUsage.Types.Fields.MaxUsage, GroupFile.Number(_memory, "memory.peak") ?? GroupFile.Number(_memory, "memory.max_usage_in_bytes"), value => memory.MaxUsage = value);
        Measure(MemoryUsage.Types.Fields.Rss, First("total_rss", "anon"), value => memory.Rss = value);
        Measure(MemoryUsage.Types.Fields.Cache, First("total_cache", "file"), value => memory.Cache = value);
        Measure(MemoryUsage.Types.Fields.Swap, GroupFile.Number(_memory, "memory.swap.current") ?? First("total_swap", "swap"), value => memory.Swap = value);
        return memory;
    }

    // What one whole core counts in the client's ticks.
    private static double ReadMegahertz()
    {
        if (GroupFile.Number("/sys/devices/system/cpu/cpu0/cpufreq", "cpuinfo_max_freq") is { } kilohertz) return kilohertz / 1000d;
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static text => text.StartsWith("cpu MHz", StringComparison.Ordinal));
        return line is not null && double.TryParse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double megahertz) ? megahertz : 0;
    }
}

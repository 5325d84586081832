using System.Globalization;
using Drover.Engine.ControlGroups;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Drivers;

/// <summary>What a container uses, from its control group.</summary>
internal sealed class UsageSampler(IReadOnlyList<string> directories, TimeProvider time)
{
    private const double WholeCore = 100;

    private TimeSpan? _lastCpu;
    private long _lastAt;

    /// <summary>Looks; the first look has no percentage yet.</summary>
    public TaskResourceUsage Take()
    {
        ControlGroup group = ControlGroup.Open(directories);
        var cpu = new CPUUsage();
        if (group.CpuTime is { } used)
        {
            long now = time.GetTimestamp();
            if (_lastCpu is { } before && time.GetElapsedTime(_lastAt, now) is { Ticks: > 0 } passed) cpu.Percent = Math.Max(0, (used - before) / passed * WholeCore);
            (_lastCpu, _lastAt) = (used, now);
            cpu.MeasuredFields.Add(CPUUsage.Types.Fields.Percent);
        }
        var memory = new MemoryUsage();
        void Measure(MemoryUsage.Types.Fields field, long? value, Action<ulong> set)
        {
            if (value is not { } bytes) return;
            set((ulong)Math.Max(0, bytes));
            memory.MeasuredFields.Add(field);
        }
        Measure(MemoryUsage.Types.Fields.Usage, group.MemoryBytes, value => memory.Usage = value);
        Measure(MemoryUsage.Types.Fields.MaxUsage, group.PeakMemoryBytes, value => memory.MaxUsage = value);
        Dictionary<string, long> statistics = ReadStatistics();
        Measure(MemoryUsage.Types.Fields.Rss, First(statistics, "total_rss", "anon"), value => memory.Rss = value);
        Measure(MemoryUsage.Types.Fields.Cache, First(statistics, "total_cache", "file"), value => memory.Cache = value);
        return new TaskResourceUsage { Cpu = cpu, Memory = memory };
    }

    private static long? First(Dictionary<string, long> values, params string[] names)
    {
        foreach (string name in names)
            if (values.TryGetValue(name, out long value)) return value;
        return null;
    }

    private Dictionary<string, long> ReadStatistics()
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string directory in directories)
        {
            string path = Path.Combine(directory, "memory.stat");
            if (!File.Exists(path)) continue;
            try
            {
                foreach (string line in File.ReadLines(path))
                    if (line.Split(' ') is [var name, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value)) values[name] = value;
            }
            catch (IOException)
            {
                // The container has just ended, and its group is gone.
            }
        }
        return values;
    }
}

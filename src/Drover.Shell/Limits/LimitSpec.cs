using System.Globalization;
using Drover.Engine.ControlGroups;
using Drover.Engine.Limits;

namespace Drover.Shell.Limits;

/// <summary>What <c>limit</c> allows a pipeline.</summary>
internal sealed record LimitSpec
{
    /// <summary>Memory in bytes: of all of it where there are control groups, else of each process.</summary>
    public long? MemoryBytes { get; set; }

    /// <summary>How long it may take.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long it has between SIGTERM and SIGKILL.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Processes and threads of all of it. Needs control groups.</summary>
    public int? Pids { get; set; }

    /// <summary>Processors of all of it. Needs control groups.</summary>
    public double? Cpus { get; set; }

    /// <summary>Processor time of each process.</summary>
    public TimeSpan? CpuTime { get; set; }

    /// <summary>The group that is wished for; null when no limit needs one.</summary>
    public ControlGroupSpec? Group => MemoryBytes is null && Pids is null && Cpus is null ? null : new ControlGroupSpec { MemoryBytes = MemoryBytes, PidsMax = Pids, CpuLimit = Cpus };

    /// <summary>What each process is limited to.</summary>
    /// <param name="withMemory">Whether there is no group that looks after the memory.</param>
    public ResourceLimits OfEachProcess(bool withMemory)
    {
        ResourceLimits limits = ResourceLimits.None;
        // The soft limit sends SIGXCPU, the hard one a second later SIGKILL (setrlimit(2)).
        if (CpuTime is { } cpu) limits = limits.With(ResourceLimit.Cpu, (ulong)Math.Max(1, Math.Ceiling(cpu.TotalSeconds)), (ulong)Math.Max(1, Math.Ceiling(cpu.TotalSeconds)) + 1);
        if (withMemory && MemoryBytes is { } memory) limits = limits.With(ResourceLimit.Data, (ulong)memory);
        return limits;
    }

    /// <summary>The fields that <see cref="Parse"/> reads as this.</summary>
    public IEnumerable<string> Fields()
    {
        if (MemoryBytes is { } memory) yield return string.Create(CultureInfo.InvariantCulture, $"--memory={memory}");
        if (Pids is { } pids) yield return string.Create(CultureInfo.InvariantCulture, $"--pids={pids}");
        if (Cpus is { } cpus) yield return string.Create(CultureInfo.InvariantCulture, $"--cpus={cpus:0.##}");
        if (CpuTime is { } cpu) yield return string.Create(CultureInfo.InvariantCulture, $"--cpu={Math.Ceiling(cpu.TotalMilliseconds):0}ms");
        if (Timeout is { } timeout) yield return string.Create(CultureInfo.InvariantCulture, $"--timeout={Math.Ceiling(timeout.TotalMilliseconds):0}ms");
        yield return string.Create(CultureInfo.InvariantCulture, $"--grace={Math.Ceiling(Grace.TotalMilliseconds):0}ms");
    }

    /// <summary>Reads the fields between <c>limit</c> and the command; returns what is wrong with them, or null.</summary>
    public string? Parse(IReadOnlyList<string> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            string name = fields[i];
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            string? value = equals > 0 ? name[(equals + 1)..] : null;
            if (equals > 0) name = name[..equals];
            if (!name.StartsWith('-')) return $"{name}: write -- before the command";
            if (value is null && ++i < fields.Count) value = fields[i];
            if (value is null) return $"{name}: a value is missing";
            if (!TrySet(name, value)) return Complaint(name, value);
        }
        return null;
    }

    private static string Complaint(string name, string value) => name switch
    {
        "--timeout" or "-t" or "--grace" or "--cpu" => $"{name}: '{value}' is no duration: write 90s, 5m, 1h30m or 500ms",
        "--memory" or "-m" => $"{name}: '{value}' is no size: write 512M, 1G or bytes",
        "--pids" or "--cpus" => $"{name}: '{value}' is no such number",
        _ => $"{name}: unknown option (there are --timeout, --grace, --memory, --cpu, --cpus and --pids)",
    };

    private bool TrySet(string name, string value)
    {
        switch (name)
        {
            case "--timeout" or "-t" when Quantity.TryDuration(value, out TimeSpan time) && time > TimeSpan.Zero:
                Timeout = time;
                return true;
            case "--grace" when Quantity.TryDuration(value, out TimeSpan grace):
                Grace = grace;
                return true;
            case "--cpu" when Quantity.TryDuration(value, out TimeSpan cpu) && cpu > TimeSpan.Zero:
                CpuTime = cpu;
                return true;
            case "--memory" or "-m" when Quantity.TrySize(value, out long bytes) && bytes > 0:
                MemoryBytes = bytes;
                return true;
            case "--pids" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int pids) && pids > 0:
                Pids = pids;
                return true;
            case "--cpus" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double cpus) && cpus is >= 0.01 and <= 10_000:
                Cpus = cpus;
                return true;
            default:
                return false;
        }
    }
}

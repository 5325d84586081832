using System.Collections.Immutable;
using System.Globalization;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Tasks;

/// <summary>How much a task may take: what the client and the job say, the operator's defaults and ceilings.</summary>
internal static class TaskResources
{
    private const long Megabyte = 1024 * 1024;
    private const long LeastShares = 2, LeastQuota = 1000;
    private const int SysResource = 24;

    /// <summary>The container with its limits.</summary>
    /// <exception cref="ConfigException">The job wants more than the operator allows.</exception>
    public static ContainerSpec Limit(ContainerSpec spec, TaskConfig task, ContainerSettings settings, TaskRules rules)
    {
        LinuxResources? linux = task.Resources?.LinuxResources;
        AllocatedMemoryResources? allocated = task.Resources?.AllocatedResources?.Memory;
        long? memory = linux is { MemoryLimitBytes: > 0 } ? linux.MemoryLimitBytes : rules.Defaults.Memory;
        long? pids = settings.Pids ?? rules.Defaults.Pids ?? Least(TaskRules.UsualPids, rules.Ceilings.Pids);
        long? shared = settings.SharedMemory ?? rules.Defaults.SharedMemory;
        ImmutableArray<ProcessLimit> limits = [.. settings.Limits, .. rules.Defaults.Processes.Where(usual => !settings.Limits.Any(own => own.Name == usual.Name))];
        Hold("memory", memory / Megabyte, rules.Ceilings.Memory / Megabyte, " MB");
        Hold("pids_limit", pids, rules.Ceilings.Pids, "");
        Hold("shm_size", shared, rules.Ceilings.SharedMemory, " bytes");
        foreach (ProcessLimit limit in limits)
        {
            if (rules.Ceilings.Processes.FirstOrDefault(ceiling => ceiling.Name == limit.Name) is { } most && limit.Hard > most.Hard)
                throw new ConfigException($"ulimit \"{limit.Name}\" is {ProcessLimit.Show(limit.Hard)}, and the operator allows {ProcessLimit.Show(most.Hard)} on this node (ceilings in the plugin's configuration).");
        }
        return spec with
        {
            MemoryBytes = memory,
            MemoryReservation = allocated is { MemoryMaxMb: > 0, MemoryMb: > 0 } ? allocated.MemoryMb * Megabyte : null,
            CpuShares = linux is { CpuShares: > 0 } ? Math.Max(LeastShares, linux.CpuShares) : null,
            Cpus = linux is { CpusetCpus.Length: > 0 } ? linux.CpusetCpus : null,
            CpuPeriod = settings.CpuPeriod,
            CpuQuota = Quota(linux, settings),
            Pids = pids,
            SharedMemoryBytes = shared,
            Limits = limits,
            OomScore = OomScore(settings.OomScore ?? (int)(linux?.OomScoreAdj ?? 0)),
        };
    }

    private static long? Quota(LinuxResources? linux, ContainerSettings settings)
    {
        // Whole processors of its own are a hard limit already.
        if (!settings.HasHardCpuLimit || linux is { CpusetCpus.Length: > 0 }) return null;
        if (linux is not { PercentTicks: > 0 }) throw new ConfigException("cpu_hard_limit can't be held: the agent does not say which part of the node's processors the task has. Set cpu in its resources.");
        return Math.Max(LeastQuota, (long)(linux.PercentTicks * settings.CpuPeriod * Environment.ProcessorCount));
    }

    private static void Hold(string option, long? wanted, long? ceiling, string unit)
    {
        if (wanted > ceiling) throw new ConfigException($"{option} is {wanted}{unit}, and the operator allows {ceiling}{unit} on this node (ceilings in the plugin's configuration).");
    }

    private static long Least(long usual, long? ceiling) => ceiling < usual ? ceiling.Value : usual;

    // Said in any case: an agent with a score of -1000 would hand it down, and nothing could end the task for want of memory. To go below our own takes a capability (proc(5)).
    private static int OomScore(int wanted)
    {
        int own = int.Parse(File.ReadAllText("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture);
        return wanted < own && !HasSysResource() ? own : wanted;
    }

    private static bool HasSysResource()
    {
        string line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) ?? "";
        return line.Length > 8 && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong set) && (set & (1UL << SysResource)) != 0;
    }
}

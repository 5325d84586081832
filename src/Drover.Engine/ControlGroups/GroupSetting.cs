using System.Globalization;

namespace Drover.Engine.ControlGroups;

/// <summary>One file of a group and the text that goes into it.</summary>
/// <param name="Kind">The controller whose directory has the file.</param>
/// <param name="File">The file's name.</param>
/// <param name="Text">What is written.</param>
/// <param name="IfPresent">Whether a kernel without the file will do: it has no swap accounting.</param>
internal readonly record struct GroupSetting(ControllerKind Kind, string File, string Text, bool IfPresent = false)
{
    private const int PeriodMicroseconds = 100_000;

    /// <summary>What has to be written for a wish, in the order that the kernel demands.</summary>
    public static IEnumerable<GroupSetting> For(ControlGroupSpec spec, Func<ControllerKind, ControlGroupVersion> versionOf)
    {
        if (spec.MemoryBytes is { } memory)
        {
            bool unified = versionOf(ControllerKind.Memory) == ControlGroupVersion.V2;
            yield return new(ControllerKind.Memory, unified ? "memory.max" : "memory.limit_in_bytes", Number(memory));
            // Version 1 counts memory and swap together, and refuses a sum below the memory limit: so it comes second.
            yield return unified
                ? new(ControllerKind.Memory, "memory.swap.max", "0", IfPresent: true)
                : new(ControllerKind.Memory, "memory.memsw.limit_in_bytes", Number(memory), IfPresent: true);
        }

        if (spec.MemoryHighBytes is { } high)
        {
            string file = versionOf(ControllerKind.Memory) == ControlGroupVersion.V2 ? "memory.high" : "memory.soft_limit_in_bytes";
            yield return new(ControllerKind.Memory, file, Number(high));
        }

        if (spec.CpuLimit is { } cpus)
        {
            string quota = Number((long)Math.Round(cpus * PeriodMicroseconds));
            if (versionOf(ControllerKind.Cpu) == ControlGroupVersion.V2)
            {
                yield return new(ControllerKind.Cpu, "cpu.max", $"{quota} {PeriodMicroseconds}");
            }
            else
            {
                yield return new(ControllerKind.Cpu, "cpu.cfs_period_us", Number(PeriodMicroseconds));
                yield return new(ControllerKind.Cpu, "cpu.cfs_quota_us", quota);
            }
        }

        if (spec.CpuWeight is { } weight)
        {
            // Everybody's weight is 100 in version 2 and 1024 shares in version 1, which takes from 2 to 262144.
            yield return versionOf(ControllerKind.Cpu) == ControlGroupVersion.V2
                ? new(ControllerKind.Cpu, "cpu.weight", Number(weight))
                : new(ControllerKind.Cpu, "cpu.shares", Number(Math.Clamp(weight * 1024L / 100, 2, 262_144)));
        }

        if (spec.PidsMax is { } pids) yield return new(ControllerKind.Pids, "pids.max", Number(pids));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

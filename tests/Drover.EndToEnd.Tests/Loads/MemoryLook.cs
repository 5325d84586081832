using System.Globalization;

namespace Drover.EndToEnd.Tests.Loads;

/// <summary>What a process takes of memory, as /proc/PID/smaps_rollup tells (proc_pid_smaps(5)), in KiB.</summary>
/// <param name="Proportional">Its share: private pages, and those shared divided by how many share them.</param>
/// <param name="Private">What only it has.</param>
public readonly record struct MemoryLook(long Proportional, long Private)
{
    /// <summary>Looks; nothing at all when the process has ended.</summary>
    public static MemoryLook At(int pid)
    {
        try
        {
            string[] lines = File.ReadAllLines($"/proc/{pid}/smaps_rollup");
            return new MemoryLook(Of(lines, "Pss:"), Of(lines, "Private_Clean:") + Of(lines, "Private_Dirty:"));
        }
        catch (IOException)
        {
            return default;
        }
    }

    /// <summary>The greater of each.</summary>
    public static MemoryLook Max(MemoryLook a, MemoryLook b) => new(Math.Max(a.Proportional, b.Proportional), Math.Max(a.Private, b.Private));

    /// <summary>For people.</summary>
    public override string ToString() => $"{Proportional} KiB (private {Private})";

    // A zombie has no memory and no lines.
    private static long Of(string[] lines, string name) =>
        Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal)) is { } line ? long.Parse(line[name.Length..^2], CultureInfo.InvariantCulture) : 0;
}

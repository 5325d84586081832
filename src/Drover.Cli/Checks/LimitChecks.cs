using System.Globalization;

namespace Drover.Cli.Checks;

/// <summary>Limits that many runs at once may come up against.</summary>
internal static class LimitChecks
{
    private const long FewProcesses = 4096, FewFiles = 1024, FewInstances = 128;

    /// <summary>The findings.</summary>
    public static IEnumerable<Finding> All()
    {
        string limits = File.ReadAllText("/proc/self/limits");
        yield return AtLeast("open files", SoftLimit(limits, "Max open files"), FewFiles, "ulimit -n", "raise it with ulimit -n, or LimitNOFILE= of the unit");
        yield return AtLeast("processes", SoftLimit(limits, "Max processes"), FewProcesses, "ulimit -u", "raise it with ulimit -u, or TasksMax= of the unit");
        yield return AtLeast("pid_max", ReadNumber("/proc/sys/kernel/pid_max"), 32_768, "/proc/sys/kernel/pid_max", "sysctl kernel.pid_max=4194304");
        yield return AtLeast(
            "inotify", ReadNumber("/proc/sys/fs/inotify/max_user_instances"), FewInstances, "max_user_instances", "sysctl fs.inotify.max_user_instances=1024");
    }

    /// <summary>The soft limit in a line of /proc/self/limits; null when it is unlimited or not there.</summary>
    internal static long? SoftLimit(string limits, string name)
    {
        foreach (string line in limits.Split('\n'))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal)) continue;
            string word = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
        }
        return null;
    }

    private static Finding AtLeast(string check, long? value, long least, string what, string advice)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{what}: {(value is { } number ? number.ToString(CultureInfo.InvariantCulture) : "unlimited")}");
        return value is null || value >= least ? Finding.Ok(check, text) : Finding.Warning(check, $"{text}, which is little for many runs at once", advice);
    }

    private static long? ReadNumber(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}

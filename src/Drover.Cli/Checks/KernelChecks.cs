using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Terminals;

namespace Drover.Cli.Checks;

/// <summary>What of the kernel runs are built on.</summary>
internal static class KernelChecks
{
    /// <summary>The findings.</summary>
    public static IEnumerable<Finding> All()
    {
        yield return Pidfds();
        yield return ProcessReader.HasChildrenFiles
            ? Finding.Ok("process trees", "/proc/PID/task/TID/children is there")
            : Finding.Warning("process trees", "the kernel has no /proc/PID/task/TID/children (CONFIG_PROC_CHILDREN): each look scans all of /proc");
        yield return HiddenProcesses(File.ReadAllText("/proc/self/mounts"));
        yield return PseudoTerminals();
    }

    /// <summary>Whether /proc hides the processes of others, which those of a run under another user are.</summary>
    internal static Finding HiddenProcesses(string mounts)
    {
        foreach (string line in mounts.Split('\n'))
        {
            string[] fields = line.Split(' ');
            if (fields.Length < 4 || fields[1] != "/proc" || CurrentUser.Id == 0) continue;
            string? option = Array.Find(fields[3].Split(','), static o => o.StartsWith("hidepid=", StringComparison.Ordinal) && o is not ("hidepid=0" or "hidepid=off"));
            if (option is not null) return Finding.Warning("/proc", $"it is mounted with {option}: set-user-id programs of a run can't be seen, nor ended");
        }
        return Finding.Ok("/proc", "processes can be seen");
    }

    private static Finding Pidfds()
    {
        const string name = "pidfd";
        try
        {
            return ProcessIdentity.TryRead(Environment.ProcessId)?.TrySignal(0) == SignalResult.Sent
                ? Finding.Ok(name, "processes can be held by descriptor")
                : Finding.Failure(name, "this very process could not be reached through one");
        }
        catch (SystemCallException e)
        {
            return Finding.Failure(name, $"{e.Message}: runs can't be supervised", "Linux 5.4 or later is needed, and a sandbox must allow pidfd_open and pidfd_send_signal");
        }
    }

    private static Finding PseudoTerminals()
    {
        const string name = "terminals";
        try
        {
            using var terminal = PseudoTerminal.Open(TerminalSize.Default);
            return Finding.Ok(name, $"{terminal.Path} was given");
        }
        catch (SystemCallException e)
        {
            return Finding.Warning(name, $"{e.Message}: runs with a terminal (--pty) can't be started", "mount devpts at /dev/pts, or raise /proc/sys/kernel/pty/max");
        }
    }
}

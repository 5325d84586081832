// Constraints
//   A group that forks faster than a list can be read outruns killing by number. A number from cgroup.procs may belong to a process outside
//   by the time it is signalled. cgroup.kill spares nobody, and a freezer would stop a nested run for as long as it holds.
// Scheme
//   Version 2: cgroup.kill, one write. Version 1: freeze, so that nobody can fork or leave, kill all, thaw: the signal acts then.
//   With a boundary inside: number by number, each checked to be in the group, in rounds until a round finds nobody new.

using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;

namespace Drover.Engine.ControlGroups;

/// <summary>Ends everything in a control group.</summary>
internal sealed class ControlGroupKill(ControlGroup group)
{
    private const int SIGKILL = 9;
    private const int Rounds = 32;
    private const int FreezeLooks = 1000;

    private readonly HashSet<ProcessIdentity> _killed = [];

    public int Run(Func<int, bool>? isBoundary)
    {
        List<int> pids = group.ListProcesses();
        if (pids.Count == 0) return 0;
        if (isBoundary is not null && HoldsBoundary(pids, isBoundary)) return KillInRounds(isBoundary);

        int atOnce = KillAtOnce();
        // Those that joined only some of the directories, and all of them where there is no cgroup.kill.
        string? frozen = atOnce > 0 ? null : Freeze();
        try
        {
            return atOnce + KillInRounds(null);
        }
        finally
        {
            if (frozen is not null) _ = GroupFiles.Write(frozen, frozen.EndsWith(".state", StringComparison.Ordinal) ? "THAWED" : "0");
        }
    }

    private int KillAtOnce()
    {
        foreach (string directory in group.Directories)
        {
            if (!GroupFiles.Exists($"{directory}/cgroup.kill")) continue; // version 1, or version 2 before Linux 5.14
            var pids = new List<int>();
            ControlGroup.AddProcesses(directory, pids);
            foreach (int pid in pids)
            {
                if (ProcessIdentity.TryRead(pid) is { } process) _killed.Add(process);
            }
            if (GroupFiles.Write($"{directory}/cgroup.kill", "1") == 0) return pids.Count;
            _killed.Clear();
        }
        return 0;
    }

    // Returns the file to thaw by. Waits a bounded number of looks: a process in state D freezes only when it leaves it.
    private string? Freeze()
    {
        foreach (string directory in group.Directories)
        {
            string state = $"{directory}/freezer.state";
            if (GroupFiles.Write(state, "FROZEN") == 0)
            {
                for (int look = 0; look < FreezeLooks && GroupFiles.Read(state)?.StartsWith("FROZEN", StringComparison.Ordinal) == false; look++)
                {
                    // The kernel goes on freezing those that were in the middle of fork(2) when the state is written again.
                    _ = GroupFiles.Write(state, "FROZEN");
                    Thread.Yield();
                }
                return state;
            }

            string freeze = $"{directory}/cgroup.freeze";
            if (GroupFiles.Write(freeze, "1") == 0)
            {
                for (int look = 0; look < FreezeLooks && GroupFiles.ReadKey($"{directory}/cgroup.events", "frozen") == 0; look++) Thread.Yield();
                return freeze;
            }
        }
        return null;
    }

    private int KillInRounds(Func<int, bool>? isBoundary)
    {
        int sent = 0;
        for (int round = 0; round < Rounds; round++)
        {
            bool foundNew = false;
            List<int> pids = group.ListProcesses();
            foreach (int pid in pids)
            {
                if (ProcessIdentity.TryRead(pid) is not { } process || _killed.Contains(process) || !IsMember(pid)) continue;
                if (isBoundary is not null && IsBeyond(pid, pids, isBoundary)) continue;
                if (process.TrySignal(SIGKILL) != SignalResult.Sent) continue;
                _killed.Add(process);
                sent++;
                foundNew = true;
            }
            if (!foundNew) break;
        }
        return sent;
    }

    // Asked after the identity was read: who has the number now and is in the group is the one that was read, or as guilty.
    private bool IsMember(int pid)
    {
        string text = GroupFiles.Read($"/proc/{pid}/cgroup") ?? "";
        string name = $"/{ControlGroupHierarchy.OwnDirectory}/{Path.GetFileName(group.Directories[0])}";
        foreach (string line in GroupFiles.Lines(text))
        {
            int at = line.IndexOf(name, StringComparison.Ordinal);
            if (at >= 0 && (at + name.Length == line.Length || line[at + name.Length] == '/')) return true;
        }
        return false;
    }

    private static bool HoldsBoundary(List<int> pids, Func<int, bool> isBoundary)
    {
        foreach (int pid in pids)
        {
            if (IsBeyond(pid, pids, isBoundary)) return true;
        }
        return false;
    }

    // Only what is in the group counts: the shim that holds this very run is above all of it, and outside.
    private static bool IsBeyond(int pid, List<int> pids, Func<int, bool> isBoundary)
    {
        for (int depth = 0; depth < pids.Count && pids.BinarySearch(pid) >= 0; depth++)
        {
            if (isBoundary(pid)) return true;
            if (!ProcessReader.TryRead(pid, out ProcessInfo info)) return false;
            pid = info.ParentPid;
        }
        return false;
    }
}

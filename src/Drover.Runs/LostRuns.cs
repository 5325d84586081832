// Constraints
//   A run whose shim was killed has no one left who knows its children; pids in its files may be strangers' by now, on another boot surely are.
// Scheme
//   Under the run's lock: on this boot look for what is in its control group or its session, carries its environment mark, or is below its
//   leader; end that by identity; then write the status down as lost. The session's number counts as long as nobody else leads it, and for no
//   process that carries another run's mark.

using System.Text;
using Drover.Engine.ControlGroups;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.ProcessTrees;
using Drover.Engine.Signals;
using Drover.Runs.Formats;

namespace Drover.Runs;

/// <summary>Settles runs that nobody holds any more and that have not ended.</summary>
internal static class LostRuns
{
    /// <summary>The environment entry that marks every process of a run.</summary>
    public const string Mark = "DROVER_RUN_ID";

    private const int KillRounds = 250;
    private const int RemoveLooks = 20;

    /// <summary>Ends the orphans of a lost run and records it as lost. Null when another program holds it by now.</summary>
    /// <exception cref="RunException">Its files are damaged.</exception>
    public static RunStatus? Settle(Run run, TimeProvider time)
    {
        using Descriptor locked = Descriptor.Open(".", OpenMode.Directory, directory: run.DirectoryDescriptor);
        if (!DirectoryFiles.TryLock(locked)) return null;
        RunStatus last = RunFiles.ReadStatus(run.DirectoryDescriptor, run.Directory) ?? FromSpec(run);
        if (last.State == RunState.Ended) return last;
        bool rebooted = last.BootId.Length > 0 && last.BootId != BootId.Current;
        List<RunLeftover> leftovers = rebooted ? [] : EndOrphans(run.Id, last);
        DateTimeOffset now = time.GetUtcNow();
        RunStatus status = last with
        {
            // What could not be ended is tried again by whoever looks next.
            State = leftovers.Count == 0 ? RunState.Ended : RunState.Stopping,
            Outcome = RunOutcome.Lost,
            Reason = rebooted ? "reboot" : last.BootId.Length == 0 ? "whoever asked for it died before it was started" : "its drover-shim was killed",
            EndedAt = now,
            NextAttemptAt = null,
            Leftovers = [.. leftovers],
            Attempts = last.Attempts.Length > 0 && last.Attempts[^1].Outcome == RunOutcome.None
                ? last.Attempts.SetItem(last.Attempts.Length - 1, last.Attempts[^1] with { Outcome = RunOutcome.Lost, EndedAt = now })
                : last.Attempts,
        };
        // In a read-only directory it can't be recorded; it reads lost all the same, each time.
        _ = DirectoryFiles.Replace(run.DirectoryDescriptor, RunFiles.Status, RunStatusFormat.Write(status), durable: true);
        return status with { State = RunState.Ended };
    }

    /// <summary>Ends what is alive of a run that nobody holds.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="last">What was last known of it; null for nothing but the mark.</param>
    /// <returns>What could not be ended.</returns>
    public static List<RunLeftover> EndOrphans(string id, RunStatus? last)
    {
        ProcessIdentity? leader = last is { Leader.Pid: > 0 } ? last.Leader : null;
        var query = new MembershipQuery
        {
            Roots = leader is { } root ? [root] : [],
            SessionLeader = last is { HasTerminal: true } ? last.Shim : leader,
            GroupLeader = leader,
            EnvironmentMark = $"{Mark}={id}",
            IsBoundary = ShimBoundary.IsShim,
        };
        ControlGroup? group = OpenGroup(id, last);
        var membership = new Membership();
        var found = new List<ProcessIdentity>();
        var leftovers = new List<RunLeftover>();
        for (int round = 0; round < KillRounds; round++)
        {
            leftovers.Clear();
            int inGroup = group?.KillAll(ShimBoundary.IsShim) ?? 0;
            membership.Find(query, found);
            found.RemoveAll(process => IsOfAnotherRun(process.Pid, id));
            foreach (ProcessIdentity process in found)
            {
                SignalResult result = process.TrySignal(Signal.KILL.Number);
                if (result != SignalResult.Gone) leftovers.Add(new RunLeftover(process, ProcessReader.ReadCommandText(process.Pid), Why(process.Pid, result)));
            }
            if (found.Count == 0 && inGroup == 0) break;
            Pause.Briefly(round);
        }
        Remove(group);
        return leftovers;
    }

    /// <summary>Removes the control group of an ended run, which may have had to stay because a run that was started inside lived on in it.</summary>
    public static void RemoveGroup(Run run) => Remove(OpenGroup(run.Id, RunFiles.TryReadStatus(run.DirectoryDescriptor)));

    private static string Why(int pid, SignalResult result) =>
        result == SignalResult.NotPermitted ? "another user's process"
        : ProcessReader.TryRead(pid, out ProcessInfo info) && info.State == 'D' ? "uninterruptible (state D)"
        : "did not end after SIGKILL";

    private static bool IsOfAnotherRun(int pid, string id)
    {
        ReadOnlySpan<byte> environment = Descriptor.ReadFile($"/proc/{pid}/environ", out _);
        byte[] entry = Encoding.ASCII.GetBytes(Mark + "=");
        while (!environment.IsEmpty)
        {
            int end = environment.IndexOf((byte)0);
            if (end < 0) end = environment.Length;
            if (environment[..end].StartsWith(entry)) return !environment[entry.Length..end].SequenceEqual(Encoding.ASCII.GetBytes(id));
            environment = environment[Math.Min(end + 1, environment.Length)..];
        }
        return false;
    }

    private static ControlGroup? OpenGroup(string id, RunStatus? last)
    {
        if (last is null || last.ControlGroups.IsEmpty) return null;
        // A forged path would put strangers at our mercy.
        foreach (string directory in last.ControlGroups)
            if (Path.GetFileName(directory) != id) return null;
        try
        {
            return ControlGroup.Open(last.ControlGroups);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Remove(ControlGroup? group)
    {
        try
        {
            // What has just ended may hold it for a moment longer, such as the shim of a run that was started inside.
            for (int look = 0; group?.Remove() == false && look < RemoveLooks; look++) Pause.Briefly(look);
        }
        catch (ControlGroupException)
        {
            // An empty group that can't be removed harms nobody.
        }
    }

    private static RunStatus FromSpec(Run run)
    {
        RunSpec spec = run.ReadSpec();
        return new RunStatus
        {
            Id = run.Id,
            Name = spec.Name,
            Labels = spec.Labels,
            Command = spec.CommandText,
            WorkingDirectory = spec.WorkingDirectory.ToString(),
            CreatedAt = File.GetLastWriteTimeUtc(Path.Combine(run.Directory, RunFiles.Spec)),
            Restart = spec.Restart,
        };
    }
}

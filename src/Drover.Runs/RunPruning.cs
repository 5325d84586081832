using Drover.Engine.Descriptors;

namespace Drover.Runs;

/// <summary>Chooses and removes ended runs, and what crashes have left in the state directory.</summary>
internal static class RunPruning
{
    /// <summary>What the directory of a run that is being made is called, beside runs/, until it is whole.</summary>
    public const string MakingPrefix = "new-";

    /// <summary>What the directory of a run that is being removed is called, beside runs/.</summary>
    public const string RemovingPrefix = "removed-";

    private static readonly TimeSpan s_abandonedAfter = TimeSpan.FromMinutes(1);

    /// <summary>Chooses, newest first, then removes unless it is only asked what would go.</summary>
    public static IReadOnlyList<PrunedRun> Prune(RunStore store, PrunePolicy policy, bool dryRun)
    {
        List<PrunedRun> ended = [];
        foreach (RunStatus status in store.List())
        {
            // One without a time could not be read.
            if (status.State != RunState.Ended || status.EndedAt is null || policy.Filter?.Invoke(status) == false) continue;
            ended.Add(new PrunedRun(status, Size(Path.Combine(store.Directory, "runs", status.Id))));
        }
        ended.Sort(static (a, b) => b.Status.EndedAt!.Value.CompareTo(a.Status.EndedAt!.Value));
        List<PrunedRun> chosen = Choose(ended, policy, store.Time.GetUtcNow());
        if (dryRun) return chosen;
        var removed = new List<PrunedRun>();
        foreach (PrunedRun pruned in chosen)
        {
            using Run? run = store.TryOpenId(pruned.Status.Id);
            if (run is not null && store.TryRemove(run)) removed.Add(pruned);
        }
        return removed;
    }

    /// <summary>Removes what killed programs left half made or half removed.</summary>
    public static void RemoveRemains(string stateDirectory, DateTimeOffset now)
    {
        foreach (string path in Directory.EnumerateDirectories(stateDirectory))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith(RemovingPrefix, StringComparison.Ordinal) || (name.StartsWith(MakingPrefix, StringComparison.Ordinal) && IsAbandoned(path, now)))
                RunRemoval.Delete(path);
        }
    }

    private static List<PrunedRun> Choose(List<PrunedRun> newestFirst, PrunePolicy policy, DateTimeOffset now)
    {
        bool all = policy.OlderThan is null && policy.MaxBytes is null;
        var chosen = new List<PrunedRun>();
        long bytes = 0;
        for (int i = 0; i < newestFirst.Count; i++)
        {
            PrunedRun run = newestFirst[i];
            // Summed over all that are newer: beyond the cap the oldest go, not the largest.
            bytes += run.Bytes;
            bool goes = all || (policy.OlderThan is { } age && now - run.Status.EndedAt!.Value > age) || bytes > policy.MaxBytes;
            if (goes && i >= policy.KeepLatest) chosen.Add(run);
        }
        return chosen;
    }

    private static long Size(string directory)
    {
        long bytes = 0;
        try
        {
            foreach (FileInfo file in new DirectoryInfo(directory).EnumerateFiles()) bytes += file.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being removed by somebody else: then it takes nothing.
        }
        return bytes;
    }

    // One that is being made is locked, but for the moment between its mkdir(2) and its lock.
    private static bool IsAbandoned(string path, DateTimeOffset now)
    {
        if (now - Directory.GetLastWriteTimeUtc(path) < s_abandonedAfter) return false;
        using Descriptor? directory = Descriptor.TryOpen(path, OpenMode.Directory, out _);
        return directory is not null && DirectoryFiles.TryLock(directory);
    }
}

// Constraints
//   What is collected is gone for ever: the output of tasks among it. Nothing that lives is touched, nothing that a client may still ask for, and nothing that another plugin is
//   about to start. An agent runs the plugin twice only to ask its name: nobody collects there.
// Scheme
//   A run is garbage when it has ended some time ago, this process does not know it, and the directory of its allocation is gone: a client removes that last, and asks no more. A bundle
//   or container of no run is garbage when it is old. A lock (flock(2)) keeps two plugins apart; crun itself refuses to delete a container that lives.

using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Nomad.Plugins;
using Drover.Runs;

namespace Drover.Nomad.Tasks;

/// <summary>Removes runs, bundles and containers of allocations that are gone.</summary>
internal sealed class GarbageCollector(TaskTable tasks, HostLog log, TimeProvider time)
{
    private const string LockFile = "gc.lock";
    private const string ContainerPrefix = "milo-";

    /// <summary>From the start to the first collection, and from one to the next.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(1), Interval = TimeSpan.FromMinutes(10);

    /// <summary>How many runs, bundles and containers have been removed.</summary>
    public long Collected { get; private set; }

    /// <summary>Collects now and then until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            for (TimeSpan wait = Delay; ; wait = Interval)
            {
                await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
                try
                {
                    await CollectAsync().ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or RunException or SystemCallException)
                {
                    log.Write(LogLevel.Warn, "what is left of old tasks could not be looked for", ("error", e.Message));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The plugin ends.
        }
    }

    /// <summary>Collects once.</summary>
    /// <returns>How many runs, bundles and containers were removed; none when another plugin collects just now.</returns>
    public async Task<int> CollectAsync()
    {
        if (!tasks.Config.CollectsGarbage || !Directory.Exists(tasks.Bundles)) return 0;
        using Descriptor file = Descriptor.Open(Path.Combine(tasks.Bundles, LockFile), OpenMode.Append, 0x180);
        if (!DirectoryFiles.TryLock(file)) return 0;
        int count = 0;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (RunStatus status in tasks.Store.List())
        {
            if (!status.Labels.TryGetValue(TaskTable.ContainerLabel, out string? container)) continue;
            if (IsGarbage(status, container) && await RemoveAsync(status.Id, container).ConfigureAwait(false)) count++;
            else known.Add(container);
        }
        count += await RemoveStraysAsync(known).ConfigureAwait(false);
        Collected += count;
        if (count > 0) log.Write(LogLevel.Info, "removed what was left of old tasks", ("count", count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return count;
    }

    private bool IsGarbage(RunStatus status, string container) =>
        status.State == RunState.Ended
        && time.GetUtcNow() - (status.EndedAt ?? status.CreatedAt) >= tasks.Config.GarbageAge
        && status.Labels.TryGetValue(TaskTable.DirectoryLabel, out string? directory) && directory.Length > 0 && !Directory.Exists(directory)
        && !tasks.All.Any(task => task.State.Container == container);

    private async Task<bool> RemoveAsync(string id, string container)
    {
        try
        {
            using Run? run = tasks.Store.TryOpenId(id);
            if (run is null || !await RemoveContainerAsync(container).ConfigureAwait(false)) return false;
            tasks.BundleOf(container).Remove();
            tasks.Store.Remove(run);
            return true;
        }
        catch (Exception e) when (e is RunException or IOException)
        {
            log.Write(LogLevel.Debug, "a run could not be removed", ("run", id), ("error", e.Message));
            return false;
        }
    }

    // What a plugin left that was killed before the run was there, and what crun kept of a container whose bundle is gone.
    private async Task<int> RemoveStraysAsync(HashSet<string> known)
    {
        int count = 0;
        string kept = Path.Combine(tasks.Bundles, "crun");
        IEnumerable<string> bundles = Directory.EnumerateDirectories(tasks.Bundles, ContainerPrefix + "*");
        IEnumerable<string> containers = Directory.Exists(kept) ? Directory.EnumerateDirectories(kept, ContainerPrefix + "*") : [];
        foreach (string directory in bundles.Concat(containers).ToArray())
        {
            string container = Path.GetFileName(directory);
            if (known.Contains(container) || time.GetUtcNow() - Directory.GetLastWriteTimeUtc(directory) < tasks.Config.GarbageAge) continue;
            if (!await RemoveContainerAsync(container).ConfigureAwait(false)) continue;
            tasks.BundleOf(container).Remove();
            count++;
        }
        return count;
    }

    private async Task<bool> RemoveContainerAsync(string container)
    {
        Containers.Crun crun = tasks.OpenCrun();
        await crun.DeleteAsync(container, evenIfAlive: false).ConfigureAwait(false);
        if (!crun.Knows(container)) return true;
        log.Write(LogLevel.Warn, "a container of an allocation that is gone is still alive and was left alone", ("container", container));
        return false;
    }
}

// Constraints
//   Whoever asks for a run may be killed between any two steps; whoever reads may come at any time; two may ask for one name at once.
// Scheme
//   A run's directory carries a lock (flock(2)) from before its spec is written until its shim is gone: the asker takes it and hands the
//   open directory to the shim, so there is no moment at which neither holds it. Not locked and not ended means lost.

using System.Text;
using Drover.Engine;
using Drover.Engine.Descriptors;
using Drover.Engine.EventLoops;
using Drover.Engine.Pipelines;
using Drover.Runs.Control;
using Drover.Runs.Formats;

namespace Drover.Runs;

/// <summary>The durable runs of one state directory.</summary>
public sealed class RunStore : IDisposable
{
    /// <summary>The shim's number of the pipe that it reports the start on.</summary>
    public const int ReadyDescriptor = 3;

    /// <summary>The shim's number of the run's directory, open and locked.</summary>
    public const int DirectoryDescriptor = 4;

    private static readonly TimeSpan s_lockPatience = TimeSpan.FromSeconds(5);

    private readonly Descriptor _state;
    private readonly Descriptor _runs;
    private readonly Descriptor _liveDirectory;
    private readonly LiveRuns _live;
    private readonly IProcessEngine _engine;
    private readonly bool _ownsEngine;
    private readonly object _threadLock = new();

    /// <summary>Opens the state directory, making it if needed, and settles the runs that were lost since: what is left of them is ended.</summary>
    /// <param name="directory">Where; null for <see cref="StateDirectory.Default"/>.</param>
    /// <param name="engine">The engine that starts shims and takes their statuses; null for one of its own.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RunException">The directory can't be used.</exception>
    public RunStore(string? directory = null, IProcessEngine? engine = null, TimeProvider? time = null)
    {
        Directory = directory is null ? StateDirectory.Default : Path.GetFullPath(directory);
        Time = time ?? TimeProvider.System;
        _state = StateDirectory.Open(Directory);
        _runs = StateDirectory.OpenFolder(_state, Directory, "runs");
        _liveDirectory = StateDirectory.OpenFolder(_state, Directory, LiveRuns.Folder);
        StateDirectory.OpenFolder(_state, Directory, NameTable.Folder).Dispose();
        _live = new LiveRuns(_liveDirectory, _runs);
        _ownsEngine = engine is null;
        _engine = engine ?? new ProcessEngine(new EngineOptions { Loop = new EventLoop(), ChildSignals = ChildSignalSource.None });
        Names = new NameTable(this, _state);
        SettleLost();
    }

    /// <summary>The path of the state directory.</summary>
    public string Directory { get; }

    internal TimeProvider Time { get; }

    internal NameTable Names { get; }

    /// <summary>Starts a run, and returns when its command has been started or could not be.</summary>
    /// <remarks>
    /// From then on it depends on nobody. A command that could not be started is a run that has ended: <see cref="RunOutcome.StartFailed"/>.
    /// Callable from several threads at once, unless the store was given an engine whose loop has no thread of its own.
    /// </remarks>
    /// <exception cref="ArgumentException">The spec can't be met by anybody.</exception>
    /// <exception cref="RunException">The name is taken, the state directory is full, the shim is missing or broke.</exception>
    public Run Start(RunSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        ByteString shim = RunLauncher.LocateShim();
        // The first six bytes of a version 4 UUID are random ones of the kernel; RandomNumberGenerator would load OpenSSL for them.
        string id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 6));
        string making = RunPruning.MakingPrefix + id;
        Check(DirectoryFiles.MakeDirectory(making, _state), making);
        bool isMade = false, isLaunched = false;
        // Not the Run's own descriptor: whoever has this open file has the lock, which is to be the shim's alone once it runs.
        Descriptor? locked = null;
        try
        {
            locked = Descriptor.Open(making, OpenMode.Directory, directory: _state);
            if (!DirectoryFiles.TryLock(locked)) throw new RunException($"{making} in {Directory} is locked by another program. The run was not started.");
            // What is to be restored after a power failure must be on the disk before it runs.
            bool durable = spec.Restart == RestartPolicy.Always;
            Check(DirectoryFiles.Replace(locked, RunFiles.Spec, RunSpecFormat.Write(spec), durable: durable), making);
            Check(DirectoryFiles.Rename(_state, making, _runs, id), id);
            isMade = true;
            if (durable) Check(_runs.Sync(), id);
            Check(_live.Add(id), $"{LiveRuns.Folder}/{id}");
            if (spec.Name is not null) Names.Claim(spec.Name, id);
            isLaunched = true;
            RunLauncher.Launch(_engine, shim, RunPath(id), locked, spec);
            return new Run(this, id, Descriptor.Open(id, OpenMode.Directory, directory: _runs));
        }
        catch
        {
            // Once it has a status something may have been started for it: then it is lost, and says so.
            if (locked is not null && RunFiles.HasStatus(locked)) throw;
            if (isLaunched) _ = LostRuns.EndOrphans(id, null);
            RunRemoval.Remove(this, _state, isMade ? _runs : _state, isMade ? id : making);
            Forget(id, spec.Name);
            throw;
        }
        finally
        {
            locked?.Dispose();
            ReapShims();
        }
    }

    /// <summary>Starts a new attempt of a run that has ended, in the same directory and log.</summary>
    /// <exception cref="RunException">It is live, or the shim broke.</exception>
    public void StartAgain(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        ByteString shim = RunLauncher.LocateShim();
        using Descriptor locked = LockEnded(run, "Stop it first, or use 'drover restart'.");
        RunSpec spec = run.ReadSpec();
        Check(_live.Add(run.Id), $"{LiveRuns.Folder}/{run.Id}");
        try
        {
            if (spec.Name is not null) Names.Claim(spec.Name, run.Id);
        }
        catch
        {
            _live.Remove(run.Id);
            throw;
        }
        RunLauncher.Launch(_engine, shim, run.Directory, locked, spec);
        ReapShims();
    }

    /// <summary>Stops runs side by side, each as its spec or <paramref name="policy"/> says, and waits until nothing of them is left.</summary>
    /// <returns>Their statuses, in the same order; one with leftovers is still stopping.</returns>
    /// <exception cref="ControlException">A shim's socket is another user's.</exception>
    public IReadOnlyList<RunStatus> StopAll(IReadOnlyList<Run> runs, StopPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        // A stop goes on when its asker hangs up: so a thousand of them need one descriptor at a time.
        foreach (Run run in runs) run.RequestStop(policy);
        var statuses = new RunStatus[runs.Count];
        for (int i = 0; i < statuses.Length; i++) statuses[i] = runs[i].WaitForStop();
        return statuses;
    }

    /// <summary>Finds a run by name, id or a prefix that only one id or name has.</summary>
    /// <exception cref="RunException">There is none, or more than one.</exception>
    public Run Open(string reference)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        if (TryOpenId(reference) is { } exact) return exact;
        if (NameTable.IsValid(reference) && Names.Find(reference) is { } named && TryOpenId(named) is { } byName) return byName;
        List<string> found = [];
        foreach (string id in Ids())
            if (id.StartsWith(reference, StringComparison.Ordinal)) found.Add(id);
        foreach ((string name, string id) in Names.All())
            if (name.StartsWith(reference, StringComparison.Ordinal) && !found.Contains(id)) found.Add(id);
        if (found.Count == 1 && TryOpenId(found[0]) is { } only) return only;
        throw new RunException(found.Count > 1
            ? $"'{reference}' could be any of {found.Count} runs: {string.Join(", ", found.Take(5))}{(found.Count > 5 ? ", …" : "")}. Give more of the id."
            : $"No run is named '{reference}' or has an id that begins so. 'drover ps -a' lists all.");
    }

    /// <summary>The ids of all runs, in no order.</summary>
    public IReadOnlyList<string> Ids()
    {
        var ids = new List<string>();
        using Descriptor listing = Descriptor.Open(".", OpenMode.Directory, directory: _runs);
        foreach (ReadOnlySpan<byte> name in new DirectoryEntries(listing, stackalloc byte[8192])) ids.Add(Encoding.UTF8.GetString(name));
        return ids;
    }

    /// <summary>Opens the run of exactly that id; null when there is none.</summary>
    public Run? TryOpenId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length == 0 || id.Contains('/', StringComparison.Ordinal) || id[0] == '.') return null;
        Descriptor? directory = Descriptor.TryOpen(id, OpenMode.Directory, out int errno, directory: _runs);
        if (directory is null && errno != 2) throw new RunException($"{Path.Combine(Directory, "runs", id)}: {new SystemCallException("open", errno).Message}");
        return directory is null ? null : new Run(this, id, directory);
    }

    /// <summary>The statuses of all runs, oldest first. Those that were lost are settled; one whose files are damaged reads lost with the reason.</summary>
    public IReadOnlyList<RunStatus> List() => ReadStatuses(Ids());

    /// <summary>The statuses of the runs that have not ended, oldest first. The ended ones cost nothing.</summary>
    public IReadOnlyList<RunStatus> ListLive()
    {
        List<RunStatus> statuses = ReadStatuses(_live.Ids());
        statuses.RemoveAll(static s => s.State == RunState.Ended);
        return statuses;
    }

    /// <summary>Removes an ended run with its log.</summary>
    /// <exception cref="RunException">It is live, or can't be removed.</exception>
    public void Remove(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        using Descriptor locked = LockEnded(run, "Stop it first, or use 'drover rm --force'.");
        RemoveLocked(run);
    }

    /// <summary>Removes ended runs, and what killed programs left half made or half removed.</summary>
    /// <param name="policy">Which.</param>
    /// <param name="dryRun">Whether to say only what would be removed.</param>
    /// <returns>What was removed, or would be, newest first.</returns>
    public IReadOnlyList<PrunedRun> Prune(PrunePolicy policy, bool dryRun = false)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!dryRun) RunPruning.RemoveRemains(Directory, Time.GetUtcNow());
        return RunPruning.Prune(this, policy, dryRun);
    }

    /// <summary>Settles the runs whose shim was killed since they were last looked at: their orphans are ended and they read lost.</summary>
    /// <remarks>Opening the store does it. It costs a few microseconds for each live run.</remarks>
    public void SettleLost()
    {
        foreach (string id in _live.Abandoned())
        {
            try
            {
                using Run? run = TryOpenId(id);
                if (run is null || ReadStatus(run) is { State: RunState.Ended, Leftovers.IsEmpty: true }) _live.Remove(id);
            }
            catch (RunException)
            {
                // Its files are damaged: whoever asks for it is told.
            }
        }
    }

    /// <summary>Closes what it holds open. Runs go on.</summary>
    public void Dispose()
    {
        if (_ownsEngine)
        {
            _engine.Dispose();
            _engine.Loop.Dispose();
        }
        _liveDirectory.Dispose();
        _runs.Dispose();
        _state.Dispose();
    }

    internal string RunPath(string id) => Path.Combine(Directory, "runs", id);

    /// <summary>Refuses a start because of what the state directory did.</summary>
    /// <exception cref="RunException">There was an error.</exception>
    internal void Check(int errno, string path)
    {
        if (errno == 0) return;
        string advice = errno switch
        {
            28 or 122 => "Make room there, or name another state directory in DROVER_STATE",
            30 => "Name another state directory in DROVER_STATE",
            _ => "See 'drover doctor'",
        };
        throw new RunException($"The run was not started: {Path.Combine(Directory, path)}: {new SystemCallException("write", errno).Message}. {advice}.");
    }

    internal bool TryRemove(Run run)
    {
        using Descriptor? locked = TryLockEnded(run);
        if (locked is null) return false;
        RemoveLocked(run);
        return true;
    }

    /// <summary>Takes the lock of a run that has ended, so that nobody else removes it or starts it again; null when it is live.</summary>
    /// <remarks>A shim holds the lock a little longer than its last word says, and whoever only looks holds it for a moment.</remarks>
    internal Descriptor? TryLockEnded(Run run)
    {
        Descriptor locked = Descriptor.Open(".", OpenMode.Directory, directory: run.DirectoryDescriptor);
        long began = Time.GetTimestamp();
        for (int look = 0; !DirectoryFiles.TryLock(locked); look++)
        {
            bool hasEnded = RunFiles.TryReadStatus(run.DirectoryDescriptor)?.State == RunState.Ended;
            if (Time.GetElapsedTime(began) < (hasEnded ? s_lockPatience : TimeSpan.FromMilliseconds(20)))
            {
                Pause.Briefly(look);
                continue;
            }
            locked.Dispose();
            return null;
        }
        return locked;
    }

    internal RunStatus ReadStatus(Run run)
    {
        for (int look = 0; ; look++)
        {
            RunStatus? status = RunFiles.ReadStatus(run.DirectoryDescriptor, run.Directory);
            if (status is { State: RunState.Ended }) return status;
            if (run.IsHeld)
            {
                if (status is not null) return status;
                // Locked, and its shim has not written yet: it will, or it will end.
                Pause.Briefly(look);
                continue;
            }
            // It may have ended between the two looks.
            status = RunFiles.ReadStatus(run.DirectoryDescriptor, run.Directory);
            if (status is { State: RunState.Ended }) return status;
            if (LostRuns.Settle(run, Time) is { } settled) return settled;
            Pause.Briefly(look);
        }
    }

    private List<RunStatus> ReadStatuses(IReadOnlyList<string> ids)
    {
        var statuses = new List<RunStatus>(ids.Count);
        foreach (string id in ids)
        {
            try
            {
                using Run? run = TryOpenId(id);
                if (run is not null) statuses.Add(ReadStatus(run));
            }
            catch (RunException e)
            {
                statuses.Add(new RunStatus { Id = id, State = RunState.Ended, Outcome = RunOutcome.Lost, Reason = e.Message });
            }
        }
        statuses.Sort(static (a, b) => a.CreatedAt.CompareTo(b.CreatedAt));
        return statuses;
    }

    // A shim that has written its last word holds the lock for some microseconds more, and a reader that looks at it for even less.
    private Descriptor LockEnded(Run run, string advice) => TryLockEnded(run) ?? throw new RunException($"Run {run.Id} is live. {advice}");

    private void RemoveLocked(Run run)
    {
        string? name = RunFiles.TryReadName(run.DirectoryDescriptor);
        LostRuns.RemoveGroup(run);
        RunRemoval.Remove(this, _state, _runs, run.Id);
        Forget(run.Id, name);
    }

    private void Forget(string id, string? name)
    {
        _live.Remove(id);
        if (name is not null) Names.Release(name, id);
    }

    // Whoever starts shims is their parent, and has to take their statuses when they end, however long that is from now. Programs that start
    // none get no thread for it, and those that do get it when the run is under way already: it delays nothing.
    private void ReapShims()
    {
        if (!_ownsEngine) return;
        lock (_threadLock)
        {
            if (!_engine.Loop.HasThread) _engine.Loop.StartThread("drover-shims");
        }
    }
}

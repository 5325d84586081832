// Constraints
//   The client may call anything again, in any order, and after the plugin was killed or replaced; its handle is all that we get back. A task must never be started twice, and
//   a finished one must give the same answer until it is destroyed.
// Scheme
//   The durable run is the truth; this table only finds it quickly. Nothing is opened before the first task, because an agent starts the plugin twice to ask its name.

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Drover.Engine;
using Drover.Engine.Pipelines;
using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Nomad.Containers;
using Drover.Nomad.Nodes;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;
using Drover.Runs;

namespace Drover.Nomad.Tasks;

/// <summary>The tasks that this process knows.</summary>
internal sealed class TaskTable : IDisposable
{
    /// <summary>The label of a run with the directory of its allocation.</summary>
    public const string DirectoryLabel = "nomad.alloc_dir";

    /// <summary>The label of a run with the id of its container.</summary>
    public const string ContainerLabel = "nomad.container";

    private const string IdLabel = "nomad.id";
    private const int SlotCount = 8;

    private readonly ConcurrentDictionary<string, LiveTask> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<LiveTask>>> _starting = new(StringComparer.Ordinal);
    // One that takes long, because crun waits for a disk, holds nobody else up; a hundred at once would only wait for each other.
    private readonly SemaphoreSlim _slots = new(SlotCount);
    private readonly CrunImage _image = new();
    private readonly TimeProvider _time;
    private readonly Lock _opening = new();
    private ProcessEngine? _engine;
    private RunStore? _store;

    /// <summary>Makes one that knows none.</summary>
    public TaskTable(TimeProvider time) => _time = time;

    /// <summary>What the operator said.</summary>
    public PluginConfig Config { get; set; } = new();

    /// <summary>The engine that starts shims and crun.</summary>
    public ProcessEngine Engine
    {
        get
        {
            lock (_opening) return _engine ??= new ProcessEngine(new EngineOptions { ChildSignals = ChildSignalSource.None, Time = _time });
        }
    }

    /// <summary>The process with whose end tasks are stopped; null for none.</summary>
    public ProcessIdentity? EndsWith { get; init; }

    /// <summary>Is told of each task that this process has not known before.</summary>
    public Action<LiveTask>? Added { get; set; }

    /// <summary>The tasks that are known.</summary>
    public IEnumerable<LiveTask> All => _tasks.Values;

    /// <summary>The durable runs.</summary>
    /// <exception cref="RunException">The state directory can't be used.</exception>
    public RunStore Store
    {
        get
        {
            lock (_opening) return _store ??= new RunStore(Config.StateDirectory, _engine ??= new ProcessEngine(new EngineOptions { ChildSignals = ChildSignalSource.None, Time = _time }), _time);
        }
    }

    /// <summary>Where the bundles of containers are, and what crun keeps of them.</summary>
    public string Bundles => Path.Combine(Store.Directory, "nomad");

    /// <summary>The task of an id; null when it is not known.</summary>
    public LiveTask? Find(string id) => _tasks.GetValueOrDefault(id);

    /// <summary>How crun is called.</summary>
    public Crun OpenCrun() => new(Config.CrunPath, Path.Combine(Bundles, "crun"), ControlGroupLayout.Detect(), Engine) { Image = _image.Find(NodeSurvey.FindProgram(Config.CrunPath)) };

    /// <summary>Where files of a task's container are.</summary>
    public Bundle BundleOf(string container) => new(Path.Combine(Bundles, container));

    /// <summary>Starts a task; one that is known already is left alone.</summary>
    /// <exception cref="ConfigException">The job, or the node, has to be changed.</exception>
    /// <exception cref="RunException">It could not be started.</exception>
    public async Task<LiveTask> StartAsync(TaskConfig config)
    {
        if (Find(config.Id) is { } known) return known;
        // Who asks again while it is being started gets the same answer.
        Lazy<Task<LiveTask>> start = _starting.GetOrAdd(config.Id, static (_, self) => new(() => self.Table.StartNewAsync(self.Config)), (Table: this, Config: config));
        try
        {
            return await start.Value.ConfigureAwait(false);
        }
        finally
        {
            _starting.TryRemove(new KeyValuePair<string, Lazy<Task<LiveTask>>>(config.Id, start));
        }
    }

    /// <summary>Knows a task again that another process started, whether it still runs or has ended.</summary>
    /// <exception cref="FormatException">What the client kept can't be used.</exception>
    /// <exception cref="RunException">The run is gone.</exception>
    public LiveTask Recover(TaskConfig config, ReadOnlyMemory<byte> driverState)
    {
        if (Find(config.Id) is { } known) return known;
        TaskState state = TaskState.Read(driverState);
        Run run = Store.TryOpenId(state.RunId) ?? throw new RunException($"there is no run {state.RunId} in {Store.Directory}");
        var task = new LiveTask(config, state, run, Engine.Loop, CleanUpAsync);
        if (_tasks.TryAdd(config.Id, task))
        {
            Added?.Invoke(task);
            return task;
        }
        task.Dispose();
        return _tasks[config.Id];
    }

    /// <summary>Forgets a task and removes all that is left of it; one that runs is killed.</summary>
    public async Task DestroyAsync(LiveTask task, CancellationToken cancellation)
    {
        await task.StopAsync(Signal.KILL, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        // Not by its status: another plugin of the same state directory may have removed the run.
        await OpenCrun().DeleteAsync(task.State.Container).ConfigureAwait(false);
        OpenCrun().Groups.RemoveParents(task.Groups);
        BundleOf(task.State.Container).Remove();
        if (!_tasks.TryRemove(task.Config.Id, out _)) return;
        try
        {
            Store.Remove(task.Run);
        }
        catch (RunException) when (!Directory.Exists(task.Run.Directory))
        {
            // Removed by somebody else: that is what was wanted.
        }
        task.Dispose();
    }

    /// <summary>Removes what is left of a task that this process does not know: one that could not be recovered runs on, and would run twice.</summary>
    public async Task DestroyUnknownAsync(string id)
    {
        foreach (RunStatus status in Store.List())
        {
            if (!status.Labels.TryGetValue(IdLabel, out string? label) || label != id || !status.Labels.TryGetValue(ContainerLabel, out string? container)) continue;
            using Run? run = Store.TryOpenId(status.Id);
            if (run is null) continue;
            await Task.Run(() => run.Stop(StopPolicy.Kill)).ConfigureAwait(false);
            await OpenCrun().DeleteAsync(container).ConfigureAwait(false);
            BundleOf(container).Remove();
            Store.Remove(run);
        }
        // A plugin that was killed before the run was made has left no more than this.
        string name = TaskPlan.ContainerName(id);
        await OpenCrun().DeleteAsync(name).ConfigureAwait(false);
        BundleOf(name).Remove();
    }

    /// <summary>Knows no task any more. They go on.</summary>
    public void Dispose()
    {
        foreach (LiveTask task in _tasks.Values) task.Dispose();
        _store?.Dispose();
        _engine?.Dispose();
        _slots.Dispose();
        _image.Dispose();
    }

    private async Task<LiveTask> StartNewAsync(TaskConfig config)
    {
        await _slots.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Find(config.Id) is { } known) return known;
            TaskSettings settings = TaskSettings.Read(ConfigBlock.Read(config.MsgpackDriverConfig.Span));
            ContainerSpec spec = TaskPlan.Build(config, settings, Config);
            LiveTask task = await LaunchAsync(config, settings, spec).ConfigureAwait(false);
            _tasks[config.Id] = task;
            Added?.Invoke(task);
            return task;
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<LiveTask> LaunchAsync(TaskConfig config, TaskSettings settings, ContainerSpec spec)
    {
        Crun crun = OpenCrun();
        Directory.CreateDirectory(Bundles, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // What a plugin left that was killed at this very place.
        BundleOf(spec.Id).Remove();
        await crun.DeleteAsync(spec.Id).ConfigureAwait(false);
        Bundle bundle = Bundle.Create(Path.Combine(Bundles, spec.Id), spec, crun.Groups.PathOf(spec.Id, spec.GroupParent));
        Run? run = null;
        try
        {
            // It waits for the shim: the threads that answer calls are not to wait with it.
            run = await Task.Factory.StartNew(() => Store.Start(RunOf(config, settings, spec, bundle, crun)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            RunStatus status = run.ReadStatus();
            if (status.State == RunState.Ended && (status.Outcome == RunOutcome.StartFailed || !File.Exists(bundle.PidFile)))
                throw new RunException($"The container could not be created: {Crun.ReadError(bundle.Log) ?? status.Reason ?? $"crun ended with {status.LeaderStatus}"}");
            var state = new TaskState(run.Id, spec.Id, spec.UserId, spec.GroupId, settings.StopSignal.Number, status.StartedAt ?? status.CreatedAt);
            return new LiveTask(config, state, run, Engine.Loop, CleanUpAsync) { Runtime = spec.Runtime };
        }
        catch
        {
            await crun.DeleteAsync(spec.Id).ConfigureAwait(false);
            if (run is not null)
            {
                Store.Remove(run);
                run.Dispose();
            }
            bundle.Remove();
            throw;
        }
    }

    private RunSpec RunOf(TaskConfig config, TaskSettings settings, ContainerSpec spec, Bundle bundle, Crun crun) => new()
    {
        Command = crun.Create(spec.Id, bundle),
        WorkingDirectory = "/",
        Environment = ProcessEnvironment.Of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        Labels = ImmutableSortedDictionary<string, string>.Empty
            .AddRange(settings.Container.Labels).Add(IdLabel, config.Id).Add("nomad.task", config.Name).Add("nomad.alloc", config.AllocId).Add("nomad.job", config.JobName).Add(ContainerLabel, spec.Id)
            .Add(DirectoryLabel, config.AllocDir),
        StopSignal = settings.StopSignal,
        Container = new RunContainer
        {
            Start = crun.Start(spec.Id, bundle),
            PidFile = bundle.PidFile,
            Executable = crun.Image,
            HiddenMount = crun.Groups.HidesUnified ? ControlGroupLayout.UnifiedMount : (ByteString?)null,
            ControlGroups = [.. crun.Groups.DirectoriesOf(crun.Groups.PathOf(spec.Id, spec.GroupParent)).Select(directory => new ByteString(directory))],
        },
        ForwardOutput = FifoOf(config.StdoutPath),
        ForwardErrors = FifoOf(config.StderrPath),
        EndsWith = EndsWith,
        IsOutputDirect = settings.Container.IsOutputDirect,
    };

    // A job without log collection has /dev/null there.
    private static ByteString? FifoOf(string path) => path is "" or "/dev/null" ? (ByteString?)null : new ByteString(path);

    private Task CleanUpAsync(TaskState state, RunStatus status) => OpenCrun().DeleteAsync(state.Container);
}

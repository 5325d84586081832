using Drover.Engine.Descriptors;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tasks;
using Drover.Nomad.Tests.TestSupport;
using Drover.Runs;
using Drover.Testing;

namespace Drover.Nomad.Tests.Tasks;

/// <summary>Real containers of allocations that come and go; the time is ours.</summary>
public sealed class GarbageCollectorTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAllocation _allocation = new();
    private readonly ManualTime _time = new();
    private readonly HostLog _log = new(Descriptor.Open("/dev/null", OpenMode.ReadWriteExisting), TimeProvider.System);
    private TaskTable _tasks;

    public GarbageCollectorTests() => _tasks = Open();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (RunStatus status in _tasks.Store.List())
        {
            using Run? run = _tasks.Store.TryOpenId(status.Id);
            run?.Stop(Engine.Pipelines.StopPolicy.Kill);
            if (status.Labels.TryGetValue(TaskTable.ContainerLabel, out string? container)) await _tasks.OpenCrun().DeleteAsync(container);
        }
        _tasks.Dispose();
        _allocation.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Ended_task_of_an_allocation_that_is_gone_is_collected_some_time_later()
    {
        LiveTask task = await StartAsync("/bin/true");
        await task.Ended;
        (string run, string bundle) = (task.Run.Directory, _tasks.BundleOf(task.State.Container).Path);
        // Known to this process: a client may still ask.
        RemoveAllocation();
        _time.Advance(TimeSpan.FromHours(2));
        (await CollectAsync()).ShouldBe(0);
        Forget();
        (await CollectAsync()).ShouldBe(1);
        Directory.Exists(run).ShouldBeFalse();
        Directory.Exists(bundle).ShouldBeFalse();
        (await CollectAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_may_still_be_asked_for_stays()
    {
        LiveTask task = await StartAsync("/bin/true");
        await task.Ended;
        string run = task.Run.Directory;
        Forget();
        _time.Advance(TimeSpan.FromHours(2));
        // The allocation is there.
        (await CollectAsync()).ShouldBe(0);
        RemoveAllocation();
        _time.Advance(-TimeSpan.FromMinutes(90));
        // It ended half an hour ago.
        (await CollectAsync()).ShouldBe(0);
        _time.Advance(TimeSpan.FromHours(2));
        _tasks.Config = _tasks.Config with { CollectsGarbage = false };
        (await CollectAsync()).ShouldBe(0);
        Directory.Exists(run).ShouldBeTrue();
    }

    [Fact]
    public async Task Agent_that_was_away_for_hours_finds_its_task_as_it_ended()
    {
        LiveTask task = await StartAsync("/bin/sh", "-c", "exit 9");
        await task.Ended;
        (TaskConfig config, byte[] kept) = (task.Config, task.State.Write());
        // The plugin went with the agent, and another one collected garbage all the time.
        Forget();
        using var ending = new CancellationTokenSource();
        var garbage = new GarbageCollector(_tasks, _log, _time);
        Task running = garbage.RunAsync(ending.Token);
        for (TimeSpan away = TimeSpan.Zero; away < TimeSpan.FromHours(3); away += GarbageCollector.Interval)
        {
            await Eventually.IsTrueAsync(() => _time.Waiting == 1, TimeSpan.FromSeconds(30));
            _time.Advance(GarbageCollector.Interval);
        }
        await Eventually.IsTrueAsync(() => _time.Waiting == 1, TimeSpan.FromSeconds(30));
        garbage.Collected.ShouldBe(0);
        (await _tasks.Recover(config, kept).Ended).ExitCode.ShouldBe(9);
        await ending.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_lives_stays_whatever_became_of_its_allocation()
    {
        LiveTask task = await StartAsync("/bin/sleep", "1000");
        string id = task.Run.Id;
        RemoveAllocation();
        Forget();
        _time.Advance(TimeSpan.FromDays(30));
        (await CollectAsync()).ShouldBe(0);
        using Run run = _tasks.Store.TryOpenId(id).ShouldNotBeNull();
        run.ReadStatus().State.ShouldBe(RunState.Running);
    }

    [Fact]
    public async Task Container_that_lives_without_a_run_stays_and_a_bundle_without_one_goes_when_it_is_old()
    {
        LiveTask task = await StartAsync("/bin/sleep", "1000");
        string container = task.State.Container;
        var status = task.Run.ReadStatus();
        // As if the run's directory had been lost.
        Directory.Move(task.Run.Directory, _directory["moved"]);
        string stray = Path.Combine(_tasks.Bundles, "milo-stray");
        Directory.CreateDirectory(stray);
        Forget();
        (await CollectAsync()).ShouldBe(0);
        _time.Advance(TimeSpan.FromHours(2));
        (await CollectAsync()).ShouldBe(1);
        Directory.Exists(stray).ShouldBeFalse();
        Directory.Exists(_tasks.BundleOf(container).Path).ShouldBeTrue();
        status.Leader.IsAlive().ShouldBeTrue();
        Directory.Move(_directory["moved"], Path.Combine(_tasks.Store.Directory, "runs", status.Id));
    }

    [Fact]
    public async Task One_plugin_collects_at_a_time()
    {
        await (await StartAsync("/bin/true")).Ended;
        RemoveAllocation();
        Forget();
        _time.Advance(TimeSpan.FromHours(2));
        using (Descriptor other = Descriptor.Open(Path.Combine(_tasks.Bundles, "gc.lock"), OpenMode.Append))
        {
            DirectoryFiles.TryLock(other).ShouldBeTrue();
            (await CollectAsync()).ShouldBe(0);
        }
        (await CollectAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task It_is_done_now_and_then()
    {
        await (await StartAsync("/bin/true")).Ended;
        RemoveAllocation();
        Forget();
        using var ending = new CancellationTokenSource();
        var garbage = new GarbageCollector(_tasks, _log, _time);
        Task running = garbage.RunAsync(ending.Token);
        await Eventually.IsTrueAsync(() => _time.Waiting == 1);
        // Too young yet.
        _time.Advance(GarbageCollector.Delay);
        await Eventually.IsTrueAsync(() => _time.Waiting == 1, TimeSpan.FromSeconds(30));
        garbage.Collected.ShouldBe(0);
        _time.Advance(TimeSpan.FromHours(2));
        await Eventually.IsTrueAsync(() => garbage.Collected == 1, TimeSpan.FromSeconds(30));
        await ending.CancelAsync();
        await running;
    }

    private TaskTable Open() => new(TimeProvider.System) { Config = new PluginConfig { StateDirectory = _directory["state"] } };

    private async Task<LiveTask> StartAsync(string command, params string[] arguments)
    {
        TaskConfig config = _allocation.Task(("command", command), ("args", arguments));
        (config.StdoutPath, config.StderrPath) = ("/dev/null", "/dev/null");
        return await _tasks.StartAsync(config);
    }

    private Task<int> CollectAsync() => new GarbageCollector(_tasks, _log, _time).CollectAsync();

    // Another process of the plugin.
    private void Forget()
    {
        _tasks.Dispose();
        _tasks = Open();
    }

    // The directory of the allocation alone: it is found again by nobody.
    private void RemoveAllocation() => Directory.Move(_allocation[""].TrimEnd('/'), _directory["allocation"]);
}

using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;
using Drover.Nomad.Tasks;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Tasks;

public sealed class TaskTableTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAllocation _allocation = new();

    public void Dispose()
    {
        _allocation.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Start_that_takes_long_holds_up_no_other_and_is_the_same_for_who_asks_again()
    {
        // The first container waits to be created, as for a disk.
        string crun = _directory.WriteExecutable("crun", $"#!/bin/sh\ncase \"$*\" in *' create '*-00000001) : > {_directory["waits"]}; while [ ! -e {_directory["go"]} ]; do sleep 0.05; done;; esac\nexec crun \"$@\"\n");
        using var tasks = new TaskTable(TimeProvider.System) { Config = new PluginConfig { StateDirectory = _directory["state"], CrunPath = crun } };
        int added = 0;
        tasks.Added = _ => Interlocked.Increment(ref added);
        TaskConfig first = Task(), second = Task();
        Task<LiveTask> slow = tasks.StartAsync(first);
        await Eventually.IsTrueAsync(() => File.Exists(_directory["waits"]), TimeSpan.FromSeconds(30));
        Task<LiveTask> again = tasks.StartAsync(first);
        LiveTask quick = await tasks.StartAsync(second);
        (await quick.Ended).ExitCode.ShouldBe(0);
        slow.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(_directory["go"], "");
        (await again).ShouldBeSameAs(await slow);
        (await tasks.StartAsync(first)).ShouldBeSameAs(await slow);
        added.ShouldBe(2);
        foreach (LiveTask task in (LiveTask[])[await slow, quick]) await tasks.DestroyAsync(task, CancellationToken.None);
        tasks.Store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Task_whose_run_was_never_made_leaves_nothing_once_it_is_destroyed()
    {
        using var tasks = new TaskTable(TimeProvider.System) { Config = new PluginConfig { StateDirectory = _directory["state"] } };
        TaskConfig config = Task(), other = Task();
        // As a plugin leaves it that is killed in between.
        string bundle = tasks.BundleOf(TaskPlan.ContainerName(config)).Path, others = tasks.BundleOf(TaskPlan.ContainerName(other)).Path;
        foreach (string path in (string[])[bundle, others]) Directory.CreateDirectory(Path.Combine(path, "rootfs"));
        await tasks.DestroyUnknownAsync(config.Id);
        Directory.Exists(bundle).ShouldBeFalse();
        Directory.Exists(others).ShouldBeTrue();
        await tasks.DestroyUnknownAsync("/../..");
        Directory.Exists(others).ShouldBeTrue();
    }

    [Fact]
    public async Task Start_that_failed_may_be_tried_again()
    {
        string crun = _directory.WriteExecutable("crun", $"#!/bin/sh\n[ -e {_directory["go"]} ] || exit 1\nexec crun \"$@\"\n");
        using var tasks = new TaskTable(TimeProvider.System) { Config = new PluginConfig { StateDirectory = _directory["state"], CrunPath = crun } };
        TaskConfig config = Task();
        await Should.ThrowAsync<Drover.Runs.RunException>(tasks.StartAsync(config));
        await File.WriteAllTextAsync(_directory["go"], "");
        LiveTask task = await tasks.StartAsync(config);
        (await task.Ended).ExitCode.ShouldBe(0);
        await tasks.DestroyAsync(task, CancellationToken.None);
    }

    private TaskConfig Task()
    {
        TaskConfig config = _allocation.Task(("command", "/bin/true"));
        (config.StdoutPath, config.StderrPath) = ("/dev/null", "/dev/null");
        return config;
    }
}

using Drover.Runs;
using Drover.Shim.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Shim.Tests.Loads;

/// <summary>A store without an engine of somebody else's takes the statuses of the shims that it started.</summary>
[Collection(nameof(AloneCollection))]
public sealed class OwnEngineTests
{
    private const int Count = 100;

    [Fact]
    public async Task Program_that_started_a_hundred_runs_and_only_waits_keeps_nothing_of_them()
    {
        using var directory = new TestStore();
        using var store = new RunStore(directory.Path);
        // Whatever is opened once for good.
        Start(store, directory.Program("exit"));
        await Eventually.IsTrueAsync(() => store.ListLive().Count == 0);
        var before = new LeakCheck();
        for (int i = 0; i < Count; i++) Start(store, directory.Program("exit", "3"));
        // Nothing is asked of the store from here on: its own thread has to do it.
        await before.NothingLeftAsync(TimeSpan.FromSeconds(30));
        store.List().Count(status => status.ExitStatus == 3).ShouldBe(Count);
    }

    private static void Start(RunStore store, RunSpec spec) => store.Start(spec).Dispose();
}

using Drover.Runs.Formats;
using Drover.Testing;

namespace Drover.Runs.Tests;

public sealed class PruneTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Everything_ended_goes_and_nothing_live()
    {
        string[] ended = [End(1), End(2)];
        using Run live = _store.Start(_store.Program("obey") with { Name = "live" });
        _store.Store.Prune(new PrunePolicy(), dryRun: true).Select(p => p.Status.Id).ShouldBe(ended, ignoreOrder: true);
        _store.Store.Ids().Count.ShouldBe(3);
        _store.Store.Prune(new PrunePolicy()).Select(p => p.Status.Id).ShouldBe(ended, ignoreOrder: true);
        _store.Store.Ids().ShouldBe([live.Id]);
        live.ReadStatus().State.ShouldBe(RunState.Running);
    }

    [Fact]
    public void Age_chooses_and_the_latest_are_kept_whatever_their_age()
    {
        string old = End(1, TimeSpan.FromDays(10)), older = End(1, TimeSpan.FromDays(20)), young = End(1);
        Ids(new PrunePolicy { OlderThan = TimeSpan.FromDays(5) }).ShouldBe([old, older]);
        Ids(new PrunePolicy { OlderThan = TimeSpan.FromDays(5), KeepLatest = 2 }).ShouldBe([older]);
        Ids(new PrunePolicy { OlderThan = TimeSpan.FromDays(30) }).ShouldBeEmpty();
        Ids(new PrunePolicy { KeepLatest = 1 }).ShouldBe([old, older]);
        Ids(new PrunePolicy { KeepLatest = 3 }).ShouldBeEmpty();
        _ = young;
    }

    [Fact]
    public void Size_takes_the_oldest()
    {
        string first = End(100_000, TimeSpan.FromHours(3)), second = End(100_000, TimeSpan.FromHours(2)), third = End(100_000, TimeSpan.FromHours(1));
        Ids(new PrunePolicy { MaxBytes = 250_000 }).ShouldBe([first]);
        Ids(new PrunePolicy { MaxBytes = 150_000 }).ShouldBe([second, first]);
        Ids(new PrunePolicy { MaxBytes = 0 }).ShouldBe([third, second, first]);
        Ids(new PrunePolicy { MaxBytes = 0, KeepLatest = 2 }).ShouldBe([first]);
        _store.Store.Prune(new PrunePolicy { MaxBytes = 0 }, dryRun: true)[0].Bytes.ShouldBeInRange(100_000, 110_000);
    }

    [Fact]
    public void Filter_hides_runs_altogether()
    {
        End(1);
        string failed = End(1, exit: 3);
        Ids(new PrunePolicy { Filter = status => status.ExitStatus != 0 }).ShouldBe([failed]);
    }

    [Fact]
    public void Lost_run_is_ended_and_then_removed()
    {
        using Run run = _store.Start(_store.Program("double-fork", "--ignore-term"));
        TestStore.WaitUntilReady(run);
        run.ReadStatus().Shim.TrySignal(9);
        Eventually.IsTrue(() => !run.IsHeld);
        _store.Store.Prune(new PrunePolicy()).Single().Status.Outcome.ShouldBe(RunOutcome.Lost);
        _store.Alive().ShouldBeEmpty();
        _store.Store.Ids().ShouldBeEmpty();
    }

    [Fact]
    public void What_killed_programs_left_half_made_or_half_removed_goes_too()
    {
        string state = _store.Path;
        Directory.CreateDirectory(Path.Combine(state, "removed-0123456789ab"));
        File.WriteAllText(Path.Combine(state, "removed-0123456789ab", "out.log"), "x");
        string old = Directory.CreateDirectory(Path.Combine(state, "new-0123456789ab")).FullName;
        File.WriteAllText(Path.Combine(old, "spec.json"), "x");
        Directory.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-2));
        string fresh = Directory.CreateDirectory(Path.Combine(state, "new-aaaaaaaaaaaa")).FullName;

        _store.Store.Prune(new PrunePolicy(), dryRun: true);
        Directory.Exists(old).ShouldBeTrue();
        _store.Store.Prune(new PrunePolicy());
        // The fresh one may be in the making this very moment.
        Directory.GetDirectories(state).Select(Path.GetFileName).Order().ShouldBe(["live", "names", "new-aaaaaaaaaaaa", "runs"]);
        Directory.Delete(fresh);
    }

    private string[] Ids(PrunePolicy policy) => [.. _store.Store.Prune(policy, dryRun: true).Select(p => p.Status.Id)];

    private string End(int bytes, TimeSpan ago = default, int exit = 0)
    {
        (Run run, RunStatus status) = _store.Run(_store.Shell($"'{TestPrograms.Path}' write --bytes {bytes}; exit {exit}"));
        using (run)
        {
            Eventually.IsTrue(() => !run.IsHeld);
            File.WriteAllBytes(Path.Combine(run.Directory, "status.json"), RunStatusFormat.Write(status with { EndedAt = status.EndedAt - ago }));
            return run.Id;
        }
    }
}

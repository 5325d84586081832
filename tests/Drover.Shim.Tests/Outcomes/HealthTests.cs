using Drover.Runs;
using Drover.Testing;

namespace Drover.Shim.Tests.Outcomes;

public sealed class HealthTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(60);

    private readonly TestStore _store = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Health_follows_the_command_after_three_failures()
    {
        string sign = _directory["healthy"];
        using Run run = _store.Start(_store.Program("obey") with { HealthCommand = $"[ -e '{sign}' ]", HealthInterval = s_interval });
        run.ReadStatus().Health.ShouldBe("starting");
        Eventually.IsTrue(() => run.ReadStatus().Health == "unhealthy");
        File.WriteAllText(sign, "");
        Eventually.IsTrue(() => run.ReadStatus().Health == "healthy");
        // It reports; it ends nothing.
        run.ReadStatus().State.ShouldBe(RunState.Running);
        run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public void Check_that_hangs_is_killed_and_counts_as_failed()
    {
        using Run run = _store.Start(_store.Program("obey") with { HealthCommand = "trap '' TERM; sleep 77.25", HealthInterval = s_interval });
        Eventually.IsTrue(() => run.ReadStatus().Health == "unhealthy");
        run.Stop().Outcome.ShouldBe(RunOutcome.Stopped);
        _store.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Check_that_runs_at_the_end_keeps_nothing_alive()
    {
        using Run run = _store.Start(_store.Shell("sleep 0.4; exit 3") with { HealthCommand = "sleep 78.25", HealthInterval = TimeSpan.FromMilliseconds(200) });
        RunStatus status = run.Wait();
        status.Outcome.ShouldBe(RunOutcome.Exited);
        status.ExitStatus.ShouldBe(3);
        Eventually.IsTrue(() => !run.IsHeld);
        _store.Alive().ShouldBeEmpty();
    }
}

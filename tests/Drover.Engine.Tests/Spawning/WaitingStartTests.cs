using Drover.Engine.Processes;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Spawning;

public sealed class WaitingStartTests : ForkerTest
{
    [Fact]
    public void Start_returns_with_the_end_of_a_program_that_is_waited_for_alone() => Passes("wait-ends");

    [Fact]
    public void What_can_not_be_executed_is_told_with_its_error_number()
    {
        using var directory = new TemporaryDirectory();
        Passes(ProcessSpec.Of(TestPrograms.Forker, "wait-failures") with { WorkingDirectory = directory.Path });
    }

    [Fact]
    public void Caught_signal_ends_the_waiting_and_leaves_the_program_alone() => Passes("wait-signals");

    [Fact]
    public void No_status_is_lost_while_signals_come_at_any_moment()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["no-such-interpreter"], "#!/no/such/interpreter\n");
        File.SetUnixFileMode(directory["no-such-interpreter"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Passes(ProcessSpec.Of(TestPrograms.Forker, "wait-storm", "300") with { WorkingDirectory = directory.Path });
    }
}

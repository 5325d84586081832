using Drover.Engine.Processes;
using Drover.Engine.Signals;
using Drover.Engine.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Engine.Tests.Signals;

public sealed class SignalCatcherTests : ForkerTest
{
    [Fact]
    public void Under_the_JIT_it_says_that_nothing_can_be_caught()
    {
        SignalCatcher.IsSupported.ShouldBeFalse();
        SignalCatcher.Pending.ShouldBe(SignalSet.None);
        Should.Throw<PlatformNotSupportedException>(() => SignalCatcher.Set(Signal.USR1, SignalDisposition.Caught)).Message.ShouldContain("DroverCatchesSignals");
    }

    [Fact]
    public void Every_signal_but_four_is_caught_and_wakes_the_loop() => Passes("catch-all");

    [Fact]
    public void A_forked_stage_catches_for_itself_and_does_not_wake_its_parent() => Passes("catch-in-child");

    [Fact]
    public void A_caught_signal_ends_the_waiting_for_a_byte_and_a_child_does_not() => Passes("interrupted-read");

    [Fact]
    public void It_knows_what_was_ignored_at_entry_SIGPIPE_too()
    {
        Passes("entry").Trim().ShouldBe("");
        Passes(ProcessSpec.Of("/bin/sh", "-c", $"trap '' HUP PIPE USR2 TSTP; exec {TestPrograms.Forker} entry")).Trim().ShouldBe("1 12 13 20");
    }

    [Fact]
    public void A_program_starts_with_signals_ignored_without_the_help_of_another() => Passes(
        ProcessSpec.Of(TestPrograms.Forker, "ignored-child") with { Environment = ProcessEnvironment.Inherited.Set("DROVER_SHIM", "/nowhere").Set("PATH", "/usr/bin:/bin") });
}

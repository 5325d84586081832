using Drover.Engine.Forking;
using Drover.Engine.Processes;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Forking;

public sealed class ForkTests : ForkerTest
{
    [Fact]
    public void Under_the_JIT_it_is_refused_with_what_to_do_instead()
    {
        Fork.IsSupported.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => Engine.Start(ProcessSpec.OfFork("body", static () => 0))).Message.ShouldContain("Start the executable again");
    }

    [Fact]
    public void A_body_with_what_only_a_program_has_is_refused() =>
        Should.Throw<ArgumentException>(() => Engine.Start(ProcessSpec.OfFork("body", static () => 0) with { Arguments = ["x"] }));

    [Fact]
    public void It_is_refused_while_there_is_a_second_thread() => Passes("support");

    [Fact]
    public void What_the_body_returns_is_the_exit_status_and_an_exception_is_told() => Passes("status").ShouldContain("expected: told on standard error");

    [Fact]
    public void Forked_stages_fork_again_ten_deep_and_collect_garbage() => Passes("nested");

    [Fact]
    public void Two_thousand_one_after_the_other_lose_no_status() => Passes("sequential", "2000");

    [Fact]
    public void Two_hundred_at_once_lose_no_status() => Passes("at-once", "200");

    [Fact]
    public void Forked_stages_and_programs_share_kernel_pipes() => Passes("pipes");

    [Fact]
    public void A_body_starts_programs_by_an_engine_of_its_own() => Passes("engine-in-child");

    [Fact]
    public void A_child_holds_no_descriptor_of_its_parents_engine() => Passes("descriptors");

    [Fact]
    public void A_child_starts_with_default_and_ignored_dispositions() => Passes("dispositions");

    [Fact]
    public void A_pipeline_of_200_stages_leaves_no_pipe_end_in_its_last_stage() => Passes("long-pipeline", "200");

    [Fact]
    public void A_fork_beside_a_thousand_live_pipelines_leaves_them_alone() => Passes("many-alive", "1000");
}

using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Pipelines;

public sealed class StoppedPipelineTests : ForkerTest
{
    [Fact]
    public void Forked_and_other_stages_stop_by_the_terminals_key_and_go_on_in_the_foreground() => Passes("stops");
}

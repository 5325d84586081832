using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Processes;

public sealed class OwnProcessTests : ForkerTest
{
    [Fact]
    public void It_becomes_a_program_with_its_environment_descriptors_and_dispositions() => Passes("exec");

    [Fact]
    public void A_process_changes_its_group_umask_and_directory() => Passes("self");
}

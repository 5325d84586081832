using Drover.Engine.Processes;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Processes;

public sealed class OwnProcessTests : ForkerTest
{
    [Fact]
    public void The_heap_of_the_C_library_can_be_told_to_keep_what_was_freed() => OwnProcess.KeepFreedMemory(1 << 20, 1 << 16).ShouldBeTrue();

    [Fact]
    public void It_becomes_a_program_with_its_environment_descriptors_and_dispositions() => Passes("exec");

    [Fact]
    public void A_process_changes_its_group_umask_and_directory() => Passes("self");
}

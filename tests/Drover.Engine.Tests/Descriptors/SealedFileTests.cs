using System.Globalization;
using Drover.Engine.Descriptors;
using Drover.Engine.Processes;
using Drover.Engine.Tests.TestSupport;

namespace Drover.Engine.Tests.Descriptors;

public sealed class SealedFileTests : EngineTest
{
    private const int ENOENT = 2, EPERM = 1;

    [Fact]
    public void Copy_has_the_content_and_nobody_can_change_it()
    {
        string path = Temporary["file"];
        // More than one chunk.
        byte[] content = new byte[700_000];
        Random.Shared.NextBytes(content);
        File.WriteAllBytes(path, content);
        using Descriptor copy = SealedFile.TryCopy(path, out int errno).ShouldNotBeNull();
        errno.ShouldBe(0);
        OwnNumbers.IsInheritable(copy.Number).ShouldBeFalse();
        File.ReadAllBytes(PathOf(copy)).ShouldBe(content);
        copy.TryWrite("x"u8, out errno).ShouldBe(0);
        errno.ShouldBe(EPERM);
        copy.TryTruncate(0).ShouldBe(EPERM);
    }

    [Fact]
    public void Copy_of_a_program_is_executed_by_its_place_in_proc()
    {
        using Descriptor copy = SealedFile.TryCopy("/bin/echo", out _).ShouldNotBeNull();
        Run(ProcessSpec.Of(PathOf(copy), "from memory") with { Name = "echo" }).Output.ShouldBe("from memory\n");
    }

    [Fact]
    public void File_that_is_not_there_is_told_by_its_number()
    {
        SealedFile.TryCopy(Temporary["none"], out int errno).ShouldBeNull();
        errno.ShouldBe(ENOENT);
    }

    private static string PathOf(Descriptor copy) => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{copy.Number}");
}

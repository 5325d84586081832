using Drover.Testing;

namespace Drover.EndToEnd.Tests.TestSupport;

public sealed class ArtifactsTests
{
    [Fact]
    public void Executables_of_build_sh_are_found()
    {
        foreach (string path in (string[])[Artifacts.Drover, Artifacts.Shim, TestPrograms.Path])
            (File.GetUnixFileMode(path) & UnixFileMode.UserExecute).ShouldBe(UnixFileMode.UserExecute);
    }
}

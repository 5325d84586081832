using Drover.Testing;

namespace Drover.Architecture.Tests;

public sealed class ScriptTests
{
    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Artifacts.RepositoryRoot, "*.sh").Append(Artifacts.InRepository(".ci/run")).Append(Artifacts.InRepository("eng/check.sh"))
            .Select(path => Path.GetRelativePath(Artifacts.RepositoryRoot, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_has_the_run_bit_and_an_interpreter(string script)
    {
        string path = Artifacts.InRepository(script);
        const UnixFileMode all = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        (File.GetUnixFileMode(path) & all).ShouldBe(all);
        File.ReadLines(path).First().ShouldStartWith("#!/");
    }
}

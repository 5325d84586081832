using Drover.Testing;

namespace Drover.Shell.Tests.Scripts;

/// <summary>The scripts of tests/posix: each checks itself.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> PortableScripts => [.. Names("*-p.sh")];

    public static TheoryData<string> OwnScripts => [.. Names("*-x.sh"), .. Names("*-b.sh")];

    public static TheoryData<string, string, string> PortableScriptsOfOthers
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string script in Names("*-p.sh"))
            {
                if (File.Exists("/usr/bin/dash")) data.Add(script, "/usr/bin/dash", "");
                if (File.Exists("/usr/bin/bash")) data.Add(script, "/usr/bin/bash", "--posix");
            }
            foreach (string script in Names("*-b.sh"))
                if (File.Exists("/usr/bin/bash")) data.Add(script, "/usr/bin/bash", "");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PortableScripts))]
    public void Portable_script_finds_what_it_expects(string script) => ShellRun.Sh(PathOf(script)).ShouldBe(new ShellRun(0, ""));

    [Theory]
    [MemberData(nameof(OwnScripts))]
    public void Own_script_finds_what_it_expects(string script) => ShellRun.Drover(PathOf(script)).ShouldBe(new ShellRun(0, ""));

    [Theory]
    [MemberData(nameof(PortableScriptsOfOthers))]
    public void Portable_script_holds_in_other_shells(string script, string shell, string option)
    {
        using var directory = new TemporaryDirectory();
        string[] arguments = option.Length > 0 ? [option, PathOf(script)] : [PathOf(script)];
        ShellRun.Of(directory.Path, shell, arguments).ShouldBe(new ShellRun(0, ""));
    }

    private static string PathOf(string script) => Artifacts.InRepository("tests/posix/" + script);

    private static IEnumerable<string> Names(string pattern) =>
        Directory.EnumerateFiles(Artifacts.InRepository("tests/posix"), pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}

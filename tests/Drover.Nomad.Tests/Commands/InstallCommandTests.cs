using System.Text.Json;
using Drover.Nomad.Tests.TestSupport;
using Drover.Testing;

namespace Drover.Nomad.Tests.Commands;

public sealed class InstallCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Link => _directory["plugins/milo"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Link_is_made_once_and_a_check_says_whether_it_is_there()
    {
        (await InstallAsync("--check")).ShouldSatisfyAllConditions(
            result => result.Status.ShouldBe(1),
            result => result.Output.ShouldContain($"{Link} would be linked to {Testing.Artifacts.NomadDriver}."));
        Directory.Exists(_directory["plugins"]).ShouldBeFalse();
        (int status, string output, string errors) = await InstallAsync("--plugin", "jre_paths=/opt/a", "--plugin", "jre_paths=/opt/b", "--plugin", "allow_root=true", "--plugin", "log_level=debug");
        (status, errors).ShouldBe((0, ""));
        new FileInfo(Link).LinkTarget.ShouldBe(Testing.Artifacts.NomadDriver);
        output.ShouldContain("ok    container: /bin/true ran in one and was gone after ");
        output.ShouldContain($"ok    plugin link: {Link} → {Testing.Artifacts.NomadDriver}");
        output.ShouldContain($"It is installed. The agent's configuration needs this, and the agent a restart:\n\nplugin_dir = \"{_directory["plugins"]}\"\n\nplugin \"milo\" {{\n  config {{\n"
            + "    jre_paths = [\"/opt/a\", \"/opt/b\"]\n    allow_root = true\n    log_level = \"debug\"\n  }\n}\n");
        (await InstallAsync()).Output.ShouldContain("It was installed already.");
        (await InstallAsync("--check")).Status.ShouldBe(0);
    }

    [Fact]
    public async Task Link_to_another_build_is_replaced()
    {
        Directory.CreateDirectory(_directory["plugins"]);
        File.CreateSymbolicLink(Link, "/opt/older/nomad-driver-milo");
        (await InstallAsync()).Status.ShouldBe(0);
        new FileInfo(Link).LinkTarget.ShouldBe(Testing.Artifacts.NomadDriver);
    }

    [Theory]
    [InlineData("file", "is a file that drover did not put there. Remove it first if it is not needed.")]
    [InlineData("link", "is a link to /bin/ls, which is not this driver. Remove it first if it is not needed.")]
    [InlineData("directory", "is a directory. Remove it, or name another directory.")]
    public async Task What_somebody_else_put_there_stays(string kind, string message)
    {
        Directory.CreateDirectory(_directory["plugins"]);
        if (kind == "file") await File.WriteAllTextAsync(Link, "theirs");
        if (kind == "link") File.CreateSymbolicLink(Link, "/bin/ls");
        if (kind == "directory") Directory.CreateDirectory(Link);
        (int status, _, string errors) = await InstallAsync();
        errors.ShouldBe($"drover nomad install: {Link} {message}\n");
        status.ShouldBe(125);
        if (kind == "file") (await File.ReadAllTextAsync(Link)).ShouldBe("theirs");
        if (kind == "link") new FileInfo(Link).LinkTarget.ShouldBe("/bin/ls");
    }

    [Fact]
    public async Task Other_executables_and_a_directory_that_others_write_to_are_warned_of()
    {
        Directory.CreateDirectory(_directory["plugins"]);
        File.SetUnixFileMode(_directory["plugins"], (UnixFileMode)0b111_111_111);
        _directory.WriteExecutable("plugins/other", "#!/bin/sh\n");
        string output = (await InstallAsync()).Output;
        output.ShouldContain($"warn  plugin_dir: others may write to {_directory["plugins"]}, and root runs what is in it\n      → chmod go-w ");
        output.ShouldContain("there are other executables in");
        output.ShouldContain(": other; Nomad before 1.10 runs each of them as a plugin");
    }

    [Fact]
    public async Task Directory_must_be_named()
    {
        (int status, _, string errors) = await DriverProgram.RunAsync(_directory.Path, "install");
        (status, errors).ShouldBe((2, "drover nomad install: --plugin-dir is missing: name the agent's plugin_dir, such as /opt/nomad/plugins.\n"));
    }

    [Fact]
    public async Task Doctor_says_what_is_there_and_what_is_missing()
    {
        (int status, string output, _) = await DriverProgram.RunAsync(_directory.Path, "doctor", "--json", "--no-trial", "--plugin", "crun_path=/nowhere/crun", "--plugin-dir", _directory["plugins"]);
        status.ShouldBe(125);
        using JsonDocument findings = JsonDocument.Parse(output);
        JsonElement Finding(string check) => findings.RootElement.EnumerateArray().First(finding => finding.GetProperty("check").GetString() == check);
        Finding("crun").GetProperty("level").GetString().ShouldBe("fail");
        Finding("crun").GetProperty("message").GetString().ShouldBe("there is no /nowhere/crun");
        Finding("crun").GetProperty("advice").GetString().ShouldBe("apt-get install crun, or set crun_path in the plugin's configuration");
        Finding("java").GetProperty("level").GetString().ShouldBe("ok");
        Finding("control groups").GetProperty("level").GetString().ShouldBe("ok");
        Finding("drover-shim").GetProperty("message").GetString().ShouldBe(Testing.Artifacts.Shim);
        Finding("plugin link").GetProperty("advice").GetString().ShouldBe($"drover nomad install --plugin-dir {_directory["plugins"]}");
        (await DriverProgram.RunAsync(_directory.Path, "doctor")).ShouldSatisfyAllConditions(
            result => result.Status.ShouldBe(0),
            result => result.Output.ShouldStartWith("ok    root: containers can be made\n"),
            result => result.Output.ShouldContain("\nok    container: /bin/true ran in one and was gone after "));
    }

    private Task<(int Status, string Output, string Errors)> InstallAsync(params string[] words) => DriverProgram.RunAsync(_directory.Path, ["install", "--plugin-dir", _directory["plugins"], .. words]);
}

using Drover.Nomad.Containers;
using Drover.Testing;

namespace Drover.Nomad.Tests.Containers;

public sealed class JavaRuntimeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("JAVA_VERSION=\"17.0.15\"\nIMPLEMENTOR=\"Debian\"\n", "17.0.15", 17, "Debian")]
    [InlineData("JAVA_VERSION=\"1.8.0_372\"\n", "1.8.0_372", 8, "")]
    [InlineData("JVM_VARIANT=\"Openj9\"\r\nJAVA_VERSION = 21.0.2\r\nIMPLEMENTOR = 'IBM Corporation'\r\n", "21.0.2", 21, "IBM Corporation")]
    [InlineData("SEMANTIC_VERSION=\"11.0.20+8\"\nnonsense\n=\n", "11.0.20+8", 11, "")]
    [InlineData("JAVA_VERSION=\"\"\nJAVA_RUNTIME_VERSION=\"25-ea+9\"\n", "25-ea+9", 25, "")]
    public void Release_file_is_read_as_it_comes(string release, string version, int major, string vendor)
    {
        JavaRuntime runtime = JavaRuntime.TryRead(Make("jre", release)).ShouldNotBeNull();
        (runtime.Version, runtime.Major, runtime.Vendor).ShouldBe((version, major, vendor));
    }

    [Theory]
    [InlineData("jdk-11.0.2", 11)]
    [InlineData("java-8-openjdk-amd64", 8)]
    [InlineData("jdk1.8.0_202", 8)]
    [InlineData("zulu17.40.19-ca-jre", 17)]
    [InlineData("8u392-b08", 8)]
    [InlineData("current", null)]
    public void Without_one_its_name_may_say(string name, int? major) => JavaRuntime.TryRead(Make(name, null))?.Major.ShouldBe(major.GetValueOrDefault());

    [Fact]
    public void Nameless_directory_without_a_release_file_is_no_jre() => JavaRuntime.TryRead(Make("current", null)).ShouldBeNull();

    [Fact]
    public void All_are_found_once_and_the_newest_first()
    {
        Make("jvm/a", "JAVA_VERSION=\"17.0.9\"\n");
        Make("jvm/b", "JAVA_VERSION=\"17.0.15\"\n");
        Make("jvm/c", "JAVA_VERSION=\"1.8.0_372\"\n");
        Make("home", "JAVA_VERSION=\"9.0.4\"\n");
        Directory.CreateDirectory(_directory["jvm/none"]);
        Directory.CreateSymbolicLink(_directory["jvm/link"], "b");
        Directory.CreateSymbolicLink(_directory["jvm/broken"], "nowhere");
        IReadOnlyList<JavaRuntime> found = JavaRuntime.Find([_directory["home"], _directory["absent"]], [_directory["jvm"]]);
        found.Select(runtime => runtime.Version).ShouldBe(["17.0.15", "17.0.9", "9.0.4", "1.8.0_372"]);
        found[0].Home.ShouldBe(_directory["jvm/b"]);
    }

    [Theory]
    [InlineData("17.0.15", "17", true)]
    [InlineData("17.0.15", "17.0", true)]
    [InlineData("17.0.15", "17.0.15", true)]
    [InlineData("17.0.15", "17.0.1", false)]
    [InlineData("17.0.15", "1", false)]
    [InlineData("1.8.0_372", "8", true)]
    [InlineData("1.8.0_372", "1.8", true)]
    public void Version_is_asked_for_in_part_or_whole(string version, string wanted, bool expected) => new JavaRuntime("/x", version, "").Is(wanted).ShouldBe(expected);

    [Fact]
    public void What_its_files_lead_to_comes_with_it()
    {
        string home = Make("opt/jre", "JAVA_VERSION=\"17\"\n");
        Directory.CreateDirectory(_directory["opt/jre/lib/security"]);
        Directory.CreateDirectory(_directory["pki"]);
        File.WriteAllText(_directory["pki/cacerts"], "");
        File.CreateSymbolicLink(_directory["opt/jre/lib/security/cacerts"], "../../../../pki/cacerts");
        File.CreateSymbolicLink(_directory["opt/jre/lib/own"], "security");
        File.CreateSymbolicLink(_directory["opt/jre/lib/broken"], "/nowhere");
        JavaRuntime.TryRead(home)!.Mounts().Select(mount => mount.Target).ShouldBe([home, _directory["pki/cacerts"]]);
        new JavaRuntime("/usr/lib/jvm/x", "17", "").Mounts().ShouldBeEmpty();
    }

    private string Make(string path, string? release)
    {
        Directory.CreateDirectory(_directory[path + "/bin"]);
        File.WriteAllText(_directory[path + "/bin/java"], "");
        if (release is not null) File.WriteAllText(_directory[path + "/release"], release);
        return _directory[path];
    }
}

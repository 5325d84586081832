using Drover.Engine;
using Drover.Nomad.Containers;
using Drover.Testing;

namespace Drover.Nomad.Tests.Containers;

public sealed class CrunImageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CrunImage _image = new();

    public void Dispose()
    {
        _image.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void One_copy_serves_until_the_program_is_another()
    {
        string crun = _directory["crun"];
        File.Copy("/bin/true", crun);
        ByteString first = _image.Find(crun).ShouldNotBeNull();
        File.ReadAllBytes(first.ToString()).ShouldBe(File.ReadAllBytes("/bin/true"));
        _image.Find(crun).ShouldBe(first);
        File.Copy("/bin/false", crun, overwrite: true);
        File.SetLastWriteTimeUtc(crun, DateTime.UnixEpoch);
        ByteString second = _image.Find(crun).ShouldNotBeNull();
        File.ReadAllBytes(second.ToString()).ShouldBe(File.ReadAllBytes("/bin/false"));
        // A start may be under way with the one of before.
        File.Exists(first.ToString()).ShouldBeTrue();
    }

    [Fact]
    public void What_is_no_executable_of_its_own_keeps_its_path()
    {
        string script = _directory["crun"];
        File.WriteAllText(script, "#!/bin/sh\nexec crun \"$@\"\n");
        _image.Find(script).ShouldBeNull();
        _image.Find(_directory["none"]).ShouldBeNull();
        _image.Find(null).ShouldBeNull();
    }
}

using Drover.Nomad.Containers;
using Drover.Testing;

namespace Drover.Nomad.Tests.Containers;

/// <summary>Directories that stand in for control groups of machines that this one is not.</summary>
public sealed class ControlGroupLayoutTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Version_2_has_one_directory_and_goes_into_the_clients_group()
    {
        File.WriteAllText(_directory["cgroup.controllers"], "cpu memory pids\n");
        string scope = _directory["nomad.slice/share.slice/a.app.scope"];
        Directory.CreateDirectory(scope);
        ControlGroupLayout layout = ControlGroupLayout.Detect(_directory.Path);
        (layout.Version, layout.HidesUnified).ShouldBe((2, false));
        layout.PathOf("c").ShouldBe("/drover/c");
        layout.PathOf("c", _directory["nomad.slice/none.scope"]).ShouldBe("/drover/c");
        layout.PathOf("c", "/somewhere/else").ShouldBe("/drover/c");
        string path = layout.PathOf("c", scope);
        path.ShouldBe("/nomad.slice/share.slice/a.app.scope/drover/c");
        string group = layout.DirectoriesOf(path).Single();
        group.ShouldBe(scope + "/drover/c");
        // The client could not remove its own while ours is there.
        Directory.CreateDirectory(group);
        layout.RemoveParents([group]);
        Directory.Exists(group).ShouldBeTrue();
        Directory.Delete(group);
        layout.RemoveParents([group]);
        Directory.EnumerateFileSystemEntries(scope).ShouldBeEmpty();
        Directory.CreateDirectory(_directory["drover"]);
        layout.RemoveParents([_directory["drover/c"]]);
        Directory.Exists(_directory["drover"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("hugetlb\n", true)]
    [InlineData("\n", false)]
    [InlineData(null, false)]
    public void Version_1_has_a_directory_for_each_controller(string? unified, bool hides)
    {
        foreach (string controller in (string[])["memory", "cpu,cpuacct", "pids", "unified"])
        {
            Directory.CreateDirectory(_directory[controller]);
            File.WriteAllText(_directory[controller + "/cgroup.procs"], "");
        }
        Directory.CreateSymbolicLink(_directory["cpu"], "cpu,cpuacct");
        if (unified is not null) File.WriteAllText(_directory["unified/cgroup.controllers"], unified);
        ControlGroupLayout layout = ControlGroupLayout.Detect(_directory.Path);
        (layout.Version, layout.HidesUnified).ShouldBe((1, hides));
        layout.DirectoriesOf(layout.PathOf("c", _directory["memory"])).Order(StringComparer.Ordinal)
            .ShouldBe([_directory["cpu,cpuacct/drover/c"], _directory["memory/drover/c"], _directory["pids/drover/c"]]);
    }

    [Fact]
    public void Nothing_mounted_is_version_0() => ControlGroupLayout.Detect(_directory.Path).ShouldSatisfyAllConditions(layout => layout.Version.ShouldBe(0), layout => layout.Roots.ShouldBeEmpty());
}

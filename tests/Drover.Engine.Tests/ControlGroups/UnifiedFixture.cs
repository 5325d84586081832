using Drover.Engine.ControlGroups;

namespace Drover.Engine.Tests.ControlGroups;

/// <summary>Plain directories that stand in for a version 2 hierarchy, in which the kernel's files are made as the kernel makes them.</summary>
/// <remarks>It shows which directories are made and what is written where; what a kernel would answer to it is for the tests on real ones.</remarks>
internal sealed class UnifiedFixture : IDisposable
{
    private readonly TestDirectory _directory = new();

    public UnifiedFixture() => Populate(Point, "memory cpu pids", "", isRoot: true);

    public string Point => _directory.Path;

    public string MountInfo(string options = "rw") => $"30 23 0:26 / {Point} {options},nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

    public string Read(string name) => _directory.Read(name);

    public void Group(string name, string controllers, string subtreeControl, string procs = "") =>
        Populate($"{Point}/{name}", controllers, subtreeControl, isRoot: false, procs);

    public ControlGroupHierarchy Hierarchy(string own, string options = "rw", Func<string, int>? checkWritable = null) =>
        ControlGroupHierarchy.Parse($"0::{own}\n", MountInfo(options), checkWritable);

    /// <summary>As the kernel populates a directory that was made beneath a group which passes all controllers on.</summary>
    public void Populate(string directory)
    {
        Populate(directory, "memory cpu pids", "", isRoot: false);
        foreach (string file in (string[])["memory.max", "memory.high", "memory.swap.max", "cpu.max", "cpu.weight", "pids.max"])
            File.WriteAllText($"{directory}/{file}", "");
    }

    public void Dispose() => _directory.Dispose();

    private static void Populate(string directory, string controllers, string subtreeControl, bool isRoot, string procs = "")
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText($"{directory}/cgroup.controllers", controllers + "\n");
        File.WriteAllText($"{directory}/cgroup.subtree_control", subtreeControl);
        File.WriteAllText($"{directory}/cgroup.procs", procs);
        if (!isRoot) File.WriteAllText($"{directory}/cgroup.events", "populated 0\nfrozen 0\n");
    }
}

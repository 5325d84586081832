using System.Collections.Immutable;

namespace Drover.Nomad.Containers;

/// <summary>How control groups are mounted on this machine, as far as containers are concerned.</summary>
/// <param name="Version">1, 2, or 0 when there are none.</param>
/// <param name="HidesUnified">
/// Whether version 2 is mounted beside version 1 and has controllers: crun then refuses to create anything, unless that mount is hidden from it.
/// </param>
/// <param name="Roots">The directories beneath which a group is made in each hierarchy.</param>
internal sealed record ControlGroupLayout(int Version, bool HidesUnified, ImmutableArray<string> Roots)
{
    /// <summary>The directory between a root and our groups: what <see cref="Engine.ControlGroups.ControlGroup.Open"/> takes for ours.</summary>
    public const string Parent = "drover";

    /// <summary>Where hybrid machines mount version 2.</summary>
    public const string UnifiedMount = "/sys/fs/cgroup/unified";

    /// <summary>Looks at a machine.</summary>
    /// <param name="mount">Where control groups are mounted.</param>
    public static ControlGroupLayout Detect(string mount = "/sys/fs/cgroup")
    {
        if (File.Exists(Path.Combine(mount, "cgroup.controllers"))) return new ControlGroupLayout(2, false, [mount]);
        if (!Directory.Exists(Path.Combine(mount, "memory"))) return new ControlGroupLayout(0, false, []);
        string controllers = Path.Combine(mount, "unified", "cgroup.controllers");
        bool isHybrid = File.Exists(controllers) && File.ReadAllText(controllers).Trim().Length > 0;
        return new ControlGroupLayout(1, isHybrid, [.. Directory.EnumerateDirectories(mount)
            .Where(directory => Path.GetFileName(directory) != "unified" && new DirectoryInfo(directory).LinkTarget is null && File.Exists(Path.Combine(directory, "cgroup.procs")))]);
    }

    /// <summary>The path of a container's group as an OCI configuration has it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="parent">The group that the client has made for the task; with version 2 ours is in it, so that the client's own end of it ends ours.</param>
    public string PathOf(string container, string parent = "")
    {
        if (Version != 2 || !parent.StartsWith(Roots[0] + "/", StringComparison.Ordinal) || !Directory.Exists(parent)) return $"/{Parent}/{container}";
        return $"{parent[Roots[0].Length..].TrimEnd('/')}/{Parent}/{container}";
    }

    /// <summary>The directories of a group.</summary>
    /// <param name="path">What <see cref="PathOf"/> gave.</param>
    public ImmutableArray<string> DirectoriesOf(string path) => [.. Roots.Select(root => root + path)];

    /// <summary>Removes what was made for a group between the client's and ours; the client could not remove its own otherwise.</summary>
    /// <param name="directories">The group's directories.</param>
    public void RemoveParents(IEnumerable<string> directories)
    {
        foreach (string parent in directories.Select(directory => Path.GetDirectoryName(directory)!).Where(parent => !Roots.Contains(Path.GetDirectoryName(parent)!) && Directory.Exists(parent)))
        {
            if (!Directory.EnumerateDirectories(parent).Any()) Directory.Delete(parent);
        }
    }
}

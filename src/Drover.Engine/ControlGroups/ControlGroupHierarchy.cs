// Constraints
//   Version 1 has a hierarchy for each controller, version 2 one for all, and a hybrid machine both. In version 2 a group (save the root)
//   that holds processes can't pass controllers on to groups beneath it (cgroups(7), "no internal processes"), and we move nobody.
// Scheme
//   Parse both files under /proc/self into data, then look at the directories. Ours are made beneath our own group; in version 2, where
//   that can't pass a controller on, beneath the nearest group above that can, but never above a .service: its limits were meant for us.
//   Inside one of our own groups the next is made beside it, not in it: a group can't be removed while another is in it.

namespace Drover.Engine.ControlGroups;

/// <summary>Which control groups this process could make, and where; the reason, where it can't.</summary>
public sealed record ControlGroupHierarchy
{
    /// <summary>The directory between the group we start from and the groups we make.</summary>
    internal const string OwnDirectory = "drover";

    private static readonly ControllerKind[] s_limiting = [ControllerKind.Memory, ControllerKind.Cpu, ControllerKind.Pids];
    private readonly Controller[] _controllers;

    private ControlGroupHierarchy(Controller[] controllers) => _controllers = controllers;

    /// <summary>All four controllers, in the order of <see cref="ControllerKind"/>.</summary>
    public IReadOnlyList<Controller> Controllers => _controllers;

    /// <summary>The version 2 group beneath which ours are made: even without any controller it ends all its processes at once. Null when there is none for us.</summary>
    public string? UnifiedDirectory { get; internal init; }

    /// <summary>Where a controller is and whether we may use it.</summary>
    public Controller this[ControllerKind kind] => _controllers[(int)kind];

    /// <summary>Looks at this machine as it is now, from this process's own groups.</summary>
    public static ControlGroupHierarchy Detect() =>
        Parse(GroupFiles.Read("/proc/self/cgroup") ?? "", GroupFiles.Read("/proc/self/mountinfo") ?? "");

    /// <summary>As <see cref="Detect"/>, from given texts; reads only the directories that they name.</summary>
    /// <param name="ownGroups">As /proc/self/cgroup.</param>
    /// <param name="mountInfo">As /proc/self/mountinfo.</param>
    /// <param name="checkWritable">Says whether directories can be made in one: 0 or an error number. Null to ask the kernel.</param>
    internal static ControlGroupHierarchy Parse(string ownGroups, string mountInfo, Func<string, int>? checkWritable = null)
    {
        checkWritable ??= GroupFiles.CheckWritable;
        List<GroupMount> mounts = GroupMount.Parse(mountInfo);
        UnifiedBase unified = UnifiedBase.Find(mounts, OwnGroup(ownGroups, ""), checkWritable);
        var controllers = new Controller[s_limiting.Length + 1];
        foreach (ControllerKind kind in s_limiting)
            controllers[(int)kind] = FindV1(kind, mounts, ownGroups, checkWritable) ?? unified.Controller(kind);
        controllers[(int)ControllerKind.Freezer] = FindV1(ControllerKind.Freezer, mounts, ownGroups, checkWritable) ?? unified.Freezer();
        return new ControlGroupHierarchy(controllers) { UnifiedDirectory = unified.Obstacle is null ? unified.Directory : null };
    }

    /// <summary>Why groups can't be made beneath a group; null when they can.</summary>
    internal static string? ObstacleAt(string directory, GroupMount mount, Func<string, int> checkWritable)
    {
        if (mount.IsReadOnly) return $"{mount.Title} is mounted read-only at {mount.Point}";
        string ours = $"{directory}/{OwnDirectory}";
        string target = GroupFiles.Exists(ours) ? ours : directory;
        return checkWritable(target) switch
        {
            0 => null,
            Interop.Errno.EROFS => $"{mount.Title} is mounted read-only at {mount.Point}",
            Interop.Errno.ENOENT => $"there is no {target}, the group that this process is in",
            Interop.Errno.EACCES or Interop.Errno.EPERM => $"no permission to create a directory under {target}",
            var errno => $"no directory can be created under {target}: {Interop.Errno.Describe(errno)}",
        };
    }

    /// <summary>The group to start from: our own, or, when that is one of those we make, the one beneath which it was made.</summary>
    internal static string StartingGroup(string group)
    {
        int at = group.LastIndexOf($"/{OwnDirectory}/", StringComparison.Ordinal);
        return at < 0 ? group : at == 0 ? "/" : group[..at];
    }

    private static Controller? FindV1(ControllerKind kind, List<GroupMount> mounts, string ownGroups, Func<string, int> checkWritable)
    {
        string name = Controller.NameOf(kind);
        GroupMount? mount = mounts.Find(m => !m.IsReadOnly && Array.IndexOf(m.Controllers, name) >= 0)
            ?? mounts.Find(m => Array.IndexOf(m.Controllers, name) >= 0);
        if (mount is null) return null;
        string group = StartingGroup(OwnGroup(ownGroups, name) ?? "/");
        string? directory = mount.Locate(group);
        string? obstacle = directory is null
            ? $"the {name} group of this process, {group}, is outside of what is mounted at {mount.Point}"
            : ObstacleAt(directory, mount, checkWritable);
        return new Controller(kind, ControlGroupVersion.V1, directory, obstacle);
    }

    // "4:memory:/user/x" for version 1, "0::/user/x" for version 2, which is asked for by "".
    private static string? OwnGroup(string ownGroups, string controller)
    {
        foreach (string line in GroupFiles.Lines(ownGroups))
        {
            string[] fields = line.Split(':', 3);
            if (fields.Length == 3 && Array.IndexOf(fields[1].Split(','), controller) >= 0) return fields[2];
        }
        return null;
    }
}

namespace Drover.Engine.ControlGroups;

/// <summary>The version 2 group beneath which ours are made, and which controllers it can pass on to them.</summary>
internal sealed class UnifiedBase
{
    private static readonly ControllerKind[] s_kinds = [ControllerKind.Memory, ControllerKind.Cpu, ControllerKind.Pids];
    private readonly string?[] _obstacles = new string?[s_kinds.Length];

    private UnifiedBase(string? directory, string? obstacle)
    {
        Directory = directory;
        Obstacle = obstacle;
    }

    /// <summary>The group; null when there is no version 2 here.</summary>
    public string? Directory { get; }

    /// <summary>Why nothing can be made there; null when it can.</summary>
    public string? Obstacle { get; }

    /// <summary>Chooses the nearest group, from our own upwards, that passes on the most.</summary>
    public static UnifiedBase Find(List<GroupMount> mounts, string? ownGroup, Func<string, int> checkWritable)
    {
        GroupMount? mount = mounts.Find(static m => m.Version == ControlGroupVersion.V2 && !m.IsReadOnly)
            ?? mounts.Find(static m => m.Version == ControlGroupVersion.V2);
        if (mount is null || ownGroup is null) return new UnifiedBase(null, "cgroup2 is not mounted");
        string group = ControlGroupHierarchy.StartingGroup(ownGroup);
        string? directory = mount.Locate(group);
        if (directory is null) return new UnifiedBase(null, $"the group of this process, {group}, is outside of what cgroup2 shows at {mount.Point}");

        UnifiedBase best = At(directory, mount, checkWritable);
        while (best.Missing > 0 && directory != mount.Point && !directory.EndsWith(".service", StringComparison.Ordinal))
        {
            directory = directory[..directory.LastIndexOf('/')];
            UnifiedBase above = At(directory, mount, checkWritable);
            if (above.Obstacle is not null) break;
            if (above.Missing < best.Missing || best.Obstacle is not null) best = above;
        }
        return best;
    }

    /// <summary>What there is to say of a controller that version 1 does not have.</summary>
    public Controller Controller(ControllerKind kind)
    {
        string? obstacle = Obstacle ?? _obstacles[(int)kind];
        return Directory is null
            ? new Controller(kind, null, null, $"the {ControlGroups.Controller.NameOf(kind)} controller is not mounted as version 1, and {obstacle}")
            : new Controller(kind, ControlGroupVersion.V2, Directory, obstacle);
    }

    /// <summary>The freezer, which every group of version 2 has.</summary>
    public Controller Freezer() => Directory is null
        ? new Controller(ControllerKind.Freezer, null, null, $"the freezer controller is not mounted as version 1, and {Obstacle}")
        : new Controller(ControllerKind.Freezer, ControlGroupVersion.V2, Directory, Obstacle);

    private int Missing => Obstacle is not null ? s_kinds.Length : Array.FindAll(_obstacles, static o => o is not null).Length;

    private static UnifiedBase At(string directory, GroupMount mount, Func<string, int> checkWritable)
    {
        var found = new UnifiedBase(directory, ControlGroupHierarchy.ObstacleAt(directory, mount, checkWritable));
        if (found.Obstacle is not null) return found;
        foreach (ControllerKind kind in s_kinds) found._obstacles[(int)kind] = ObstacleTo(kind, directory, mount, checkWritable);
        return found;
    }

    private static string? ObstacleTo(ControllerKind kind, string directory, GroupMount mount, Func<string, int> checkWritable)
    {
        string name = ControlGroups.Controller.NameOf(kind);
        string passesOn = $"{directory}/cgroup.subtree_control";
        if (GroupFiles.HasWord(passesOn, name)) return null;
        // Only the root of the hierarchy has no cgroup.events, and only it may hold processes and pass controllers on.
        bool isRoot = !GroupFiles.Exists($"{directory}/cgroup.events");
        if (!GroupFiles.HasWord($"{directory}/cgroup.controllers", name))
        {
            return isRoot || directory == mount.Point
                ? $"controller {name} is not offered by cgroup2 at {mount.Point}"
                : $"controller {name} is not delegated in cgroup.subtree_control of {directory[..directory.LastIndexOf('/')]}";
        }
        if (!isRoot && !string.IsNullOrWhiteSpace(GroupFiles.Read($"{directory}/cgroup.procs")))
            return $"{directory} holds processes itself, so that it can't pass controller {name} on to groups beneath it";
        return checkWritable(passesOn) == 0 ? null : $"no permission to enable controller {name} in {passesOn}";
    }
}

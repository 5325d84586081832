using Drover.Engine.Interop;

namespace Drover.Engine.ControlGroups;

/// <summary>Makes the directories of one group, all or none.</summary>
/// <param name="hierarchy">Where groups can be made.</param>
/// <param name="name">The group's name.</param>
/// <param name="populate">Called for each new directory; stands in for the kernel in tests on plain directories.</param>
internal sealed class ControlGroupBuilder(ControlGroupHierarchy hierarchy, string name, Action<string>? populate)
{
    private readonly List<string> _made = [];

    public ControlGroup Build(ControlGroupSpec spec)
    {
        IReadOnlyList<ControllerKind> needed = spec.Controllers;
        Require(needed);
        try
        {
            foreach (string start in Starts(needed, out string? unified)) Make(start, start == unified ? InUnified(needed) : []);
            foreach (GroupSetting setting in GroupSetting.For(spec, kind => hierarchy[kind].Version!.Value)) Apply(setting);
            return new ControlGroup(_made);
        }
        catch (ControlGroupException)
        {
            if (_made.Count > 0) new ControlGroup(_made).Remove();
            throw;
        }
    }

    private void Require(IReadOnlyList<ControllerKind> needed)
    {
        var obstacles = new List<string>();
        foreach (ControllerKind kind in needed)
        {
            if (hierarchy[kind].Obstacle is { } obstacle && !obstacles.Contains(obstacle)) obstacles.Add(obstacle);
        }
        if (needed.Count == 0 && hierarchy.UnifiedDirectory is null && hierarchy[ControllerKind.Freezer].Obstacle is { } none) obstacles.Add(none);
        if (obstacles.Count == 0) return;
        string what = needed.Count == 0 ? "A control group" : "The limits";
        throw new ControlGroupException(
            $"{what} can't be set up: {string.Join("; ", obstacles)}. Run as root, or in a unit with Delegate=yes"
            + (needed.Count == 0 ? "." : ", or leave the limits out."));
    }

    // The groups to start from, each once. One of them is there for ending everything at once: version 2 if possible, else the freezer.
    private List<string> Starts(IReadOnlyList<ControllerKind> needed, out string? unified)
    {
        var starts = new List<string>();
        unified = hierarchy.UnifiedDirectory;
        if (unified is not null) starts.Add(unified);
        else if (hierarchy[ControllerKind.Freezer] is { IsUsable: true, Directory: { } freezer }) starts.Add(freezer);
        foreach (ControllerKind kind in needed)
        {
            if (hierarchy[kind].Directory is { } directory && !starts.Contains(directory)) starts.Add(directory);
        }
        return starts;
    }

    private List<ControllerKind> InUnified(IReadOnlyList<ControllerKind> needed)
    {
        var kinds = new List<ControllerKind>();
        foreach (ControllerKind kind in needed)
        {
            if (hierarchy[kind].Version == ControlGroupVersion.V2) kinds.Add(kind);
        }
        return kinds;
    }

    private void Make(string start, List<ControllerKind> enable)
    {
        string ours = $"{start}/{ControlGroupHierarchy.OwnDirectory}";
        string group = $"{ours}/{name}";
        // Whoever removes the last group removes "drover" as well, perhaps between two of our steps: then start over.
        for (int attempt = 0; ; attempt++)
        {
            if (Enable(start, enable) is not 0 and var refused) throw Failed("enable controllers in", $"{start}/cgroup.subtree_control", refused);
            int errno = GroupFiles.MakeDirectory(ours);
            if (errno is not (0 or Errno.EEXIST)) throw Failed("create", ours, errno);
            if (errno == 0) populate?.Invoke(ours);
            errno = Enable(ours, enable);
            if (errno == Errno.ENOENT && attempt < 10) continue;
            if (errno != 0) throw Failed("enable controllers in", $"{ours}/cgroup.subtree_control", errno);
            errno = GroupFiles.MakeDirectory(group);
            if (errno == Errno.ENOENT && attempt < 10) continue;
            if (errno != 0) throw Failed("create", group, errno);
            _made.Add(group);
            populate?.Invoke(group);
            return;
        }
    }

    private static int Enable(string directory, List<ControllerKind> kinds)
    {
        string file = $"{directory}/cgroup.subtree_control";
        foreach (ControllerKind kind in kinds)
        {
            string controller = Controller.NameOf(kind);
            if (GroupFiles.HasWord(file, controller)) continue;
            int errno = GroupFiles.Write(file, $"+{controller}");
            if (errno != 0) return errno;
        }
        return 0;
    }

    private void Apply(GroupSetting setting)
    {
        string file = $"{hierarchy[setting.Kind].Directory}/{ControlGroupHierarchy.OwnDirectory}/{name}/{setting.File}";
        int errno = GroupFiles.Write(file, setting.Text);
        if (errno != 0 && !(setting.IfPresent && errno is Errno.ENOENT or Errno.EACCES or Errno.EPERM))
            throw Failed($"write {setting.Text} to", file, errno);
    }

    private static ControlGroupException Failed(string what, string path, int errno) =>
        new($"Can't {what} {path}: {Errno.Describe(errno)}.", errno);
}

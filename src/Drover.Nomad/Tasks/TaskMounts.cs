// Constraints
//   What a job names as a source is mounted by root: a link in it, or "..", must not lead to what the operator has not allowed.
// Scheme
//   A path of the node is taken with every link resolved, and the result must be in what is allowed. One in the task's own directory is gone through piece by piece (TaskPaths); not in alloc/, where other
//   tasks of the allocation could exchange it for a link between the look and the mount.

using Drover.Engine.Descriptors;
using Drover.Nomad.Artifacts;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;
using Drover.Nomad.Protocol.Driver;

namespace Drover.Nomad.Tasks;

/// <summary>What a task has mounted beside the node's programs and libraries.</summary>
internal static class TaskMounts
{
    /// <summary>The mounts, in their order.</summary>
    /// <exception cref="ConfigException">The job, or the node, has to be changed.</exception>
    public static IEnumerable<ContainerMount> Collect(TaskConfig task, TaskPaths paths, ContainerSettings settings, TaskRules rules)
    {
        if (Directory.Exists(paths.Shared))
        {
            yield return ContainerMount.Bind(paths.Shared, "/alloc", isReadOnly: false);
            // The agent writes logs there as root: a link in their place would lead it elsewhere.
            string logs = Path.Combine(paths.Shared, "logs");
            if (Directory.Exists(logs)) yield return ContainerMount.Bind(logs, "/alloc/logs", isReadOnly: true);
        }
        if (Directory.Exists(paths.Local)) yield return ContainerMount.Bind(paths.Local, "/local", isReadOnly: false);
        if (Directory.Exists(paths.Secrets)) yield return ContainerMount.Bind(paths.Secrets, "/secrets", isReadOnly: false);
        foreach (ContainerMount tmpfs in settings.Tmpfs) yield return tmpfs;
        foreach (Mount volume in task.Mounts) yield return Volume(volume);
        foreach (JobMount mount in settings.Mounts) yield return Requested(mount, paths, rules);
    }

    /// <summary>Devices that device plugins have given to the task.</summary>
    /// <exception cref="ConfigException">One is not there.</exception>
    public static IEnumerable<ContainerDevice> Devices(TaskConfig task) => task.Devices.Select(device =>
    {
        FileStatus? status = FileStatus.TryRead(device.HostPath, out _);
        if (status is not { Kind: FileKind.CharacterDevice or FileKind.BlockDevice } node)
            throw new ConfigException($"device \"{device.HostPath}\" is not on this node. Its device plugin has given it to the task: look there.");
        return new ContainerDevice(device.TaskPath, node.Kind == FileKind.BlockDevice, node.Represents.Major, node.Represents.Minor, node.Permissions & 0x1FF, node.User, node.Group, device.CgroupPermissions is "" ? "rwm" : device.CgroupPermissions);
    });

    // A host volume or CSI volume: the agent has checked what the job may have.
    private static ContainerMount Volume(Mount volume)
    {
        if (!Path.Exists(volume.HostPath)) throw new ConfigException($"volume \"{volume.HostPath}\" for {volume.TaskPath} is not there on this node. Check the path of the host_volume in the agent's configuration.");
        string propagation = volume.PropagationMode switch
        {
            "" or "private" => "rprivate",
            "host-to-task" => "rslave",
            "bidirectional" => "rshared",
            var other => throw new ConfigException($"volume {volume.TaskPath} has the propagation_mode \"{other}\"; there are private, host-to-task and bidirectional."),
        };
        ContainerMount mount = ContainerMount.Bind(volume.HostPath, volume.TaskPath, volume.Readonly);
        return mount with { Options = mount.Options.Add(propagation) };
    }

    private static ContainerMount Requested(JobMount mount, TaskPaths paths, TaskRules rules)
    {
        if (!mount.Source.StartsWith('/'))
        {
            if (mount.Source.TrimStart('.', '/').StartsWith("alloc/", StringComparison.Ordinal))
                throw new ConfigException($"mounts: source \"{mount.Source}\" is in alloc/, which other tasks can change. Use one in local/; /alloc itself is in the container.");
            string own = paths.Find("mounts: source", mount.Source).Host;
            return Path.Exists(own) ? ContainerMount.Bind(own, mount.Target, mount.IsReadOnly) : throw Missing(mount);
        }
        if (!rules.Mounts.Any(allowed => allowed.Holds(Path.GetFullPath(mount.Source)))) throw Denied(mount, rules);
        if (!Path.Exists(mount.Source)) throw Missing(mount);
        string real = RealPath.Of(mount.Source);
        AllowedMount? allowance = rules.Mounts.Where(allowed => Path.Exists(allowed.Path)).FirstOrDefault(allowed => (allowed with { Path = RealPath.Of(allowed.Path) }).Holds(real) && (!allowed.IsReadOnly || mount.IsReadOnly));
        if (allowance is not null) return ContainerMount.Bind(real, mount.Target, mount.IsReadOnly);
        throw rules.Mounts.Any(allowed => allowed.IsReadOnly && Path.Exists(allowed.Path) && (allowed with { Path = RealPath.Of(allowed.Path) }).Holds(real))
            ? new ConfigException($"mounts: source \"{mount.Source}\" may only be read on this node: set readonly = true.")
            : Denied(mount, rules);
    }

    private static ConfigException Denied(JobMount mount, TaskRules rules) => new(
        $"mounts: source \"{mount.Source}\" is not allowed on this node: the operator allows {(rules.Mounts.IsEmpty ? "none" : string.Join(", ", rules.Mounts.Select(allowed => allowed.Path)))} (allow_mounts in the plugin's configuration).");

    private static ConfigException Missing(JobMount mount) => new($"mounts: source \"{mount.Source}\" is not there.");
}

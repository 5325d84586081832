using Drover.Engine.Descriptors;
using Drover.Nomad.Containers;
using Drover.Nomad.Nodes;
using Drover.Nomad.Plugins;
using Drover.Runs;

namespace Drover.Nomad.Checks;

/// <summary>Whether a node has what the driver needs, part by part.</summary>
internal static class NodeChecks
{
    private const long LittleSpace = 512L * 1024 * 1024;

    /// <summary>The findings.</summary>
    public static IEnumerable<Finding> All(NodeState node, PluginConfig config, uint user)
    {
        yield return user == 0
            ? Finding.Ok("root", "containers can be made")
            : Finding.Failure("root", $"this is user {user}: containers can be made by root alone", "run this, and the agent, as root");
        yield return Shim(node);
        yield return CrunFound(node, config);
        foreach (Finding finding in Java(node)) yield return finding;
        foreach (Finding finding in Groups(node)) yield return finding;
        yield return File.Exists(config.Shell)
            ? Finding.Ok("shell", $"{config.Shell} says greetings")
            : Finding.Warning("shell", $"{config.Shell} is not there: tasks with greeting can't run", "install it, or set shell in the plugin's configuration");
        if (user == 0)
        {
            foreach (Finding finding in State(config.StateDirectory ?? StateDirectory.Default)) yield return finding;
        }
        yield return NodeSurvey.FindProgram("nomad") is { } nomad
            ? Finding.Ok("nomad", nomad)
            : Finding.Warning("nomad", "it is not on PATH: tasks can be tried with 'drover nomad try' alone", "install Nomad 1.1 or newer where the agent is to run");
    }

    private static Finding Shim(NodeState node) => node.ShimPath is { } shim
        ? Finding.Ok("drover-shim", shim)
        : Finding.Failure("drover-shim", "it was not found: no task can be started", "put it beside nomad-driver-milo, or name it in DROVER_SHIM");

    private static Finding CrunFound(NodeState node, PluginConfig config) => node switch
    {
        { CrunPath: null } => Finding.Failure("crun", $"there is no {config.CrunPath}", "apt-get install crun, or set crun_path in the plugin's configuration"),
        { CrunVersion: null } => Finding.Failure("crun", $"{node.CrunPath} does not say that it is crun", "apt-get install crun, or set crun_path in the plugin's configuration"),
        _ => Finding.Ok("crun", $"{node.CrunPath}, version {node.CrunVersion}"),
    };

    private static IEnumerable<Finding> Java(NodeState node)
    {
        if (node.Runtimes.Count == 0)
            yield return Finding.Warning("java", "there is no JRE: only tasks with command or greeting can run", "apt-get install openjdk-17-jre-headless, or name a JRE in jre_paths of the plugin's configuration");
        foreach (JavaRuntime runtime in node.Runtimes)
            yield return Finding.Ok("java", $"{runtime.Version}{(runtime.Vendor.Length > 0 ? $" of {runtime.Vendor}" : "")}, {runtime.Home}");
    }

    private static IEnumerable<Finding> Groups(NodeState node)
    {
        ControlGroupLayout groups = node.Groups;
        if (groups.Version == 0)
        {
            yield return Finding.Failure("control groups", "none are mounted at /sys/fs/cgroup: no limit could hold", "mount them, or boot with them enabled");
            yield break;
        }
        if (!groups.HidesUnified)
        {
            yield return Finding.Ok("control groups", $"version {groups.Version}");
        }
        else
        {
            bool canHide = NodeSurvey.FindProgram("unshare") is not null && NodeSurvey.FindProgram("umount") is not null;
            yield return canHide
                ? Finding.Ok("control groups", "both versions are mounted; version 2 is hidden from crun, which refuses to work otherwise")
                : Finding.Failure("control groups", "both versions are mounted, and unshare or umount is missing, which hide version 2 from crun", "apt-get install util-linux mount");
        }
        string[] controllers = groups.Version == 2
            ? File.ReadAllText(Path.Combine(groups.Roots[0], "cgroup.controllers")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            : [.. groups.Roots.SelectMany(root => Path.GetFileName(root).Split(','))];
        string[] missing = [.. new[] { "memory", "cpu", "pids" }.Except(controllers)];
        yield return missing.Length == 0
            ? Finding.Ok("limits", "memory, processor and processes can be limited")
            : Finding.Warning("limits", $"there is no controller for {string.Join(" and ", missing)}: such limits do not hold", "boot with it enabled (cgroup_enable=memory)");
    }

    private static IEnumerable<Finding> State(string directory)
    {
        Finding? unusable = null;
        try
        {
            new RunStore(directory).Dispose();
        }
        catch (RunException e)
        {
            unusable = Finding.Failure("state directory", e.Message);
        }
        if (unusable is not null)
        {
            yield return unusable;
            yield break;
        }
        using Descriptor opened = Descriptor.Open(directory, OpenMode.Directory);
        int errno = DirectoryFiles.Replace(opened, ".doctor", "probe"u8, durable: false);
        _ = DirectoryFiles.Remove(opened, ".doctor");
        yield return errno == 0
            ? Finding.Ok("state directory", directory)
            : Finding.Failure("state directory", $"{directory}: {new Engine.SystemCallException("write", errno).Message}", "make room, make it writable, or set state_dir in the plugin's configuration");
        var drive = new DriveInfo(directory);
        string free = $"{drive.AvailableFreeSpace / 1_000_000} MB of {drive.TotalSize / 1_000_000} MB free";
        yield return drive.AvailableFreeSpace >= LittleSpace ? Finding.Ok("disk space", free) : Finding.Warning("disk space", free + ": output that does not fit is lost", "make room, or set state_dir");
    }
}

// Constraints
//   A node is looked at every few seconds for as long as the agent lives, so a look must cost next to nothing; and what was missing must be seen soon after somebody mended it.
// Scheme
//   Files are looked at each time. crun is asked for its version only when its file is another one than before.

using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Spawning;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Nodes;

/// <summary>Looks at what a node has.</summary>
internal sealed class NodeSurvey(Func<IProcessEngine> engine)
{
    private const string GroupsMount = "/sys/fs/cgroup";
    private (string Path, DateTime Changed, long Length) _crun;
    private string? _version;

    /// <summary>Where control groups are mounted.</summary>
    public string Groups { get; init; } = GroupsMount;

    /// <summary>Whom this process runs as.</summary>
    public uint User { get; init; } = CurrentUser.Id;

    /// <summary>Looks. Used by one caller at a time.</summary>
    public async Task<NodeState> LookAsync(PluginConfig config)
    {
        var groups = ControlGroupLayout.Detect(Groups);
        string? crun = FindProgram(config.CrunPath), shim = ExecHelper.Locate()?.ToString();
        string? version = crun is null ? null : await AskVersionAsync(crun, groups).ConfigureAwait(false);
        return new NodeState(crun, version, JavaRuntime.Find(config.JrePaths), groups, shim, Obstacle(config, crun, version, groups, shim));
    }

    /// <summary>A program by its path, or by its name on PATH; null when it is not there.</summary>
    public static string? FindProgram(string name)
    {
        IEnumerable<string> paths = name.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(name)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(directory, name));
        return paths.FirstOrDefault(path => File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode)0b001_001_001) != 0);
    }

    private string? Obstacle(PluginConfig config, string? crun, string? version, ControlGroupLayout groups, string? shim)
    {
        if (User != 0) return "The agent does not run as root, which containers need. Run it as root.";
        if (crun is null) return $"There is no {config.CrunPath} on this node. Install crun (Debian: apt-get install crun), or set crun_path in the plugin's configuration.";
        if (version is null) return $"{crun} does not say that it is crun. Install crun (Debian: apt-get install crun), or set crun_path in the plugin's configuration.";
        if (groups.Version == 0) return $"No control groups are mounted at {Groups}, so that no limit could hold. Mount them.";
        if (groups.HidesUnified && (FindProgram("unshare") is null || FindProgram("umount") is null))
            return "Both versions of control groups are mounted, and unshare or umount is missing, which hide version 2 from crun. Install them (Debian: apt-get install util-linux mount).";
        return shim is null ? "drover-shim was not found, which holds each task. Put it beside nomad-driver-milo, or name it in DROVER_SHIM." : null;
    }

    private async Task<string?> AskVersionAsync(string path, ControlGroupLayout groups)
    {
        var file = new FileInfo(path);
        (string, DateTime, long) now = (path, file.LastWriteTimeUtc, file.Length);
        if (_version is not null && now == _crun) return _version;
        _version = await new Crun(path, "/", groups, engine()).ReadVersionAsync().ConfigureAwait(false);
        _crun = now;
        return _version;
    }
}

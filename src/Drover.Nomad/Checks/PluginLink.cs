// Constraints
//   What is in plugin_dir is run by root at each start of the agent, and old agents run every executable in it. Nothing that somebody else put there is ever replaced.
// Scheme
//   A symbolic link named as the driver is; one to another build of this driver is replaced by a rename, so that an agent that starts meanwhile finds either.

using Drover.Nomad.Plugins;

namespace Drover.Nomad.Checks;

/// <summary>The link by which an agent finds the driver.</summary>
internal sealed class PluginLink(string directory, string executable)
{
    private const string FileName = "nomad-driver-milo";

    /// <summary>Its path.</summary>
    public string Path { get; } = System.IO.Path.Combine(directory, BaseService.Name);

    /// <summary>Whether it is there and leads to this very executable.</summary>
    public bool IsInPlace => new FileInfo(Path).LinkTarget is { } target && Resolve(target) == executable;

    /// <summary>Why it can't be made; null when it can.</summary>
    public string? Obstacle
    {
        get
        {
            var there = new FileInfo(Path);
            if (Directory.Exists(Path) && there.LinkTarget is null) return $"{Path} is a directory. Remove it, or name another directory.";
            if (there.LinkTarget is { } target)
                return System.IO.Path.GetFileName(target) == FileName ? null : $"{Path} is a link to {target}, which is not this driver. Remove it first if it is not needed.";
            return there.Exists ? $"{Path} is a file that drover did not put there. Remove it first if it is not needed." : null;
        }
    }

    /// <summary>Makes it; the directory, too.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public void Make()
    {
        Directory.CreateDirectory(directory);
        string made = Path + ".new";
        File.Delete(made);
        File.CreateSymbolicLink(made, executable);
        File.Move(made, Path, overwrite: true);
    }

    /// <summary>What is to be known of the directory and the link.</summary>
    public IEnumerable<Finding> Check()
    {
        if (Obstacle is { } obstacle) yield return Finding.Failure("plugin link", obstacle);
        else if (IsInPlace) yield return Finding.Ok("plugin link", $"{Path} → {executable}");
        else yield return Finding.Warning("plugin link", new FileInfo(Path).LinkTarget is { } target ? $"{Path} leads to {target}" : $"{Path} is not there", $"drover nomad install --plugin-dir {directory}");
        if (!Directory.Exists(directory)) yield break;
        if ((File.GetUnixFileMode(directory) & (UnixFileMode)0b000_010_010) != 0)
            yield return Finding.Warning("plugin_dir", $"others may write to {directory}, and root runs what is in it", $"chmod go-w {directory}");
        string[] others = [.. Directory.EnumerateFiles(directory)
            .Where(file => file != Path && (File.GetUnixFileMode(file) & (UnixFileMode)0b001_001_001) != 0).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        if (others.Length > 0)
            yield return Finding.Warning("plugin_dir", $"there are other executables in {directory}: {string.Join(", ", others)}; Nomad before 1.10 runs each of them as a plugin", "move what is no plugin elsewhere");
    }

    private string Resolve(string target) => System.IO.Path.GetFullPath(System.IO.Path.Combine(directory, target));
}

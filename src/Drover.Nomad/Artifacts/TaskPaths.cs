// Constraints
//   The task writes into its directories, so what is there may be links to anywhere; the driver looks at files as root.
// Scheme
//   Go through a path piece by piece as the container would, links included, and refuse what leaves the directory it began in.

using Drover.Nomad.Plugins;

namespace Drover.Nomad.Artifacts;

/// <summary>The directories of a task: where they are on the host and in the container.</summary>
internal sealed class TaskPaths(string allocationDirectory, string task)
{
    private const int MostLinks = 40;

    /// <summary>The directory that the tasks of an allocation share.</summary>
    public string Shared => Path.Combine(allocationDirectory, "alloc");

    /// <summary>The task's own directory.</summary>
    public string Local => Path.Combine(allocationDirectory, task, "local");

    /// <summary>Its secrets.</summary>
    public string Secrets => Path.Combine(allocationDirectory, task, "secrets");

    /// <summary>Finds a file that a job names.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="path">Absolute in the container, or relative to the task's directory, as "local/app.jar".</param>
    /// <returns>Its path on the host and in the container.</returns>
    /// <exception cref="ConfigException">It is outside of what the task has.</exception>
    public (string Host, string Container) Find(string option, string path)
    {
        string[] pieces = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string first = pieces.Length > 0 ? pieces[0] : "";
        string? root = first switch
        {
            "local" => Local,
            "alloc" => Shared,
            "secrets" => Secrets,
            _ => null,
        };
        if (root is null)
            throw new ConfigException($"{option} \"{path}\" is not in the task's directories. Let the artifact block put the file into local/ and name it as \"local/…\"; alloc/ and secrets/ will do as well.");
        var left = new Stack<string>(pieces[1..].Reverse());
        var taken = new List<string>();
        int links = 0;
        while (left.TryPop(out string? piece))
        {
            if (piece == ".") continue;
            if (piece == "..")
            {
                if (taken.Count == 0) throw new ConfigException($"{option} \"{path}\" leads out of {first}/. Name a file inside the task's directories.");
                taken.RemoveAt(taken.Count - 1);
                continue;
            }
            string? target = new FileInfo(Path.Combine([root, .. taken, piece])).LinkTarget;
            if (target is null)
            {
                taken.Add(piece);
                continue;
            }
            if (target.StartsWith('/') || ++links > MostLinks)
                throw new ConfigException($"{option} \"{path}\" is a symbolic link out of {first}/, to {target}. Name a file inside the task's directories.");
            foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(part);
        }
        string inside = string.Join('/', taken);
        return (Path.Combine(root, inside), $"/{first}/{inside}");
    }
}

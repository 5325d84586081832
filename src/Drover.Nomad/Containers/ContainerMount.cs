using System.Collections.Immutable;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Containers;

/// <summary>A mount of a container.</summary>
/// <param name="Target">Where in the container.</param>
/// <param name="Type">The file system, or "bind".</param>
/// <param name="Source">What is mounted.</param>
/// <param name="Options">How.</param>
internal sealed record ContainerMount(string Target, string Type, string Source, ImmutableArray<string> Options)
{
    /// <summary>A directory or file of the host. Read-only it comes without what is mounted below it: "ro" holds for the one mount alone.</summary>
    public static ContainerMount Bind(string source, string target, bool isReadOnly) =>
        new(target, "bind", source, [isReadOnly ? "bind" : "rbind", isReadOnly ? "ro" : "rw", "nosuid", "nodev"]);

    /// <summary>A directory or file of the host at the same place.</summary>
    public static ContainerMount Host(string path) => Bind(path, path, isReadOnly: true);

    /// <summary>A target that a job may name, without a slash at its end.</summary>
    /// <exception cref="ConfigException">It is none.</exception>
    public static string CheckTarget(string option, string target)
    {
        string[] pieces = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!target.StartsWith('/') || pieces.Length == 0 || pieces.Contains("..") || pieces.Contains("."))
            throw new ConfigException($"{option}: \"{target}\" is no absolute path in the container, such as \"/data\".");
        if (pieces[0] is "proc" or "sys" or "dev")
            throw new ConfigException($"{option}: \"{target}\" is in /{pieces[0]}, which the kernel's own files are in. Choose another place.");
        return "/" + string.Join('/', pieces);
    }
}

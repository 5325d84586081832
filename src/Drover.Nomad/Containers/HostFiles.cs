using System.Collections.Immutable;

namespace Drover.Nomad.Containers;

/// <summary>What every container gets of the host, read-only: libraries, programs, and the files in /etc that those read.</summary>
internal static class HostFiles
{
    private static readonly string[] s_merged = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];
    private static readonly string[] s_configuration =
        ["/etc/passwd", "/etc/group", "/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/localtime", "/etc/ld.so.cache", "/etc/ssl/certs", "/etc/ca-certificates", "/etc/alternatives"];

    /// <summary>The mounts, and the links of a host whose /bin and /lib are in /usr.</summary>
    public static (ImmutableArray<ContainerMount> Mounts, ImmutableArray<(string Name, string Target)> Links) Collect()
    {
        var mounts = new List<ContainerMount> { ContainerMount.Host("/usr") };
        var links = new List<(string, string)>();
        foreach (string name in s_merged)
        {
            var entry = new DirectoryInfo("/" + name);
            if (entry.LinkTarget is { } target) links.Add((name, target.TrimStart('/')));
            else if (entry.Exists) mounts.Add(ContainerMount.Host("/" + name));
        }
        mounts.AddRange(s_configuration.Where(Path.Exists).Select(Real));
        // The JRE's own configuration, in Debian: the files below JAVA_HOME are links into it.
        if (Directory.Exists("/etc")) mounts.AddRange(Directory.EnumerateDirectories("/etc", "java*").Order(StringComparer.Ordinal).Select(ContainerMount.Host));
        return ([.. mounts], [.. links]);
    }

    // A link may lead to what the container has not got, as /etc/resolv.conf into /run does.
    private static ContainerMount Real(string path) => ContainerMount.Bind(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path, path, isReadOnly: true);
}

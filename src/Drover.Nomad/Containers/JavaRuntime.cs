namespace Drover.Nomad.Containers;

/// <summary>A JRE of this machine.</summary>
/// <param name="Home">Its directory, links resolved.</param>
/// <param name="Version">What it says of itself, such as "17.0.15".</param>
/// <param name="Vendor">Who made it; empty when it does not say.</param>
internal sealed record JavaRuntime(string Home, string Version, string Vendor)
{
    /// <summary>The first number of the version; 8 for "1.8.0_372".</summary>
    public int Major
    {
        get
        {
            string[] parts = Version.Split('.', '_', '-', '+');
            string first = parts[0] == "1" && parts.Length > 1 ? parts[1] : parts[0];
            return int.TryParse(first, out int major) ? major : 0;
        }
    }

    /// <summary>The launcher.</summary>
    public string Executable => Path.Combine(Home, "bin", "java");

    /// <summary>Reads a directory; null when it is no JRE.</summary>
    public static JavaRuntime? TryRead(string directory)
    {
        string home = Directory.ResolveLinkTarget(directory, returnFinalTarget: true)?.FullName ?? directory;
        if (!File.Exists(Path.Combine(home, "bin", "java"))) return null;
        string version = "", vendor = "";
        string release = Path.Combine(home, "release");
        foreach (string line in File.Exists(release) ? File.ReadLines(release) : [])
        {
            if (line.StartsWith("JAVA_VERSION=", StringComparison.Ordinal)) version = line[13..].Trim('"', ' ');
            else if (line.StartsWith("IMPLEMENTOR=", StringComparison.Ordinal)) vendor = line[12..].Trim('"', ' ');
        }
        return version.Length > 0 ? new JavaRuntime(home, version, vendor) : null;
    }

    /// <summary>The JREs of this machine, newest first.</summary>
    /// <param name="directories">What the operator named: JREs, or directories of JREs.</param>
    public static IReadOnlyList<JavaRuntime> Find(IEnumerable<string> directories)
    {
        string?[] roots = [.. directories, Environment.GetEnvironmentVariable("JAVA_HOME"), "/usr/lib/jvm", "/opt"];
        var found = new SortedDictionary<string, JavaRuntime>(StringComparer.Ordinal);
        foreach (string root in roots.OfType<string>().Where(Directory.Exists))
        {
            foreach (string directory in Directory.EnumerateDirectories(root).Prepend(root))
                if (TryRead(directory) is { } runtime) found.TryAdd(runtime.Home, runtime);
        }
        return [.. found.Values.OrderByDescending(runtime => runtime.Major).ThenByDescending(runtime => runtime.Version, StringComparer.Ordinal)];
    }
}

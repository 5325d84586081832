namespace Drover.Nomad.Containers;

/// <summary>A JRE of this machine.</summary>
/// <param name="Home">Its directory, links resolved.</param>
/// <param name="Version">What it says of itself, such as "17.0.15".</param>
/// <param name="Vendor">Who made it; empty when it does not say.</param>
internal sealed record JavaRuntime(string Home, string Version, string Vendor)
{
    private static readonly char[] s_separators = ['.', '_', '-', '+', 'u'];
    private static readonly string[] s_versionKeys = ["JAVA_VERSION", "SEMANTIC_VERSION", "JAVA_RUNTIME_VERSION"];

    // Where files of a JRE may be links: Debian has its configuration in /etc.
    private static readonly string[] s_linkPlaces = ["conf", "conf/security", "lib", "lib/security"];

    /// <summary>The first number of the version; 8 for "1.8.0_372".</summary>
    public int Major => Numbers is [1, > 0 and { } second, ..] ? second : Numbers.FirstOrDefault();

    /// <summary>The launcher.</summary>
    public string Executable => Path.Combine(Home, "bin", "java");

    private int[] Numbers => [.. Version.Split(s_separators).Select(part => int.TryParse(part, out int number) ? number : 0)];

    /// <summary>Whether it is what a job means by "17", "17.0", "17.0.15" or "1.8".</summary>
    public bool Is(string wanted) =>
        Major.ToString() == wanted || Version == wanted || (Version.StartsWith(wanted, StringComparison.Ordinal) && Version.Length > wanted.Length && s_separators.Contains(Version[wanted.Length]));

    /// <summary>What a container needs to have it: nothing below /usr, which is there already; elsewhere its directory, and what files in it lead to.</summary>
    public IEnumerable<ContainerMount> Mounts()
    {
        if (Home.StartsWith("/usr/", StringComparison.Ordinal)) yield break;
        yield return ContainerMount.Host(Home);
        foreach (string place in s_linkPlaces.Select(place => Path.Combine(Home, place)).Where(Directory.Exists))
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(place).EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is null || entry.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true } target) continue;
                if (!target.FullName.StartsWith("/usr/", StringComparison.Ordinal) && !target.FullName.StartsWith(Home + "/", StringComparison.Ordinal)) yield return ContainerMount.Host(target.FullName);
            }
        }
    }

    /// <summary>Reads a directory; null when it is no JRE.</summary>
    public static JavaRuntime? TryRead(string directory)
    {
        try
        {
            if (!File.Exists(Path.Combine(directory, "bin", "java"))) return null;
            string home = RealPath.Of(directory);
            Dictionary<string, string> release = ReadRelease(Path.Combine(home, "release"));
            string? version = s_versionKeys.Select(release.GetValueOrDefault).FirstOrDefault(text => text is { Length: > 0 } && char.IsAsciiDigit(text[0])) ?? FromName(Path.GetFileName(home));
            return version is null ? null : new JavaRuntime(home, version, release.GetValueOrDefault("IMPLEMENTOR") ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just gone, or is on a file system that does not answer.
            return null;
        }
    }

    /// <summary>The JREs of this machine, newest first.</summary>
    /// <param name="directories">What the operator named: JREs, or directories of JREs.</param>
    /// <param name="usual">Where they are looked for beside these; null for JAVA_HOME, /usr/lib/jvm and /opt.</param>
    public static IReadOnlyList<JavaRuntime> Find(IEnumerable<string> directories, string[]? usual = null)
    {
        IEnumerable<string?> roots = [.. directories, .. usual ?? (string?[])[Environment.GetEnvironmentVariable("JAVA_HOME"), "/usr/lib/jvm", "/opt", "/opt/java"]];
        var found = new SortedDictionary<string, JavaRuntime>(StringComparer.Ordinal);
        foreach (string root in roots.OfType<string>().Where(Directory.Exists))
        {
            foreach (string directory in Directories(root).Prepend(root))
                if (TryRead(directory) is { } runtime) found.TryAdd(runtime.Home, runtime);
        }
        return [.. found.Values.OrderByDescending(runtime => runtime.Numbers, Comparer<int[]>.Create(Compare))];
    }

    private static string[] Directories(string root)
    {
        try
        {
            return Directory.GetDirectories(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // KEY="value"; some write it without quotes, with spaces, or with the line ends of another system.
    private static Dictionary<string, string> ReadRelease(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
            if (line.Split('=', 2) is [{ } key, { } value]) values[key.Trim()] = value.Trim().Trim('"', '\'').Trim();
        return values;
    }

    // "jdk-11.0.2", "java-8-openjdk-amd64", "zulu17.40.19-ca-jre": the first number in it.
    private static string? FromName(string name)
    {
        int start = name.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0) return null;
        string rest = name[start..];
        int end = rest.AsSpan().IndexOfAnyExcept("0123456789._u");
        return (end < 0 ? rest : rest[..end]).TrimEnd('.', '_', 'u');
    }

    private static int Compare(int[]? one, int[]? other)
    {
        // 1.8 is 8.
        int[] left = one is [1, > 0, ..] ? one[1..] : one!, right = other is [1, > 0, ..] ? other[1..] : other!;
        for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            int difference = left.ElementAtOrDefault(i).CompareTo(right.ElementAtOrDefault(i));
            if (difference != 0) return difference;
        }
        return 0;
    }
}

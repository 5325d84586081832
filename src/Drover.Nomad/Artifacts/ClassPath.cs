// Constraints
//   Entries may be in what the driver can't look into, such as a volume: then nobody knows whether a class is there, and the JVM has to say so.
// Scheme
//   Entries in the task's directories and in /usr are looked at on the host; the class is missing only when all entries could be looked at and none has it.

using System.IO.Compression;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Artifacts;

/// <summary>Where a job lets classes be looked for beside its JAR.</summary>
/// <param name="paths">The task's directories.</param>
/// <param name="text">What the job says; null for nothing.</param>
/// <param name="workDirectory">Where relative entries begin, in the container.</param>
internal sealed class ClassPath(TaskPaths paths, string? text, string workDirectory)
{
    private readonly string[] _entries = text is null ? [] : [.. text.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(InContainer)];

    /// <summary>It, as the JVM gets it; null for none.</summary>
    public string? Text => _entries.Length == 0 ? null : string.Join(':', _entries);

    /// <summary>Checks that a class is there and that a JRE can run it.</summary>
    /// <exception cref="ConfigException">It is not there, or too new.</exception>
    public void Check(string main, JavaRuntime runtime)
    {
        if (TryCheck(main, runtime)) return;
        throw new ConfigException($"class \"{main}\" is not in class_path \"{text}\". Name the class with its package, as \"com.example.Main\", and all that it is in.");
    }

    /// <summary>Checks a class; false when it is certain that it is not there.</summary>
    /// <exception cref="ConfigException">It is too new for the JRE, or no class file.</exception>
    public bool TryCheck(string main, JavaRuntime runtime)
    {
        bool seesAll = true;
        string file = ClassFile.PathOf(main);
        foreach (string entry in _entries)
        {
            bool isWild = entry.EndsWith("/*", StringComparison.Ordinal);
            if (HostPath(isWild ? entry[..^2] : entry) is not { } host)
            {
                seesAll = false;
                continue;
            }
            foreach (string place in isWild && Directory.Exists(host) ? Directory.EnumerateFiles(host, "*.jar") : [host])
            {
                using Stream? content = Open(place, file, out ZipArchive? archive);
                using (archive)
                {
                    if (content is null) continue;
                    ClassFile.Check(content, main, $"class_path \"{entry}\"", runtime);
                    return true;
                }
            }
        }
        return !seesAll;
    }

    // As jar_path may be said.
    private static string InContainer(string entry) => entry.Split('/')[0] is "local" or "alloc" or "secrets" ? "/" + entry : entry;

    private static Stream? Open(string place, string file, out ZipArchive? archive)
    {
        archive = null;
        try
        {
            if (Directory.Exists(place)) return File.Exists(Path.Combine(place, file)) ? File.OpenRead(Path.Combine(place, file)) : null;
            if (!File.Exists(place)) return null;
            archive = ZipFile.OpenRead(place);
            return archive.GetEntry(file)?.Open();
        }
        catch (InvalidDataException)
        {
            // The JVM passes over what is no JAR, too.
            return null;
        }
    }

    private string? HostPath(string entry)
    {
        string full = Path.GetFullPath(Path.Combine(workDirectory, entry));
        if (full.StartsWith("/usr/", StringComparison.Ordinal)) return full;
        return full.Split('/')[1] is "local" or "alloc" or "secrets" ? paths.Find("class_path", full).Host : null;
    }
}

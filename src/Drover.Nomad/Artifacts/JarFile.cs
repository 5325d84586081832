// Constraints
//   What is wrong with a JAR is to be said before a container is made, in one sentence with what to do, and without starting a JVM. The file is a stranger's.
// Scheme
//   Open it as a zip, read the manifest, look for what its Class-Path names, find the main class and the version that its file begins with.

using System.IO.Compression;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Artifacts;

/// <summary>A JAR that a job names, looked at before it is run.</summary>
internal static class JarFile
{
    /// <summary>Checks it.</summary>
    /// <param name="path">Where it is on the host.</param>
    /// <param name="shown">How the job names it.</param>
    /// <param name="mainClass">The class that the job wants to run; null for the one that the manifest names.</param>
    /// <param name="runtime">The JRE that is to run it.</param>
    /// <param name="paths">The task's directories.</param>
    /// <param name="classes">Where classes are looked for beside it.</param>
    /// <exception cref="ConfigException">It can't be run, and why.</exception>
    public static void Check(string path, string shown, string? mainClass, JavaRuntime runtime, TaskPaths paths, ClassPath classes)
    {
        if (!File.Exists(path))
        {
            throw new ConfigException(Directory.Exists(path)
                ? $"jar_path \"{shown}\" is a directory. Name the JAR itself; an artifact that is an archive is unpacked unless its options say archive = \"false\"."
                : $"jar_path \"{shown}\" is not there. Check the destination of the artifact block; it is local/ unless it says otherwise.");
        }
        try
        {
            using ZipArchive jar = ZipFile.OpenRead(path);
            JarManifest? manifest = JarManifest.Read(jar, shown);
            if (manifest is null && mainClass is null) throw new ConfigException($"jar_path \"{shown}\" has no manifest. Build it with 'jar --create --main-class …', or set class to the class to run.");
            string main = mainClass ?? manifest!.MainClass ?? throw new ConfigException($"jar_path \"{shown}\" names no Main-Class in its manifest. Build it as an executable JAR, or set class to the class to run.");
            bool hasOthers = CheckClassPath(manifest?.ClassPath ?? [], shown, paths);
            if (jar.GetEntry(ClassFile.PathOf(main)) is { } entry)
            {
                using Stream content = entry.Open();
                ClassFile.Check(content, main, $"jar_path \"{shown}\"", runtime);
                return;
            }
            // What its own Class-Path names may have it.
            if (hasOthers || (classes.Text is not null && mainClass is not null && classes.TryCheck(main, runtime))) return;
            throw new ConfigException(
                mainClass is null ? $"jar_path \"{shown}\" names {main} as its Main-Class and does not contain it. Build it again with that class."
                : classes.Text is null ? $"class \"{main}\" is not in jar_path \"{shown}\". Name the class with its package, as \"com.example.Main\", or add what it is in to class_path."
                : $"class \"{main}\" is neither in jar_path \"{shown}\" nor in class_path. Name the class with its package, as \"com.example.Main\", or add what it is in to class_path.");
        }
        catch (InvalidDataException)
        {
            throw new ConfigException($"jar_path \"{shown}\" is not a whole JAR ({new FileInfo(path).Length} bytes). Check that the artifact's source is the file itself and that it was downloaded completely.");
        }
    }

    // Relative to the JAR itself; URLs of other kinds are the JVM's to look at. Returns whether there are any.
    private static bool CheckClassPath(string[] entries, string shown, TaskPaths paths)
    {
        string directory = shown[..(shown.LastIndexOf('/') + 1)];
        foreach (string entry in entries)
        {
            if (entry.Contains(':', StringComparison.Ordinal) || entry.StartsWith('/')) continue;
            string file = Uri.UnescapeDataString(entry);
            if (Path.Exists(paths.Find($"Class-Path of jar_path \"{shown}\":", directory + file).Host)) continue;
            throw new ConfigException($"jar_path \"{shown}\" has {entry} in its Class-Path, and that is not there. Put it at {directory}{file} by another artifact block, or build one JAR with all that it needs.");
        }
        return entries.Length > 0;
    }
}

// Constraints
//   What is wrong with a JAR is to be said before a container is made, in one sentence with what to do, and without starting a JVM. The file is a stranger's.
// Scheme
//   Open it as a zip, read the manifest, find the main class and the version that its file begins with (JVM specification, 4.1).

using System.Buffers.Binary;
using System.IO.Compression;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Artifacts;

/// <summary>A JAR that a job names, looked at before it is run.</summary>
internal static class JarFile
{
    private const string Manifest = "META-INF/MANIFEST.MF";
    private const long LargestManifest = 1024 * 1024;
    private const uint ClassMagic = 0xCAFEBABE;

    // Class files of Java 1.1 have 45, and each version since has one more.
    private const int FirstClassVersion = 44;

    /// <summary>Checks it.</summary>
    /// <param name="path">Where it is on the host.</param>
    /// <param name="shown">How the job names it.</param>
    /// <param name="mainClass">The class that the job wants to run; null for the one that the manifest names.</param>
    /// <param name="runtime">The JRE that is to run it.</param>
    /// <exception cref="ConfigException">It can't be run, and why.</exception>
    public static void Check(string path, string shown, string? mainClass, JavaRuntime runtime)
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
            string? main = mainClass ?? ReadMainClass(jar, shown);
            if (main is null)
                throw new ConfigException($"jar_path \"{shown}\" names no Main-Class in its manifest. Build it as an executable JAR, or set class to the class to run.");
            CheckClass(jar, shown, main, mainClass is not null, runtime);
        }
        catch (InvalidDataException)
        {
            throw new ConfigException($"jar_path \"{shown}\" is not a whole JAR ({new FileInfo(path).Length} bytes). Check that the artifact's source is the file itself and that it was downloaded completely.");
        }
    }

    private static string? ReadMainClass(ZipArchive jar, string shown)
    {
        ZipArchiveEntry? entry = jar.GetEntry(Manifest);
        if (entry is null) throw new ConfigException($"jar_path \"{shown}\" has no manifest. Build it with 'jar --create --main-class …', or set class to the class to run.");
        if (entry.Length > LargestManifest) throw new ConfigException($"jar_path \"{shown}\" has a manifest of {entry.Length} bytes; at most {LargestManifest} are read.");
        using var reader = new StreamReader(entry.Open());
        string? main = null;
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            // A long line goes on in the next, behind a space.
            if (line[0] == ' ' && main is not null) main += line[1..];
            else if (main is not null) break;
            else if (line.StartsWith("Main-Class:", StringComparison.OrdinalIgnoreCase)) main = line[11..].TrimStart();
        }
        return main?.Trim();
    }

    private static void CheckClass(ZipArchive jar, string shown, string main, bool isChosen, JavaRuntime runtime)
    {
        ZipArchiveEntry? entry = jar.GetEntry(main.Replace('.', '/') + ".class");
        if (entry is null)
        {
            // With a class path of its own the class may be elsewhere.
            if (isChosen) return;
            throw new ConfigException($"jar_path \"{shown}\" names {main} as its Main-Class and does not contain it. Build it again with that class.");
        }
        Span<byte> header = stackalloc byte[8];
        using Stream content = entry.Open();
        if (content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || BinaryPrimitives.ReadUInt32BigEndian(header) != ClassMagic)
            throw new ConfigException($"{main} in jar_path \"{shown}\" is no class file. Build it again.");
        int java = BinaryPrimitives.ReadUInt16BigEndian(header[6..]) - FirstClassVersion;
        if (java > runtime.Major)
            throw new ConfigException($"jar_path \"{shown}\" is built for Java {java}, and the JRE chosen on this node is {runtime.Version}: add a JRE {java} to the node, or set java_version to one that it has, or build for Java {runtime.Major}.");
    }
}

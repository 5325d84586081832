using System.IO.Compression;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Artifacts;

/// <summary>What the manifest of a JAR says of how to run it. Immutable.</summary>
/// <param name="MainClass">Its main class; null when it names none.</param>
/// <param name="ClassPath">What it needs beside itself, as relative URLs.</param>
internal sealed record JarManifest(string? MainClass, string[] ClassPath)
{
    private const string Name = "META-INF/MANIFEST.MF";
    private const long Largest = 1024 * 1024;

    /// <summary>Reads it; null when the JAR has none.</summary>
    /// <exception cref="ConfigException">It is too large.</exception>
    public static JarManifest? Read(ZipArchive jar, string shown)
    {
        ZipArchiveEntry? entry = jar.GetEntry(Name);
        if (entry is null) return null;
        if (entry.Length > Largest) throw new ConfigException($"jar_path \"{shown}\" has a manifest of {entry.Length} bytes; at most {Largest} are read.");
        using var reader = new StreamReader(entry.Open());
        var lines = new List<string>();
        // The first section alone: it ends at an empty line.
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            // A long line goes on in the next, behind a space.
            if (line[0] == ' ' && lines.Count > 0) lines[^1] += line[1..];
            else lines.Add(line);
        }
        return new JarManifest(Find(lines, "Main-Class"), Find(lines, "Class-Path")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);
    }

    private static string? Find(List<string> lines, string name) =>
        lines.Find(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() is { Length: > 0 } value ? value : null;
}

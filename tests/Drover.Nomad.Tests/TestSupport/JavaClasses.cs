using System.IO.Compression;
using System.Text;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;
using Drover.Testing;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>Classes that are compiled here, and JARs of them.</summary>
public static class JavaClasses
{
    /// <summary>Compiles a class for Java 17; returns its file.</summary>
    public static async Task<byte[]> CompileAsync(string name, string source)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory[name + ".java"], source);
        using var engine = new ProcessEngine();
        ProcessSpec compiler = ProcessSpec.Of("javac", "-J-XX:TieredStopAtLevel=1", "--release", "17", "-d", directory.Path, directory[name + ".java"]) with { Redirections = [Redirection.Null(0)] };
        (await engine.Start(compiler).Completion).ExitStatus.ShouldBe(0);
        return await File.ReadAllBytesAsync(directory[name + ".class"]);
    }

    /// <summary>Makes a JAR.</summary>
    /// <param name="path">Where.</param>
    /// <param name="manifest">What its manifest says beside its version; null for none.</param>
    /// <param name="files">What is in it.</param>
    public static void MakeJar(string path, string? manifest, params (string Name, byte[] Bytes)[] files)
    {
        File.Delete(path);
        using ZipArchive jar = ZipFile.Open(path, ZipArchiveMode.Create);
        if (manifest is not null) Add(jar, "META-INF/MANIFEST.MF", Encoding.UTF8.GetBytes("Manifest-Version: 1.0\n" + manifest + "\n"));
        foreach ((string name, byte[] bytes) in files) Add(jar, name, bytes);
    }

    private static void Add(ZipArchive jar, string name, byte[] bytes)
    {
        using Stream entry = jar.CreateEntry(name).Open();
        entry.Write(bytes);
    }
}

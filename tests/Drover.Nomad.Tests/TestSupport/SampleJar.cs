using System.IO.Compression;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.StandardStreams;

namespace Drover.Nomad.Tests.TestSupport;

/// <summary>The sample of samples/nomad, compiled once.</summary>
public static class SampleJar
{
    private static readonly Lazy<byte[]> s_jar = new(Make);

    /// <summary>Writes it.</summary>
    public static void Write(string path) => File.WriteAllBytes(path, s_jar.Value);

    private static byte[] Make()
    {
        using var directory = new Testing.TemporaryDirectory();
        using (var engine = new ProcessEngine())
        {
            ProcessSpec compiler = ProcessSpec.Of("javac", "--release", "17", "-d", directory["classes"], Testing.Artifacts.InRepository("samples/nomad/Hello.java")) with { Redirections = [Redirection.Null(0)] };
            engine.Start(compiler).Completion.Result.ExitStatus.ShouldBe(0);
        }
        using var bytes = new MemoryStream();
        using (var jar = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (Stream manifest = jar.CreateEntry("META-INF/MANIFEST.MF").Open()) manifest.Write("Manifest-Version: 1.0\nMain-Class: Hello\n"u8);
            using Stream main = jar.CreateEntry("Hello.class").Open();
            main.Write(File.ReadAllBytes(directory["classes/Hello.class"]));
        }
        return bytes.ToArray();
    }
}

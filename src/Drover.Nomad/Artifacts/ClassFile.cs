using System.Buffers.Binary;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Artifacts;

/// <summary>The first bytes of a class file (JVM specification, 4.1).</summary>
internal static class ClassFile
{
    private const uint Magic = 0xCAFEBABE;

    // Class files of Java 1.1 have 45, and each version since has one more.
    private const int FirstVersion = 44;

    /// <summary>Where a class is in a JAR or a directory.</summary>
    public static string PathOf(string name) => name.Replace('.', '/') + ".class";

    /// <summary>Checks that a JRE can run it.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">The class.</param>
    /// <param name="where">What it was found in, as the job says it.</param>
    /// <param name="runtime">The JRE.</param>
    /// <exception cref="ConfigException">It is no class file, or built for a newer Java.</exception>
    public static void Check(Stream content, string name, string where, JavaRuntime runtime)
    {
        Span<byte> header = stackalloc byte[8];
        if (content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || BinaryPrimitives.ReadUInt32BigEndian(header) != Magic)
            throw new ConfigException($"{name} in {where} is no class file. Build it again.");
        int java = BinaryPrimitives.ReadUInt16BigEndian(header[6..]) - FirstVersion;
        if (java > runtime.Major)
            throw new ConfigException($"{where} is built for Java {java}, and the JRE chosen on this node is {runtime.Version}: add a JRE {java} to the node, or set java_version to one that it has, or build for Java {runtime.Major}.");
    }
}

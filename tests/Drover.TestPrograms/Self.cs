using System.Text;

namespace Drover.TestPrograms;

/// <summary>How this process was started, in bytes as the kernel keeps them.</summary>
internal static class Self
{
    public static string Path { get; } = new FileInfo("/proc/self/exe").LinkTarget!;

    /// <summary>NAME=value entries.</summary>
    public static string[] Environment => Encoding.UTF8.GetString(EnvironmentBytes).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The environment that exec passed, each entry with a NUL at its end.</summary>
    public static byte[] EnvironmentBytes => File.ReadAllBytes("/proc/self/environ");

    /// <summary>The arguments after the verb, each with a NUL at its end.</summary>
    public static ReadOnlySpan<byte> ArgumentBytes
    {
        get
        {
            ReadOnlySpan<byte> rest = File.ReadAllBytes("/proc/self/cmdline");
            for (int skip = 0; skip < 2; skip++)
                rest = rest[(rest.IndexOf((byte)0) + 1)..];
            return rest;
        }
    }
}

using Drover.Engine.Descriptors;

namespace Drover.Engine.Processes;

/// <summary>Which boot of the machine this is. A process's number and start ticks mean something only together with it.</summary>
public static class BootId
{
    private const string Path = "/proc/sys/kernel/random/boot_id";
    private static string? s_current;

    /// <summary>The kernel's boot id, 36 characters as in a UUID; read once.</summary>
    /// <exception cref="SystemCallException">/proc is not mounted.</exception>
    public static string Current => s_current ??= Read();

    private static string Read()
    {
        byte[] text = Descriptor.ReadFile(Path, out int errno) ?? throw new SystemCallException("open", errno, Path);
        return System.Text.Encoding.ASCII.GetString(text.AsSpan().TrimEnd((byte)'\n'));
    }
}

using System.Globalization;
using Drover.Nomad.Containers;
using Drover.Nomad.Plugins;

namespace Drover.Nomad.Tasks;

/// <summary>An empty file system in memory that a job asks for: "/cache", or "/cache:size=64m,mode=1777,exec".</summary>
internal static class TmpfsMount
{
    private const long UsualSize = 64 * 1024 * 1024;

    /// <summary>Reads one.</summary>
    /// <exception cref="ConfigException">It can't be met.</exception>
    public static ContainerMount Read(string text)
    {
        string[] parts = text.Split(':', 2);
        long size = UsualSize;
        string mode = "1777", programs = "noexec";
        foreach (string option in parts.Length > 1 ? parts[1].Split(',') : [])
        {
            string[] pair = option.Split('=', 2);
            if (pair is ["size", var bytes] && ConfigBlock.SizeOf(bytes) is { } given) size = given;
            else if (pair is ["mode", var bits] && bits.Length is 3 or 4 && bits.All(digit => digit is >= '0' and <= '7')) mode = bits;
            else if (option is "exec" or "noexec") programs = option;
            else throw new ConfigException($"tmpfs \"{text}\" has the option \"{option}\"; there are size=64m, mode=1777, exec and noexec.");
        }
        return new ContainerMount(ContainerMount.CheckTarget("tmpfs", parts[0]), "tmpfs", "tmpfs", ["nosuid", "nodev", programs, $"mode={mode}", "size=" + size.ToString(CultureInfo.InvariantCulture)]);
    }
}

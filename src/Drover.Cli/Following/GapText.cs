using System.Globalization;
using System.Text;

namespace Drover.Cli.Following;

/// <summary>What stands where output was not kept.</summary>
internal static class GapText
{
    /// <summary>One line, with its newline, for standard error.</summary>
    public static byte[] Line(long records, long bytes) => Encoding.UTF8.GetBytes(records > 0
        ? string.Create(CultureInfo.InvariantCulture, $"[… {bytes} bytes ({records} records) not kept]\n")
        : string.Create(CultureInfo.InvariantCulture, $"[… {bytes} bytes not kept]\n"));
}

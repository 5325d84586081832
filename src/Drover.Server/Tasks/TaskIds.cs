using System.Globalization;

namespace Drover.Server.Tasks;

/// <summary>The ids of tasks: "t-" and a number.</summary>
internal static class TaskIds
{
    /// <summary>"t-12".</summary>
    public static string Of(long seq) => string.Create(CultureInfo.InvariantCulture, $"t-{seq}");

    /// <summary>The number in an id; null when it is none.</summary>
    public static long? TryParse(string? id) =>
        id is ['t', '-', >= '1' and <= '9', ..] && long.TryParse(id.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out long seq) ? seq : null;
}

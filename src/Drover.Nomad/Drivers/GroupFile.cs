using System.Globalization;
using System.Text;
using Drover.Engine.Descriptors;

namespace Drover.Nomad.Drivers;

/// <summary>Reads files of control groups: a number alone, or names and numbers line by line.</summary>
internal static class GroupFile
{
    /// <summary>The number in a file; null when it is not there or says something else, such as "max".</summary>
    public static long? Number(string? directory, string name) =>
        Text(directory, name) is { } text && long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The numbers in a file by name; none when it is not there.</summary>
    public static Dictionary<string, long> Numbers(string? directory, string name)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in (Text(directory, name) ?? "").Split('\n'))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && long.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)) numbers[line[..space]] = number;
        }
        return numbers;
    }

    // A group that has just gone is no error.
    private static string? Text(string? directory, string name) => directory is not null && Descriptor.ReadFile($"{directory}/{name}", out _) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}

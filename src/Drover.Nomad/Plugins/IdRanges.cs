using System.Collections.Immutable;
using System.Globalization;

namespace Drover.Nomad.Plugins;

/// <summary>Numbers of users or groups, as "0-99,1000". Immutable.</summary>
internal sealed class IdRanges
{
    private readonly ImmutableArray<(uint First, uint Last)> _ranges;

    private IdRanges(ImmutableArray<(uint, uint)> ranges) => _ranges = ranges;

    /// <summary>No number at all.</summary>
    public static IdRanges None { get; } = new([]);

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigException">The text is no list of numbers and ranges.</exception>
    public static IdRanges Read(string option, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return None;
        ImmutableArray<(uint, uint)>.Builder ranges = ImmutableArray.CreateBuilder<(uint, uint)>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', 2);
            if (!TryNumber(ends[0], out uint first) || !TryNumber(ends[^1], out uint last) || last < first)
                throw new ConfigException($"{option} has \"{part}\"; it is a list of numbers and ranges, such as \"0-99,1000\".");
            ranges.Add((first, last));
        }
        return new IdRanges(ranges.ToImmutable());
    }

    /// <summary>Whether a number is among them.</summary>
    public bool Contains(uint id) => _ranges.Any(range => id >= range.First && id <= range.Last);

    private static bool TryNumber(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

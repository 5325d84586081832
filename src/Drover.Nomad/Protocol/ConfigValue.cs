using System.Collections.Immutable;

namespace Drover.Nomad.Protocol;

/// <summary>A value of a configuration as Nomad sends it. Immutable.</summary>
internal sealed record ConfigValue
{
    /// <summary>Nothing.</summary>
    public static ConfigValue Null { get; } = new() { Kind = ConfigKind.Null };

    /// <summary>What it is.</summary>
    public required ConfigKind Kind { get; init; }

    /// <summary>The truth of a <see cref="ConfigKind.Truth"/>.</summary>
    public bool Truth { get; init; }

    /// <summary>The number, when it is one without a fraction and fits.</summary>
    public long? Integer { get; init; }

    /// <summary>The number.</summary>
    public double Number { get; init; }

    /// <summary>The text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The bytes.</summary>
    public ImmutableArray<byte> Bytes { get; init; } = [];

    /// <summary>The values of a list.</summary>
    public ImmutableArray<ConfigValue> Items { get; init; } = [];

    /// <summary>The values of a map, by name.</summary>
    public ImmutableSortedDictionary<string, ConfigValue> Entries { get; init; } = ImmutableSortedDictionary<string, ConfigValue>.Empty;

    /// <summary>A truth.</summary>
    public static ConfigValue Of(bool value) => new() { Kind = ConfigKind.Truth, Truth = value };

    /// <summary>A number without a fraction.</summary>
    public static ConfigValue Of(long value) => new() { Kind = ConfigKind.Number, Integer = value, Number = value };

    /// <summary>A number.</summary>
    public static ConfigValue Of(double value) =>
        new() { Kind = ConfigKind.Number, Number = value, Integer = double.IsInteger(value) && Math.Abs(value) < long.MaxValue ? (long)value : null };

    /// <summary>A text.</summary>
    public static ConfigValue Of(string value) => new() { Kind = ConfigKind.Text, Text = value };
}

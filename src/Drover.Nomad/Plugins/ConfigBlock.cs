using System.Collections.Immutable;
using System.Globalization;
using Drover.Nomad.Protocol;

namespace Drover.Nomad.Plugins;

/// <summary>A configuration block while it is read: its values by name, each of the kind that is expected.</summary>
/// <remarks>Nomad has held the values against the schema; a wrong kind comes from another host, and a name that is not there reads as not set.</remarks>
internal sealed class ConfigBlock
{
    private readonly ImmutableSortedDictionary<string, ConfigValue> _values;

    private ConfigBlock(ImmutableSortedDictionary<string, ConfigValue> values) => _values = values;

    /// <summary>Decodes a block.</summary>
    /// <param name="bytes">MessagePack; none for a block without values.</param>
    /// <exception cref="ConfigException">They are no block.</exception>
    public static ConfigBlock Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return new ConfigBlock(ImmutableSortedDictionary<string, ConfigValue>.Empty);
        try
        {
            ConfigValue value = MessagePackReader.Read(bytes);
            return value.Kind == ConfigKind.Null ? Read([]) : Of("the configuration", value);
        }
        catch (MessagePackException e)
        {
            throw new ConfigException($"The configuration can't be read: {e.Message}");
        }
    }

    /// <summary>A text; null when it is not set.</summary>
    public string? Text(string name) => Find(name) is not { } value ? null : value.Kind == ConfigKind.Text ? value.Text : throw Wrong(name, "a string");

    /// <summary>A truth; null when it is not set.</summary>
    public bool? Truth(string name) => Find(name) is not { } value ? null : value.Kind == ConfigKind.Truth ? value.Truth : throw Wrong(name, "true or false");

    /// <summary>A number without a fraction; null when it is not set.</summary>
    public long? Integer(string name) => Find(name) is not { } value ? null : Number(value) ?? throw Wrong(name, "a whole number");

    /// <summary>Texts; none when it is not set.</summary>
    public ImmutableArray<string> Texts(string name) => Find(name) is not { } value ? [] : TextsOf(name, value);

    /// <summary>Whether it is set.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A number of bytes, as "64m" or "67108864"; null when it is not set.</summary>
    public long? Size(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.Kind == ConfigKind.Number && value.Integer is > 0 and { } bytes) return bytes;
        return value.Kind == ConfigKind.Text && SizeOf(value.Text) is { } size ? size : throw Wrong(name, "a size, such as \"64m\"");
    }

    /// <summary>Texts by names of the user's; none when it is not set.</summary>
    /// <remarks>A block, or a list of them, of which a later one wins: what a schema of list(map(string)) lets jobs write.</remarks>
    public ImmutableSortedDictionary<string, string> TextMap(string name)
    {
        if (Find(name) is not { } value) return ImmutableSortedDictionary<string, string>.Empty;
        ImmutableSortedDictionary<string, string>.Builder texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (ConfigValue block in value.Kind == ConfigKind.List ? value.Items : [value])
        {
            if (block.Kind != ConfigKind.Map) throw Wrong(name, "a block of strings");
            foreach ((string key, ConfigValue text) in block.Entries) texts[key] = text.Kind == ConfigKind.Text ? text.Text : throw Wrong($"{name}.{key}", "a string");
        }
        return texts.ToImmutable();
    }

    /// <summary>A block; null when it is not set.</summary>
    public ConfigBlock? Block(string name) => Find(name) is { } value ? Of(name, value) : null;

    /// <summary>Blocks; none when it is not set.</summary>
    public ImmutableArray<ConfigBlock> Blocks(string name)
    {
        if (Find(name) is not { } value) return [];
        if (value.Kind != ConfigKind.List) throw Wrong(name, "blocks");
        return [.. value.Items.Select(item => Of(name, item))];
    }

    private static ConfigBlock Of(string name, ConfigValue value) => value.Kind == ConfigKind.Map ? new ConfigBlock(value.Entries) : throw Wrong(name, "a block");

    // A number that fits no binary form comes as its decimal text.
    private static long? Number(ConfigValue value) => value.Kind switch
    {
        ConfigKind.Number => value.Integer,
        ConfigKind.Text when long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        _ => null,
    };

    /// <summary>Reads a size: a positive number, with k, m or g behind it for 1024, its square and its cube; null for anything else.</summary>
    public static long? SizeOf(string text)
    {
        int unit = text.Length == 0 ? -1 : "kmg".IndexOf(char.ToLowerInvariant(text[^1]), StringComparison.Ordinal);
        return long.TryParse(unit < 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 && number < long.MaxValue >> 30
            ? number << (10 * (unit + 1))
            : null;
    }

    private static ImmutableArray<string> TextsOf(string name, ConfigValue value) => value.Kind != ConfigKind.List
        ? throw Wrong(name, "a list of strings")
        : [.. value.Items.Select(item => item.Kind == ConfigKind.Text ? item.Text : throw Wrong(name, "a list of strings"))];

    private static ConfigException Wrong(string name, string expected) => new($"{name} is not {expected}.");

    private ConfigValue? Find(string name) => _values.GetValueOrDefault(name) is { Kind: not ConfigKind.Null } value ? value : null;
}

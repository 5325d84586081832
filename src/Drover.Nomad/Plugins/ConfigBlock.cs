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

    /// <summary>Texts by names of the user's; none when it is not set.</summary>
    public ImmutableSortedDictionary<string, string> TextMap(string name)
    {
        if (Find(name) is not { } value) return ImmutableSortedDictionary<string, string>.Empty;
        if (value.Kind != ConfigKind.Map) throw Wrong(name, "a block of strings");
        ImmutableSortedDictionary<string, string>.Builder texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach ((string key, ConfigValue text) in value.Entries) texts[key] = text.Kind == ConfigKind.Text ? text.Text : throw Wrong($"{name}.{key}", "a string");
        return texts.ToImmutable();
    }

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

    private static ImmutableArray<string> TextsOf(string name, ConfigValue value) => value.Kind != ConfigKind.List
        ? throw Wrong(name, "a list of strings")
        : [.. value.Items.Select(item => item.Kind == ConfigKind.Text ? item.Text : throw Wrong(name, "a list of strings"))];

    private static ConfigException Wrong(string name, string expected) => new($"{name} is not {expected}.");

    private ConfigValue? Find(string name) => _values.GetValueOrDefault(name) is { Kind: not ConfigKind.Null } value ? value : null;
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.HclSpec;

namespace Drover.Nomad.Commands;

/// <summary>Reads configuration from words as "name=value": what a schema calls a string, number or bool as it stands, lists word by word or as JSON, blocks as JSON.</summary>
internal static class ConfigText
{
    /// <summary>Reads them all.</summary>
    /// <param name="option">The option that they came by, for messages.</param>
    /// <param name="schema">What there may be.</param>
    /// <param name="words">The words.</param>
    /// <exception cref="UsageException">One of them does not fit.</exception>
    public static ConfigValue Read(string option, Spec schema, IEnumerable<string> words)
    {
        ImmutableSortedDictionary<string, ConfigValue> values = ImmutableSortedDictionary.Create<string, ConfigValue>(StringComparer.Ordinal);
        foreach (string word in words)
        {
            int at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new UsageException($"{option}: '{word}' is not NAME=VALUE.");
            string name = word[..at];
            Spec spec = Find(option, schema, name);
            ConfigValue value = Parse(option, name, spec, word[(at + 1)..]);
            // A list grows by each word; of anything else the last one counts.
            if (IsList(spec) && values.TryGetValue(name, out ConfigValue? before)) value = ListOf([.. before.Items, .. value.Items]);
            values = values.SetItem(name, value);
        }
        return new ConfigValue { Kind = ConfigKind.Map, Entries = values };
    }

    private static Spec Find(string option, Spec schema, string name) => schema.Object?.Attributes is { } attributes && attributes.TryGetValue(name, out Spec? spec)
        ? spec
        : throw new UsageException($"{option}: there is no option '{name}'. There are: {string.Join(", ", (schema.Object?.Attributes.Keys ?? []).Order(StringComparer.Ordinal))}.");

    private static ConfigValue Parse(string option, string name, Spec spec, string text)
    {
        string type = TypeOf(spec);
        switch (type)
        {
            case "string":
                return ConfigValue.Of(text);
            case "bool":
                return ConfigValue.Of(bool.TryParse(text, out bool truth) ? truth : throw new UsageException($"{option}: {name} is true or false, not '{text}'."));
            case "number":
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) return ConfigValue.Of(whole);
                return ConfigValue.Of(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw new UsageException($"{option}: {name} is a number, not '{text}'."));
        }
        if (type == "list(string)" && !text.StartsWith('[')) return ListOf([ConfigValue.Of(text)]);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            ConfigValue value = Convert(option, name, spec, document.RootElement);
            // One block of several may come alone.
            return IsList(spec) && value.Kind == ConfigKind.Map ? ListOf([value]) : value;
        }
        catch (JsonException)
        {
            throw new UsageException($"{option}: {name} is given as JSON, such as {name}='{(IsList(spec) ? "[…]" : "{…}")}'; '{text}' is none.");
        }
    }

    private static ConfigValue Convert(string option, string name, Spec? spec, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                return ListOf([.. json.EnumerateArray().Select(item => Convert(option, name, spec, item))]);
            case JsonValueKind.Object:
                Spec? nested = spec?.BlockList?.Nested ?? spec?.BlockValue?.Nested ?? spec;
                ImmutableSortedDictionary<string, ConfigValue> entries = ImmutableSortedDictionary.Create<string, ConfigValue>(StringComparer.Ordinal);
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    Spec? inner = nested?.Object is null ? null : Find($"{option} {name}", nested, property.Name);
                    entries = entries.SetItem(property.Name, Convert(option, $"{name}.{property.Name}", inner, property.Value));
                }
                return new ConfigValue { Kind = ConfigKind.Map, Entries = entries };
            case JsonValueKind.String:
                return ConfigValue.Of(json.GetString()!);
            case JsonValueKind.Number:
                return json.TryGetInt64(out long whole) ? ConfigValue.Of(whole) : ConfigValue.Of(json.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                return ConfigValue.Of(json.GetBoolean());
            default:
                return ConfigValue.Null;
        }
    }

    private static string TypeOf(Spec spec) => spec.Attr?.Type ?? spec.Default?.Primary?.Attr?.Type ?? "";

    private static bool IsList(Spec spec) => spec.BlockList is not null || spec.BlockSet is not null || TypeOf(spec).StartsWith("list(", StringComparison.Ordinal);

    private static ConfigValue ListOf(ImmutableArray<ConfigValue> items) => new() { Kind = ConfigKind.List, Items = items };
}

using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Drover.Server.AgentTools;

/// <summary>What a tool was called with. Names that are not known and values of the wrong kind are refused by name.</summary>
internal sealed class ToolArguments
{
    private readonly IDictionary<string, JsonElement> _given;

    /// <summary>Looks at the arguments of a call.</summary>
    /// <exception cref="ToolException">One of them is not known.</exception>
    public ToolArguments(CallToolRequestParams call, params ReadOnlySpan<string> known)
    {
        _given = call.Arguments ?? new Dictionary<string, JsonElement>();
        foreach (string name in _given.Keys)
            if (!known.Contains(name)) throw new ToolException($"'{name}' is not known; {call.Name} takes {string.Join(", ", known!)}.");
    }

    /// <summary>A text; null when it is not there.</summary>
    public string? Text(string name) => Find(name) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.String && !value.GetString()!.Contains('\0', StringComparison.Ordinal) ? value.GetString() : throw new ToolException($"'{name}' is not a text.");

    /// <summary>A text that must be there.</summary>
    public string Needed(string name) => Text(name) is { Length: > 0 } text ? text : throw new ToolException($"'{name}' is missing.");

    /// <summary>A number; null when it is not there.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most
            ? number
            : throw new ToolException($"'{name}' is not a number from {least} to {most}.");
    }

    /// <summary>True or false; false when it is not there.</summary>
    public bool Flag(string name) => Find(name) is { } value && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new ToolException($"'{name}' is not true or false."));

    /// <summary>A list of texts; null when it is not there.</summary>
    public string[]? List(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0 || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || item.GetString()!.Contains('\0', StringComparison.Ordinal)))
            throw new ToolException($"'{name}' is not a list of texts with at least one.");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>An object of texts; empty when it is not there.</summary>
    public IReadOnlyList<(string Name, string Value)> Texts(string name)
    {
        if (Find(name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(one => one.Value.ValueKind != JsonValueKind.String || one.Name.Length == 0 || one.Name.Contains('=', StringComparison.Ordinal)))
            throw new ToolException($"'{name}' is not an object of texts.");
        return [.. value.EnumerateObject().Select(one => (one.Name, one.Value.GetString()!))];
    }

    private JsonElement? Find(string name) => _given.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

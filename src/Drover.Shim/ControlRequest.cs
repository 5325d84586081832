using System.Text.Json;
using Drover.Runs.Formats;

namespace Drover.Shim;

/// <summary>A request as it came: its operation and its numbers.</summary>
internal readonly struct ControlRequest
{
    private readonly List<(string Name, long Value)> _numbers;

    private ControlRequest(string operation, List<(string, long)> numbers)
    {
        Operation = operation;
        _numbers = numbers;
    }

    public string Operation { get; }

    public static ControlRequest Read(ReadOnlySpan<byte> payload)
    {
        var json = new Utf8JsonReader(payload);
        string operation = "";
        var numbers = new List<(string, long)>();
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException("A request is a JSON object.");
        while (Json.NextProperty(ref json, out string name))
        {
            if (name == "op") operation = json.GetString() ?? "";
            else if (json.TokenType == JsonTokenType.Number) numbers.Add((name, json.GetInt64()));
            else json.Skip();
        }
        return new ControlRequest(operation, numbers);
    }

    public int GetInt(string name, int otherwise) => checked((int)Get(name, otherwise));

    /// <summary>A number of rows or columns.</summary>
    public int GetSize(string name, int otherwise) =>
        Get(name, otherwise) is var size and >= 1 and <= ushort.MaxValue ? (int)size : throw new ArgumentOutOfRangeException(name, "A terminal has 1 to 65535 of them.");

    public long Get(string name, long otherwise)
    {
        foreach ((string key, long value) in _numbers)
            if (key == name) return value;
        return otherwise;
    }
}

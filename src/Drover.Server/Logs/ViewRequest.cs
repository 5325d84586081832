using System.Text.Json;
using Drover.Runs.Logs;

namespace Drover.Server.Logs;

/// <summary>What a viewer asks for on its connection: <c>{"op":"subscribe","runId":…,"after":…}</c>.</summary>
internal sealed record ViewRequest
{
    /// <summary>The run to show; null for the task's newest.</summary>
    public string? RunId { get; init; }

    /// <summary>Go on after this record; null for the beginning.</summary>
    public long? After { get; init; }

    /// <summary>Which streams; null for those before.</summary>
    public LogStreams? Streams { get; init; }

    /// <summary>What is wrong with it; null when it can be met.</summary>
    public string? Trouble { get; init; }

    /// <summary>Reads a message.</summary>
    public static ViewRequest Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Wrong("A message is a JSON object.");
            if (Text(root, "op") is not "subscribe") return Wrong("The only op is \"subscribe\".");
            LogStreams? streams = null;
            if (Text(root, "streams") is { } words && (streams = StreamNames.TryParse(words)) is null) return Wrong("'streams' is not a list of stdout, stderr, terminal.");
            long? after = null;
            if (root.TryGetProperty("after", out JsonElement given))
            {
                if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out long number) || number < 0) return Wrong("'after' is not the number of a record.");
                after = number;
            }
            return new ViewRequest { RunId = Text(root, "runId"), After = after, Streams = streams };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second: what is no UTF-8, or half of a surrogate pair.
            return Wrong("A message is a JSON object.");
        }
    }

    private static ViewRequest Wrong(string text) => new() { Trouble = text };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

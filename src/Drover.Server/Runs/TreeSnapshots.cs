using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Drover.Server.Runs;

/// <summary>The process trees that a run's shim has written down: at its start, when it was stopped, before SIGKILL, when it seemed stuck, and what a stop could not end.</summary>
internal static class TreeSnapshots
{
    private static readonly string[] s_files = ["events.old.jsonl", "events.jsonl"];

    /// <summary>The newest one at a moment, and which there are.</summary>
    /// <param name="directory">The directory of the durable run.</param>
    /// <param name="at">The moment.</param>
    /// <returns>JSON: <c>{"at", "trigger", "processes", "snapshots":[{"at", "trigger"}]}</c>; <c>at</c> and <c>trigger</c> are null when there was none yet.</returns>
    /// <exception cref="IOException">The events can't be read.</exception>
    public static byte[] Write(string directory, DateTimeOffset at)
    {
        List<(DateTimeOffset At, string Kind, JsonElement Event)> all = [.. s_files.SelectMany(file => Read(Path.Combine(directory, file)))];
        int chosen = all.FindLastIndex(one => one.At <= at);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", chosen < 0 ? null : Text(all[chosen].At));
            json.WriteString("trigger", chosen < 0 ? null : all[chosen].Kind);
            json.WritePropertyName("processes");
            if (chosen >= 0 && all[chosen].Event.TryGetProperty("processes", out JsonElement processes)) processes.WriteTo(json);
            else WriteLeader(json, chosen < 0 ? default : all[chosen].Event);
            json.WriteStartArray("snapshots");
            foreach ((DateTimeOffset time, string kind, _) in all)
            {
                json.WriteStartObject();
                json.WriteString("at", Text(time));
                json.WriteString("trigger", kind);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    // Lines that are no JSON, and kinds that say nothing of processes, are passed over.
    private static IEnumerable<(DateTimeOffset At, string Kind, JsonElement Event)> Read(string path)
    {
        if (!File.Exists(path)) yield break;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            if (TryRead(line, out JsonElement happened) && happened.TryGetProperty("kind", out JsonElement kind) && happened.TryGetProperty("time", out JsonElement time)
                && (happened.TryGetProperty("processes", out _) || kind.GetString() == "started")
                && DateTimeOffset.TryParse(time.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
                yield return (at, kind.GetString()!, happened);
        }
    }

    private static bool TryRead(string line, out JsonElement happened)
    {
        happened = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            happened = document.RootElement.Clone();
            return happened.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // At the start there is the leader and nobody else.
    private static void WriteLeader(Utf8JsonWriter json, JsonElement started)
    {
        json.WriteStartArray();
        if (started.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", started.TryGetProperty("pid", out JsonElement pid) ? pid.GetInt32() : 0);
            json.WriteNumber("depth", 0);
            json.WriteString("command", started.TryGetProperty("command", out JsonElement command) ? command.GetString() : "");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

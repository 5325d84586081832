using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Drover.Engine;
using Drover.Engine.Processes;
using Drover.Engine.Signals;

namespace Drover.Runs.Formats;

/// <summary>Pieces of our JSON that several files share: byte strings, times, identities, wait statuses.</summary>
/// <remarks>Bytes that are UTF-8 are a JSON string; others are an object {"base64": "…"}, so that nothing is lost.</remarks>
internal static class Json
{
    public static void Write(this Utf8JsonWriter json, string name, ByteString value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

    public static void WriteValue(this Utf8JsonWriter json, ByteString value)
    {
        if (Utf8.IsValid(value.Span))
        {
            json.WriteStringValue(value.Span);
            return;
        }
        json.WriteStartObject();
        json.WriteBase64String("base64", value.Span);
        json.WriteEndObject();
    }

    public static void WriteList(this Utf8JsonWriter json, string name, ImmutableArray<ByteString> values)
    {
        json.WriteStartArray(name);
        foreach (ByteString value in values) json.WriteValue(value);
        json.WriteEndArray();
    }

    public static void WriteLabels(this Utf8JsonWriter json, ImmutableSortedDictionary<string, string> labels)
    {
        if (labels.IsEmpty) return;
        json.WriteStartObject("labels");
        foreach ((string key, string value) in labels) json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>UTC in RFC 3339 with milliseconds.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void Write(this Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time) json.WriteString(name, Text(time));
    }

    public static void Write(this Utf8JsonWriter json, string name, TimeSpan? value)
    {
        if (value is { } span) json.WriteNumber(name, (long)span.TotalMilliseconds);
    }

    public static void WriteOptional(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    public static void Write(this Utf8JsonWriter json, string name, ProcessIdentity identity)
    {
        if (identity == default) return;
        json.WriteStartObject(name);
        json.WriteNumber("pid", identity.Pid);
        json.WriteNumber("startTicks", identity.StartTicks);
        json.WriteEndObject();
    }

    /// <summary>"exitCode", or "signal" and "coreDumped"; nothing while there is neither.</summary>
    public static void WriteStatus(this Utf8JsonWriter json, WaitStatus status)
    {
        if (status.Kind == WaitStatusKind.Exited) json.WriteNumber("exitCode", status.ExitCode);
        if (status.Kind != WaitStatusKind.Signalled) return;
        json.WriteString("signal", status.Signal.ToString());
        if (status.CoreDumped) json.WriteBoolean("coreDumped", true);
    }

    /// <summary>Refuses a value of another kind.</summary>
    /// <exception cref="JsonException">It is one.</exception>
    public static void Expect(ref Utf8JsonReader json, JsonTokenType kind)
    {
        if (json.TokenType != kind) throw new JsonException($"a {json.TokenType} stands where a {kind} belongs");
    }

    /// <summary>Moves to the next property of the object the reader is in; its value is the current token then. False at the object's end.</summary>
    public static bool NextProperty(ref Utf8JsonReader json, out string name)
    {
        name = "";
        if (!json.Read() || json.TokenType == JsonTokenType.EndObject) return false;
        name = json.GetString()!;
        return json.Read();
    }

    public static ByteString ReadBytes(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            int length = json.HasValueSequence ? checked((int)json.ValueSequence.Length) : json.ValueSpan.Length;
            byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
            int written = json.CopyString(buffer);
            var result = new ByteString(buffer.AsSpan(0, written));
            ArrayPool<byte>.Shared.Return(buffer);
            return result;
        }
        Expect(ref json, JsonTokenType.StartObject);
        var bytes = default(ByteString);
        while (NextProperty(ref json, out string name))
        {
            if (name == "base64") bytes = new ByteString(json.GetBytesFromBase64());
            else json.Skip();
        }
        return bytes;
    }

    public static ImmutableArray<ByteString> ReadList(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartArray);
        ImmutableArray<ByteString>.Builder values = ImmutableArray.CreateBuilder<ByteString>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) values.Add(ReadBytes(ref json));
        return values.ToImmutable();
    }

    public static ImmutableSortedDictionary<string, string> ReadLabels(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartObject);
        ImmutableSortedDictionary<string, string> labels = ImmutableSortedDictionary<string, string>.Empty;
        while (NextProperty(ref json, out string name)) labels = labels.SetItem(name, json.GetString() ?? "");
        return labels;
    }

    public static DateTimeOffset ReadTime(ref Utf8JsonReader json) => json.GetDateTimeOffset();

    public static TimeSpan ReadSpan(ref Utf8JsonReader json) => TimeSpan.FromMilliseconds(json.GetInt64());

    public static ProcessIdentity ReadIdentity(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartObject);
        int pid = 0;
        long ticks = 0;
        while (NextProperty(ref json, out string name))
        {
            if (name == "pid") pid = json.GetInt32();
            else if (name == "startTicks") ticks = json.GetInt64();
            else json.Skip();
        }
        return new ProcessIdentity(pid, ticks);
    }

    /// <summary>Takes one of the properties that <see cref="WriteStatus"/> wrote; false when it is another.</summary>
    public static bool TryReadStatus(ref Utf8JsonReader json, string name, ref WaitStatus status)
    {
        switch (name)
        {
            case "exitCode":
                status = WaitStatus.Exited(json.GetInt32());
                return true;
            case "signal":
                status = Signal.TryParse(json.GetString(), out Signal signal) ? WaitStatus.Signalled(signal) : default;
                return true;
            case "coreDumped":
                status = WaitStatus.Signalled(status.Signal, json.GetBoolean());
                return true;
            default:
                return false;
        }
    }
}

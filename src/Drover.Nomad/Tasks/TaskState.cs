using System.Text.Json;

namespace Drover.Nomad.Tasks;

/// <summary>What the client keeps of a task for us: all that is left of it when both the plugin and the agent are new. Immutable.</summary>
/// <param name="RunId">The durable run.</param>
/// <param name="Container">The container's id.</param>
/// <param name="UserId">The user of its programs.</param>
/// <param name="GroupId">The group of its programs.</param>
/// <param name="StopSignal">The number of the first signal of a stop.</param>
/// <param name="StartedAt">When it was started.</param>
internal sealed record TaskState(string RunId, string Container, uint UserId, uint GroupId, int StopSignal, DateTimeOffset StartedAt)
{
    /// <summary>The version that is written, and the highest that is read.</summary>
    public const int Version = 1;

    /// <summary>The state as bytes.</summary>
    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("run", RunId);
            json.WriteString("container", Container);
            json.WriteNumber("uid", UserId);
            json.WriteNumber("gid", GroupId);
            json.WriteNumber("stopSignal", StopSignal);
            json.WriteString("startedAt", StartedAt);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in this version or an older one.</summary>
    /// <exception cref="FormatException">It is damaged, or a newer driver's.</exception>
    public static TaskState Read(ReadOnlyMemory<byte> bytes)
    {
        int version;
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement state = document.RootElement;
            version = state.GetProperty("version").GetInt32();
            if (version <= Version)
            {
                return new TaskState(
                    Text(state, "run"), Text(state, "container"), state.GetProperty("uid").GetUInt32(), state.GetProperty("gid").GetUInt32(),
                    state.GetProperty("stopSignal").GetInt32(), state.GetProperty("startedAt").GetDateTimeOffset());
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatException($"its driver state is damaged: {e.Message}", e);
        }
        throw new FormatException($"its driver state is of version {version}, and this driver knows up to {Version}: a newer one wrote it");
    }

    private static string Text(JsonElement state, string name) => state.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"{name} is empty");
}

using System.Text.Json;
using Drover.Server.Storage;

namespace Drover.Server.Settings;

/// <summary>The row that keeps the settings.</summary>
internal static class SettingsTable
{
    private const string Key = "server";

    /// <summary>Reads them.</summary>
    public static StoredSettings Read(DatabaseSession session) =>
        session.QueryText("SELECT value FROM setting WHERE key = @key", ("@key", Key)) is { } json
            ? JsonSerializer.Deserialize(json, StoredJson.Default.StoredSettings) ?? StoredSettings.None
            : StoredSettings.None;

    /// <summary>Writes them.</summary>
    public static StoredSettings Write(DatabaseSession session, StoredSettings settings, DateTimeOffset now)
    {
        session.Execute(
            "INSERT INTO setting (key, value, updated_at) VALUES (@key, @value, @now) ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
            ("@key", Key), ("@value", JsonSerializer.Serialize(settings, StoredJson.Default.StoredSettings)), ("@now", now.ToUnixTimeMilliseconds()));
        return settings;
    }
}

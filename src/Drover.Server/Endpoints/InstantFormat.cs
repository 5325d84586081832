using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Drover.Server.Endpoints;

/// <summary>Times in JSON: RFC 3339, UTC, milliseconds.</summary>
internal sealed class InstantFormat : JsonConverter<DateTimeOffset>
{
    /// <summary>"2026-11-21T12:00:00.000Z".</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));
}

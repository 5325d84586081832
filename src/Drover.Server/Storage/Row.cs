using System.Data.Common;

namespace Drover.Server.Storage;

/// <summary>The row that a query stands on; columns by name.</summary>
internal readonly struct Row(DbDataReader reader)
{
    /// <summary>A text that is there.</summary>
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    /// <summary>A text or null.</summary>
    public string? TextOrNull(string column) => reader.GetOrdinal(column) is var i && reader.IsDBNull(i) ? null : reader.GetString(i);

    /// <summary>A number that is there.</summary>
    public long Number(string column) => reader.GetInt64(reader.GetOrdinal(column));

    /// <summary>A number or null.</summary>
    public long? NumberOrNull(string column) => reader.GetOrdinal(column) is var i && reader.IsDBNull(i) ? null : reader.GetInt64(i);

    /// <summary>A number with a fraction.</summary>
    public double Real(string column) => reader.GetDouble(reader.GetOrdinal(column));

    /// <summary>A time, kept as milliseconds since the epoch.</summary>
    public DateTimeOffset Time(string column) => DateTimeOffset.FromUnixTimeMilliseconds(Number(column));

    /// <summary>A time or null.</summary>
    public DateTimeOffset? TimeOrNull(string column) => NumberOrNull(column) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}

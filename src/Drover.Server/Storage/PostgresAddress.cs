using Drover.Server.Hosting;
using Npgsql;

namespace Drover.Server.Storage;

/// <summary>Reads DROVER_DATABASE: <c>postgres://user:password@host:port/database?sslmode=require</c>, or the words of a connection string.</summary>
internal static class PostgresAddress
{
    private static readonly string[] s_schemes = ["postgres", "postgresql"];

    /// <summary>The connection string.</summary>
    /// <exception cref="UsageException">It is none. The message does not repeat it: it may hold a password.</exception>
    public static string Parse(string text)
    {
        try
        {
            NpgsqlConnectionStringBuilder found = text.Contains("://", StringComparison.Ordinal) ? OfAddress(text) : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(found.Host)) throw new UsageException("DROVER_DATABASE names no host. Give one like postgres://user@host/database.");
            return found.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new UsageException($"DROVER_DATABASE is no address of a PostgreSQL database ({e.GetType().Name}). Give one like postgres://user@host/database.");
        }
    }

    /// <summary>A connection string for people: without what is secret.</summary>
    public static string Describe(string connection)
    {
        var words = new NpgsqlConnectionStringBuilder(connection);
        return $"{words.Database ?? words.Username} on {words.Host}{(words.Host is ['/', ..] ? "" : $":{words.Port}")}";
    }

    private static NpgsqlConnectionStringBuilder OfAddress(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (!s_schemes.Contains(text[..scheme])) throw new UsageException($"DROVER_DATABASE: '{text[..scheme]}' databases are not known. Give postgres://…, or leave it out for SQLite.");
        // Without a host ("postgres:///db?host=/run/postgresql") it is no address for Uri.
        bool isHostless = text.AsSpan(scheme + 3).StartsWith("/");
        var address = new Uri(isHostless ? $"postgres://nobody{text[(scheme + 3)..]}" : text);
        var words = new NpgsqlConnectionStringBuilder();
        if (!isHostless) words.Host = address.Host;
        if (address.Port > 0) words.Port = address.Port;
        if (address.AbsolutePath.Length > 1) words.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        string[] user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0) words.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) words.Password = Uri.UnescapeDataString(user[1]);
        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            switch (parts[0])
            {
                case "host":
                    words.Host = value;
                    break;
                case "user":
                    words.Username = value;
                    break;
                case "sslmode":
                    words["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal);
                    break;
                default:
                    words[Uri.UnescapeDataString(parts[0])] = value;
                    break;
            }
        }
        return words;
    }
}

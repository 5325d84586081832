// Constraints
//   Every request may carry a token, and none may cost a look into the database. A stolen copy of the database must open nothing.
// Scheme
//   Tokens are 244 random bits, so a plain hash is enough. All hashes are in memory, by hash; the database is read once and written on changes. Who looks a hash up learns
//   nothing from the time that it takes: what is compared is not the token.

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Drover.Server.Storage;

namespace Drover.Server.Access;

/// <summary>The tokens that have been given out.</summary>
internal sealed class TokenBook
{
    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, ApiToken> _byHash;

    /// <summary>Reads them.</summary>
    public TokenBook(IDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _byHash = new(database.Read(session => session.Query("SELECT * FROM api_token", Read)).ToDictionary(token => token.Hash), StringComparer.Ordinal);
    }

    /// <summary>All of them, oldest first.</summary>
    public IEnumerable<ApiToken> All => _byHash.Values.OrderBy(token => token.CreatedAt).ThenBy(token => token.Id, StringComparer.Ordinal);

    /// <summary>The one that a text is; null when it is none.</summary>
    public ApiToken? Find(string text) => _byHash.IsEmpty ? null : _byHash.GetValueOrDefault(HashOf(text));

    /// <summary>Makes one.</summary>
    /// <returns>It and its text, which nobody can get again.</returns>
    public async Task<(ApiToken Token, string Text)> MakeAsync(string name, string scope)
    {
        // Random bits of the kernel; RandomNumberGenerator would load OpenSSL for them.
        string text = $"drv_{Guid.NewGuid():N}{Guid.NewGuid():N}";
        var token = new ApiToken(Guid.NewGuid().ToString("N")[..12], name, scope, HashOf(text), _time.GetUtcNow());
        await _database.WriteAsync(
            session => session.Execute(
                "INSERT INTO api_token (id, name, scope, hash, created_at) VALUES (@id, @name, @scope, @hash, @created_at)",
                ("@id", token.Id), ("@name", name), ("@scope", scope), ("@hash", token.Hash), ("@created_at", token.CreatedAt.ToUnixTimeMilliseconds())),
            durable: true).ConfigureAwait(false);
        _byHash[token.Hash] = token;
        return (token, text);
    }

    /// <summary>Takes one back; false when there is none of that id.</summary>
    public async Task<bool> RemoveAsync(string id)
    {
        if (_byHash.Values.FirstOrDefault(token => token.Id == id) is not { } found) return false;
        await _database.WriteAsync(session => session.Execute("DELETE FROM api_token WHERE id = @id", ("@id", id)), durable: true).ConfigureAwait(false);
        return _byHash.TryRemove(found.Hash, out _);
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static ApiToken Read(Row row) => new(row.Text("id"), row.Text("name"), row.Text("scope"), row.Text("hash"), row.Time("created_at"));
}

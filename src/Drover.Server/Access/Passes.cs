using System.Collections.Concurrent;

namespace Drover.Server.Access;

/// <summary>What was given out to those who showed the token: sessions for browsers, and tickets that open one WebSocket. Kept in memory only.</summary>
internal sealed class Passes(TimeProvider time)
{
    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(12);

    /// <summary>How long a ticket can be used.</summary>
    public static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(60);

    private const int GreatestCount = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tickets = new(StringComparer.Ordinal);

    /// <summary>A new session.</summary>
    public string OpenSession() => Add(_sessions, SessionLife);

    /// <summary>A new ticket.</summary>
    public string IssueTicket() => Add(_tickets, TicketLife);

    /// <summary>Whether a session is open.</summary>
    public bool HasSession(string pass) => _sessions.TryGetValue(pass, out DateTimeOffset end) && end > time.GetUtcNow();

    /// <summary>Ends a session.</summary>
    public void CloseSession(string pass) => _sessions.TryRemove(pass, out _);

    /// <summary>Whether a ticket is good; it is not good a second time.</summary>
    public bool UseTicket(string pass) => _tickets.TryRemove(pass, out DateTimeOffset end) && end > time.GetUtcNow();

    private string Add(ConcurrentDictionary<string, DateTimeOffset> passes, TimeSpan life)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (passes.Count >= GreatestCount)
            foreach ((string old, DateTimeOffset end) in passes)
                if (end <= now || passes.Count >= GreatestCount) passes.TryRemove(old, out _);
        // 244 random bits of the kernel.
        string pass = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
        passes[pass] = now + life;
        return pass;
    }
}

namespace Drover.Server.Access;

/// <summary>A token that somebody has been given beside the server's own. Immutable; the token itself is not kept, only its hash.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Name">What it is for, for people.</param>
/// <param name="Scope">"read": only requests that change nothing; "write": all.</param>
/// <param name="Hash">SHA-256 of the token, in hexadecimal.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ApiToken(string Id, string Name, string Scope, string Hash, DateTimeOffset CreatedAt)
{
    /// <summary>Whether a request with this method may be made with it.</summary>
    public bool Allows(string method) => Scope == "write" || method is "GET" or "HEAD";
}

// Constraints
//   Pages of other sites must not reach a server on loopback, by a form, a script, a WebSocket or a name that they let point here. Other users of the machine
//   are strangers. A browser can't set headers on a WebSocket.
// Scheme
//   In this order: an Origin that is there must be ours. Who shows a token that was given out may do what it is for; who shows the server's own (header, session cookie, one-use ticket) is in. Without it only our own user and root
//   are, directly over loopback, and only under a name that is loopback's own: that is what DNS rebinding can't fake.

using System.Net;
using Drover.Engine.Processes;
using Drover.Server.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Drover.Server.Access;

/// <summary>Lets in who may come in.</summary>
internal sealed class AccessGate(AccessToken? token, TokenBook tokens, Passes passes)
{
    /// <summary>The cookie of a session.</summary>
    public const string Cookie = "drover_session";

    private static readonly object s_trust = new();

    /// <summary>Why a request is not let in; null when it is.</summary>
    public Problem? Check(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers.Origin is [{ } origin] && !IsOwn(origin, request))
            return new Problem(403, "foreign-origin", "Not from this page", $"The request comes from a page of {origin}, not from one of {request.Host}. Open the board at its own address.");
        if (Bearer(request) is { } given && tokens.Find(given) is { } own)
        {
            return own.Allows(request.Method)
                ? null
                : new Problem(403, "read-only-token", "The token may only read", $"The token '{own.Name}' is for requests that change nothing. Use one with the scope 'write'.");
        }
        if (HasPass(context)) return null;
        if (request.Path == "/healthz") return null;
        bool isDirect = !request.Headers.ContainsKey("Forwarded") && !request.Headers.ContainsKey("X-Forwarded-For");
        if (!isDirect || !IsTrusted(context.Connection, context.Items, context))
        {
            return token is null
                ? new Problem(403, "not-your-server", "This server is another user's", "Without a token only the user who started the server, and root, may use it, directly over loopback. Start it with DROVER_TOKEN or DROVER_TOKEN_FILE to let others in.")
                : new Problem(401, "token-needed", "A token is needed", "Send 'Authorization: Bearer TOKEN', or log in with POST /api/login.");
        }
        return IsLoopbackName(request.Host.Host)
            ? null
            : new Problem(403, "foreign-host", "Not this server's name", $"Without a token the server answers to localhost, 127.0.0.1 and [::1] only, not to '{request.Host.Host}'.");
    }

    /// <summary>Whether a text is the token.</summary>
    public bool IsToken(string text) => token?.Is(text) ?? false;

    /// <summary>What every answer carries: nothing but our own scripts runs in our pages, and nobody frames them.</summary>
    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy =
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private bool HasPass(HttpContext context)
    {
        if (token is null) return false;
        HttpRequest request = context.Request;
        if (Bearer(request) is { } given && token.Is(given)) return true;
        if (request.Cookies[Cookie] is { } session && passes.HasSession(session)) return true;
        return context.WebSockets.IsWebSocketRequest && request.Query["ticket"] is [{ } ticket] && passes.UseTicket(ticket);
    }

    private static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    private static bool IsTrusted(ConnectionInfo connection, IDictionary<object, object?> items, HttpContext context)
    {
        IDictionary<object, object?> kept = context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionItemsFeature>()?.Items ?? items;
        if (kept.TryGetValue(s_trust, out object? known)) return (bool)known!;
        // Without addresses it came by the Unix socket, whose file only our user and root can open.
        bool isTrusted = connection is { RemoteIpAddress: null, LocalIpAddress: null }
            || (connection is { RemoteIpAddress: { } peer, LocalIpAddress: { } own } && IPAddress.IsLoopback(peer)
                && PeerUser.Find(new IPEndPoint(peer, connection.RemotePort), new IPEndPoint(own, connection.LocalPort)) is { } user
                && (user == 0 || user == CurrentUser.Id));
        kept[s_trust] = isTrusted;
        return isTrusted;
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && page.Scheme is "http" or "https"
            && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopbackName(string host) =>
        host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}

using System.Net;
using System.Net.Sockets;
using Drover.Server.Hosting;

namespace Drover.Server.Clients;

/// <summary>Where the task runner is: DROVER_SERVER, else the socket, address and port that <c>drover serve</c> would take with the same variables. Immutable.</summary>
/// <param name="Base">The address of requests.</param>
/// <param name="Socket">The path of its Unix socket; null when it listens on a port.</param>
/// <param name="Token">What it asks others than its own user for; null when none is known.</param>
internal sealed record ServerAddress(Uri Base, string? Socket, string? Token)
{
    private const string SocketScheme = "unix:";

    /// <summary>For people.</summary>
    public string Text => Socket is null ? Base.GetLeftPart(UriPartial.Authority) : $"{SocketScheme}{Socket}";

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    /// <exception cref="UsageException">One of them can't be met.</exception>
    public static ServerAddress Read(Func<string, string?> variable)
    {
        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
        string? token = ReadToken(Get);
        if (Get("DROVER_SERVER") is { } server) return Parse(server, token);
        if (Get("DROVER_SOCKET") is { } socket) return OfSocket(socket, token);
        string listen = Get("DROVER_LISTEN") switch
        {
            null or "localhost" => "127.0.0.1",
            // Whoever listens everywhere listens on loopback too.
            "0.0.0.0" => "127.0.0.1",
            "::" => "[::1]",
            var address when IPAddress.TryParse(address, out IPAddress? known) && known.AddressFamily == AddressFamily.InterNetworkV6 => $"[{address}]",
            var address => address,
        };
        return Parse($"{listen}:{Get("DROVER_PORT") ?? $"{ServerSettings.DefaultPort}"}", token);
    }

    /// <summary>Makes the connection that requests go over.</summary>
    public HttpClient Connect()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        if (Socket is { } path)
        {
            handler.ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }
        var client = new HttpClient(handler) { BaseAddress = Base, Timeout = Timeout.InfiniteTimeSpan };
        if (Token is not null) client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    private static ServerAddress Parse(string text, string? token)
    {
        if (text.StartsWith(SocketScheme, StringComparison.Ordinal)) return OfSocket(text[SocketScheme.Length..], token);
        if (text.StartsWith('/')) return OfSocket(text, token);
        string full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(full, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? new ServerAddress(address, null, token)
            : throw new UsageException($"DROVER_SERVER: '{text}' is no address. Give one like http://127.0.0.1:{ServerSettings.DefaultPort} or unix:/path/of/socket.");
    }

    // The host is what the server lets in over loopback; over a socket it says nothing.
    private static ServerAddress OfSocket(string path, string? token) => new(new Uri("http://localhost"), Path.GetFullPath(path), token);

    private static string? ReadToken(Func<string, string?> get)
    {
        if (get("DROVER_TOKEN") is { } token) return token;
        if (get("DROVER_TOKEN_FILE") is not { } path) return null;
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"DROVER_TOKEN_FILE: {e.Message}");
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using Drover.Server.Hosting;

namespace Drover.Server.Access;

/// <summary>The secret that opens the server to others than its own user.</summary>
internal sealed class AccessToken
{
    private const int LeastLength = 16;
    private readonly byte[] _token;

    private AccessToken(string token) => _token = Encoding.UTF8.GetBytes(token);

    /// <summary>Reads it from DROVER_TOKEN, or from the file that DROVER_TOKEN_FILE names; null when neither is set.</summary>
    /// <exception cref="UsageException">The file can't be read, or the token is too short.</exception>
    public static AccessToken? Read(Func<string, string?> variable)
    {
        string? token = variable("DROVER_TOKEN") is { Length: > 0 } given ? given : null;
        if (token is null && variable("DROVER_TOKEN_FILE") is { Length: > 0 } path)
        {
            try
            {
                token = File.ReadAllText(path).Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"DROVER_TOKEN_FILE: {e.Message}");
            }
        }
        if (token is null) return null;
        return token.Length >= LeastLength
            ? new AccessToken(token)
            : throw new UsageException($"The access token has {token.Length} characters; at least {LeastLength} are needed. 'head -c 24 /dev/urandom | base64' makes one.");
    }

    /// <summary>Whether a text is it. It takes the same time whatever the text is.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), _token);
}

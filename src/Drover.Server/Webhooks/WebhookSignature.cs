using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Drover.Server.Webhooks;

/// <summary>The signature of a delivery, in the form of the Standard Webhooks specification, for which there are verifiers in most languages.</summary>
internal static class WebhookSignature
{
    /// <summary>What a secret begins with whose rest is the key in base 64. Of any other, the bytes of the text are the key.</summary>
    public const string Prefix = "whsec_";

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    /// <param name="secret">The secret of the webhook.</param>
    /// <param name="id">The value of the header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of the header <c>webhook-timestamp</c>: seconds since the epoch.</param>
    /// <param name="body">What is posted.</param>
    public static string Of(string secret, string id, string timestamp, string body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Key(secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")))}";

    private static byte[] Key(string secret) => secret.StartsWith(Prefix, StringComparison.Ordinal) && Base64.IsValid(secret.AsSpan(Prefix.Length))
        ? Convert.FromBase64String(secret[Prefix.Length..])
        : Encoding.UTF8.GetBytes(secret);
}

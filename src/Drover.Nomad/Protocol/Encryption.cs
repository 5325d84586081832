// Constraints
//   Kestrel's own TLS needs services that only its web host registers. Both ends know the one certificate that the other may show; no authority vouches for either.
// Scheme
//   Encrypt between the connection and Kestrel, which speaks HTTP/2 with prior knowledge on what comes out.

using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Drover.Nomad.Protocol;

/// <summary>TLS with a certificate at each end.</summary>
internal sealed class Encryption(X509Certificate2 own, X509Certificate2 peer)
{
    // Longer than a peer waits for a connection: it says by itself that it has given up.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Serves a connection once the peer has shown its certificate; closes it when it can't.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        IDuplexPipe plain = connection.Transport;
        var stream = new TransportStream(plain);
        await using (stream.ConfigureAwait(false))
        {
            var encrypted = new SslStream(stream);
            await using (encrypted.ConfigureAwait(false))
            {
                try
                {
                    using var limit = new CancellationTokenSource(s_patience);
                    await encrypted.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions
                        {
                            ServerCertificate = own,
                            ClientCertificateRequired = true,
                            // Nobody vouches for it, so the machine's authorities need not be read.
                            CertificateChainPolicy = new X509ChainPolicy
                            {
                                TrustMode = X509ChainTrustMode.CustomRootTrust,
                                RevocationMode = X509RevocationMode.NoCheck,
                                DisableCertificateDownloads = true,
                            },
                            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 certificate && certificate.RawDataMemory.Span.SequenceEqual(peer.RawDataMemory.Span),
                            ApplicationProtocols = [SslApplicationProtocol.Http2],
                        },
                        limit.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
                {
                    // A stranger, or somebody who only looks whether anybody listens.
                    return;
                }
                try
                {
                    connection.Transport = new Pipes(PipeReader.Create(encrypted), PipeWriter.Create(encrypted));
                    await next(connection).ConfigureAwait(false);
                }
                finally
                {
                    connection.Transport = plain;
                }
            }
        }
    }

    private sealed class Pipes(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}

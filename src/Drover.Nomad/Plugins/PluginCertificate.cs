using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Drover.Nomad.Plugins;

/// <summary>Certificates of connections that are encrypted by both ends (AutoMTLS of go-plugin): each side makes its own and tells the other.</summary>
internal static class PluginCertificate
{
    private const int Years = 30;

    /// <summary>Makes the plugin's: signed by itself, for "localhost", good for servers and clients, as go-plugin makes it.</summary>
    public static X509Certificate2 Create(TimeProvider time)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        var request = new CertificateRequest("CN=localhost, O=HashiCorp", key, HashAlgorithmName.SHA512);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyAgreement | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddSeconds(-30), now.AddYears(Years));
    }

    /// <summary>Reads the host's.</summary>
    /// <exception cref="CryptographicException">The text is no certificate.</exception>
    public static X509Certificate2 Read(string pem) => X509Certificate2.CreateFromPem(pem);
}

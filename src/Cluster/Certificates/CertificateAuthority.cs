using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wallet.Cluster;

/// <summary>A certificate authority for a test or a small site: ECDSA on P-256, and nothing but the roles of one
/// cluster. A larger site has its own authority and puts the role's URI into the names.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3653), Backdated = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Its certificate in PEM.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Its key in PEM, not encrypted. Whoever has it can make silos.</summary>
    public string KeyPem => Pem(_certificate.GetECDsaPrivateKey()!);

    /// <summary>Makes one that lasts ten years.</summary>
    public static CertificateAuthority Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Two clusters' authorities must not be taken for each other where certificates are listed.
        var name = $"CN=Wallet cluster CA {RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return new CertificateAuthority(request.CreateSelfSigned(now - Backdated, now + Lifetime));
    }

    /// <summary>Takes one that was made before.</summary>
    /// <exception cref="CryptographicException">The texts are not PEM, or don't belong together.</exception>
    public static CertificateAuthority Load(string certificatePem, string keyPem) =>
        new(X509Certificate2.CreateFromPem(certificatePem, keyPem));

    /// <summary>Makes a certificate with a new key.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="from">From when on it is valid; five minutes more, for clocks differ.</param>
    /// <param name="lifetime">How long. It does not outlive the authority.</param>
    /// <returns>Certificate and key in PEM.</returns>
    public (string Certificate, string Key) Issue(ClusterRole role, DateTimeOffset from, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Wallet {role.Name()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // A silo accepts connections and connects to other silos; a gateway only connects.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            role == ClusterRole.Silo ? [Credentials.ServerPurpose, Credentials.ClientPurpose]
                : [Credentials.ClientPurpose], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(role.ToUri());
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        var end = from + lifetime < _certificate.NotAfter ? from + lifetime : _certificate.NotAfter;
        using var issued = request.Create(_certificate, from - Backdated, end, RandomNumberGenerator.GetBytes(16));
        return (issued.ExportCertificatePem() + "\n", Pem(key));
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static string Pem(ECDsa key) => key.ExportPkcs8PrivateKeyPem() + "\n";
}

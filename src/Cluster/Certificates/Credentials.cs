using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wallet.Cluster;

/// <summary>What a process proves itself with, and whom it trusts: the files of <see cref="TlsSettings"/> at one
/// time.</summary>
internal sealed class Credentials
{
    /// <summary>Of the certificates of those who accept connections.</summary>
    public static readonly Oid ServerPurpose = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Of the certificates of those who connect.</summary>
    public static readonly Oid ClientPurpose = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities;

    private Credentials(X509Certificate2 certificate, X509Certificate2Collection between,
        X509Certificate2Collection authorities)
    {
        (_certificate, _authorities) = (certificate, authorities);
        // Offline: the chain is what the file holds, and nothing is fetched for it.
        Context = SslStreamCertificateContext.Create(certificate, between, offline: true);
    }

    /// <summary>The certificate with its chain, as it is shown.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset EndsAt => _certificate.NotAfter;

    /// <summary>Makes credentials from the files' texts.</summary>
    /// <param name="texts">Of the CA, the certificate and its key.</param>
    /// <param name="role">The role that the certificate must have.</param>
    /// <exception cref="CredentialsException">They can't be used; the message says why.</exception>
    public static Credentials Parse((string Ca, string Certificate, string Key) texts, ClusterRole role)
    {
        var (authorities, chain) = (Read(texts.Ca, nameof(TlsSettings.Ca)),
            Read(texts.Certificate, nameof(TlsSettings.Certificate)));
        X509Certificate2 own;
        try
        {
            own = X509Certificate2.CreateFromPem(texts.Certificate, texts.Key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CredentialsException(nameof(TlsSettings.Key), "it has no key that belongs to the certificate", e);
        }

        chain.RemoveAt(0);
        var credentials = new Credentials(own, chain, authorities);
        credentials.CheckOwn(role, chain);
        return credentials;
    }

    /// <summary>How the other side's chain is built: to the cluster's own CA and to no other, without asking anybody
    /// over the network.</summary>
    public X509ChainPolicy PolicyFor(Oid purpose)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            ApplicationPolicy = { purpose },
        };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    /// <summary>Whether a certificate is for a purpose. One that does not say what it is for is for nothing.</summary>
    public static bool IsFor(X509Certificate2 certificate, Oid purpose) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(static usage =>
            usage.EnhancedKeyUsages.OfType<Oid>()).Any(oid => oid.Value == purpose.Value);

    private void CheckOwn(ClusterRole role, X509Certificate2Collection between)
    {
        if (ClusterRoles.Find(_certificate) != role)
            throw Bad($"it is not a {role.Name()}'s: it must have the name {role.ToUri().OriginalString}");
        // A silo accepts connections and connects to others; a gateway connects only.
        foreach (var purpose in role == ClusterRole.Silo ? [ServerPurpose, ClientPurpose] : (Oid[])[ClientPurpose])
        {
            using var chain = new X509Chain { ChainPolicy = PolicyFor(purpose) };
            chain.ChainPolicy.ExtraStore.AddRange(between);
            if (!chain.Build(_certificate))
                throw Bad(chain.ChainStatus.Any(static s => s.Status == X509ChainStatusFlags.NotTimeValid)
                    ? $"it is valid from {Date(_certificate.NotBefore)} to {Date(_certificate.NotAfter)} only"
                    : "it is not one of the CA's");
            if (!IsFor(_certificate, purpose))
                throw Bad("it is not for the ends of a connection (extended key usage)");
        }
    }

    private static X509Certificate2Collection Read(string pem, string setting)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new CredentialsException(setting, "it has a certificate that can't be read", e);
        }

        return read.Count > 0 ? read : throw new CredentialsException(setting, "it has no certificate in PEM");
    }

    private static CredentialsException Bad(string why) => new(nameof(TlsSettings.Certificate), why);

    private static string Date(DateTime local) =>
        local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Credentials can't be used. The message is part of a line, and holds nothing of a key.</summary>
internal sealed class CredentialsException(string setting, string why, Exception? inner = null)
    : Exception($"Wallet:Cluster:Tls:{setting} can't be used: {why}.", inner);

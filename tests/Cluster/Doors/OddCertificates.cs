using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>Certificates that the cluster's own CA signed, but that no command of this repository makes.</summary>
internal static class OddCertificates
{
    /// <summary>One for connecting.</summary>
    public static X509Certificate2 Issue(X509Certificate2 authority, string[] uris) =>
        Issue(authority, uris, Credentials.ClientPurpose);

    /// <summary>One for a purpose, or for none that it says.</summary>
    public static X509Certificate2 Issue(X509Certificate2 authority, string[] uris, Oid? purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256);
        if (purpose is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([purpose], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("silo");
        foreach (var uri in uris)
            names.AddUri(new Uri(uri));
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(
            authority, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}

using System.Security.Cryptography.X509Certificates;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>A certificate authority with a certificate for each role, in files as the settings name them.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private readonly TempFolder _folder = new();

    public TestCertificates()
    {
        File.WriteAllText(Path("ca.crt"), Authority.CertificatePem);
        foreach (var role in Enum.GetValues<ClusterRole>())
            Renew(role);
    }

    /// <summary>Who signed them.</summary>
    public CertificateAuthority Authority { get; } = NewAuthority();

    /// <summary>An authority that is old enough to have signed what has ended.</summary>
    public static CertificateAuthority NewAuthority() =>
        CertificateAuthority.Create(new FakeTime(TimeProvider.System.GetUtcNow().AddDays(-100)));

    /// <summary>The settings of a role.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings(ClusterRole role) =>
    [
        new("Wallet:Cluster:Tls:Ca", Path("ca.crt")),
        new("Wallet:Cluster:Tls:Certificate", Path(role.Name() + ".crt")),
        new("Wallet:Cluster:Tls:Key", Path(role.Name() + ".key")),
    ];

    /// <summary>The same, as they are read.</summary>
    public MemberSettings Member(ClusterRole role)
    {
        var member = new MemberSettings();
        (member.Tls.Ca, member.Tls.Certificate, member.Tls.Key) =
            (Path("ca.crt"), Path(role.Name() + ".crt"), Path(role.Name() + ".key"));
        return member;
    }

    /// <summary>Replaces the files of a role by new ones.</summary>
    public void Renew(ClusterRole role, TimeSpan? age = null, CertificateAuthority? by = null, ClusterRole? said = null)
    {
        var (certificate, key) = (by ?? Authority).Issue(
            said ?? role, TimeProvider.System.GetUtcNow() - (age ?? default), Month);
        File.WriteAllText(Path(role.Name() + ".crt"), certificate);
        File.WriteAllText(Path(role.Name() + ".key"), key);
    }

    /// <summary>A certificate that was made a while ago and lasts a month.</summary>
    public static X509Certificate2 Issue(CertificateAuthority authority, ClusterRole role, TimeSpan age = default)
    {
        var (certificate, key) = authority.Issue(role, TimeProvider.System.GetUtcNow() - age, Month);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    /// <summary>The path of a file.</summary>
    public string Path(string name) => _folder.File(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        _folder.Dispose();
    }
}

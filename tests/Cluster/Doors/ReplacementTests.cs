using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Servers;
using Wallet.Grains.Abstractions;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>Certificates are replaced while the silo serves; what can't be used replaces nothing.</summary>
[Collection(nameof(Doors))]
public sealed class ReplacementTests(TestServers servers)
{
    [Fact]
    public async Task A_new_authority_and_certificate_are_taken_without_a_stop_and_a_broken_file_is_not()
    {
        TestServers.Require();
        await using var silo = await SiloWithDoors.StartAsync(servers);
        var certificates = silo.Certificates;
        using var before = await silo.ConnectAsync();

        // A file that is cut off, for longer than any replacement takes.
        var good = await File.ReadAllTextAsync(certificates.Path("silo.key"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            certificates.Path("silo.key"), good[..^40], TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => silo.Lines.Length > 0, "it is said");
        Assert.Contains("Wallet:Cluster:Tls:Key can't be used", Assert.Single(silo.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", silo.LogText, StringComparison.Ordinal);
        using (var meanwhile = await silo.ConnectAsync())
            Assert.True(await HealthAsync(meanwhile));

        // A new authority, with the silo's new certificate; the gateway's is still the old authority's.
        using var next = TestCertificates.NewAuthority();
        using (var gateway = TestCertificates.Issue(next, ClusterRole.Gateway))
        {
            Assert.False(await Stranger.IsLetInAsync(silo.SiloPort, gateway));
            await File.WriteAllTextAsync(
                certificates.Path("ca.crt"), certificates.Authority.CertificatePem + next.CertificatePem,
                TestContext.Current.CancellationToken);
            certificates.Renew(ClusterRole.Silo, by: next);
            using var other = TestCertificates.Issue(next, ClusterRole.Silo);
            await Until.TrueAsync(() => Stranger.IsLetInAsync(silo.SiloPort, other), "the new authority is known");
        }

        using (var after = await silo.ConnectAsync())
            Assert.True(await HealthAsync(after));
        // Who was connected still is.
        Assert.True(await HealthAsync(before));
        Assert.Contains(silo.Lines, static line => line.Contains("was replaced", StringComparison.Ordinal));
        Assert.Single(silo.Lines, static line => line.Contains("can't be used", StringComparison.Ordinal));
    }

    private static Task<bool> HealthAsync(IHost client) =>
        client.Services.GetRequiredService<IGrainFactory>().CommitterHealth().IsReadyAsync();
}

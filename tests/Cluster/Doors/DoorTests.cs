using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Servers;
using Wallet.Grains.Abstractions;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>Who comes in at a silo's ports and who does not: each refusal is counted, and all of them are one
/// line.</summary>
[Collection(nameof(Doors))]
public sealed class DoorTests(TestServers servers)
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(60);

    [Fact]
    public async Task Strangers_are_refused_and_counted_at_both_ports_and_one_line_says_so()
    {
        TestServers.Require();
        await using var silo = await SiloWithDoors.StartAsync(servers);
        using var count = new RefusalCount();
        using var foreign = TestCertificates.NewAuthority();
        var own = silo.Certificates.Authority;

        foreach (var (door, port) in new[]
            { (DoorPort.Silo, silo.SiloPort), (DoorPort.Gateway, silo.GatewayPort) })
        {
            Assert.False(await Stranger.IsHeardInTheClearAsync(port));
            Assert.False(await Stranger.IsLetInAsync(port, certificate: null));
            await CountedAsync(door, Refusal.NoTls, 2);
            foreach (var role in Enum.GetValues<ClusterRole>())
            {
                using var unknown = TestCertificates.Issue(foreign, role);
                Assert.False(await Stranger.IsLetInAsync(port, unknown));
                using var ended = TestCertificates.Issue(own, role, LongAgo);
                Assert.False(await Stranger.IsLetInAsync(port, ended));
            }

            await CountedAsync(door, Refusal.Untrusted, 2);
            await CountedAsync(door, Refusal.Expired, 2);
        }

        using var gateway = TestCertificates.Issue(own, ClusterRole.Gateway);
        Assert.False(await Stranger.IsLetInAsync(silo.SiloPort, gateway));
        await CountedAsync(DoorPort.Silo, Refusal.Role, 1);
        // The same certificate at the other door, and a silo's at its own, show that it is not the knocking.
        using var asGateway = await silo.ConnectAsync();
        using var asSilo = TestCertificates.Issue(own, ClusterRole.Silo);
        Assert.True(await Stranger.IsLetInAsync(silo.SiloPort, asSilo));

        var line = Assert.Single(silo.Lines);
        Assert.Contains("Refused at the cluster's ports: 1 in the last minute", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Authentication failed", silo.LogText, StringComparison.Ordinal);

        Task CountedAsync(DoorPort port, Refusal reason, long times) =>
            Until.TrueAsync(
                () => count[port, reason] == times, $"{port}, {reason}: {times}, not {count[port, reason]}");
    }

    [Fact]
    public async Task A_name_that_is_no_role_and_two_roles_at_once_are_refused()
    {
        TestServers.Require();
        await using var silo = await SiloWithDoors.StartAsync(servers);
        using var count = new RefusalCount();
        var own = silo.Certificates.Authority;
        using var ca = X509Certificate2.CreateFromPem(own.CertificatePem, own.KeyPem);

        foreach (var names in (string[][])[[], ["wallet:operator"], ["wallet:silo", "wallet:gateway"],
            ["https://silo"], ["wallet:silo/"], ["wallet://silo"]])
        {
            using var odd = OddCertificates.Issue(ca, names);
            Assert.False(await Stranger.IsLetInAsync(silo.SiloPort, odd));
        }

        await Until.TrueAsync(() => count[DoorPort.Silo, Refusal.Role] == 6, "each is counted");
        using var good = OddCertificates.Issue(ca, ["https://elsewhere", "wallet:silo"]);
        Assert.True(await Stranger.IsLetInAsync(silo.SiloPort, good));
        using var forServersOnly = OddCertificates.Issue(ca, ["wallet:silo"], Credentials.ServerPurpose);
        using var forNothing = OddCertificates.Issue(ca, ["wallet:silo"], null);
        Assert.False(await Stranger.IsLetInAsync(silo.SiloPort, forServersOnly));
        Assert.False(await Stranger.IsLetInAsync(silo.SiloPort, forNothing));
        await Until.TrueAsync(() => count[DoorPort.Silo, Refusal.Untrusted] == 2, "each is counted");
    }

    [Fact]
    public async Task A_gateway_goes_to_silos_alone()
    {
        TestServers.Require();
        await using var silo = await SiloWithDoors.StartAsync(servers);
        using var count = new RefusalCount();
        using (var good = await silo.ConnectAsync())
            Assert.True(await good.Services.GetRequiredService<IGrainFactory>().CommitterHealth().IsReadyAsync());

        // To a gateway that knows another CA, this silo is a stranger.
        using var other = new TestCertificates();
        await Assert.ThrowsAnyAsync<Exception>(() => silo.ConnectAsync(member: other.Member(ClusterRole.Gateway)));
        await Until.TrueAsync(() => count[DoorPort.Outbound, Refusal.Untrusted] >= 1, "it is counted");
    }
}

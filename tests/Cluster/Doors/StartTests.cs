using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Processes;
using Wallet.Cluster.Tests.Servers;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>What a silo or gateway does not start with: no TLS where others reach it, and certificates that nobody
/// would accept.</summary>
public sealed class StartTests(TestServers servers)
{
    private const string All = "Wallet:Cluster:Tls:Ca, Wallet:Cluster:Tls:Certificate, Wallet:Cluster:Tls:Key";

    [Theory]
    [InlineData("auto")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("::")]
    public async Task A_silo_that_others_reach_does_not_start_without_tls(string address)
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await RefusedAsync(ground, ClusterRole.Silo, 2, $"Wallet:Cluster:Address is {address}", All, [
            $"--Wallet:Cluster:Address={address}", .. ProcessTests.Ports()]);
    }

    [Fact]
    public async Task A_gateway_without_tls_goes_nowhere_beyond_this_machine()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers, tls: true);
        // A silo that others reach, and a gateway that has no certificate.
        await using var silo = await ClusterProcess.StartAsync("Wallet.Silo", ground.EnvironmentOf(ClusterRole.Silo),
            [$"--Wallet:Cluster:Address=auto", .. ProcessTests.Ports()]);
        (await ClusterProcess.RunAsync("Wallet.Gateway", ground.Environment)).RefusedInOneLineBesideItsLog(
            3, "A silo of the cluster is at ", All);
    }

    [Fact]
    public async Task Half_of_the_files_are_refused_with_the_names_of_the_rest()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await RefusedAsync(ground, ClusterRole.Gateway, 2,
            "Missing settings: Wallet:Cluster:Tls:Ca, Wallet:Cluster:Tls:Key.", "",
            ["--Wallet:Cluster:Tls:Certificate=x"]);
    }

    [Fact]
    public async Task Certificates_that_nobody_would_accept_are_refused_in_one_line()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers, tls: true);
        var own = ground.Certificates!;
        own.Renew(ClusterRole.Gateway, age: TimeSpan.FromDays(60));
        await RefusedAsync(ground, ClusterRole.Gateway, 3, "Wallet:Cluster:Tls:Certificate", "it is valid from", []);
        own.Renew(ClusterRole.Gateway, said: ClusterRole.Silo);
        await RefusedAsync(ground, ClusterRole.Gateway, 3, "it is not a gateway's", "wallet:gateway", []);
        using var foreign = TestCertificates.NewAuthority();
        own.Renew(ClusterRole.Gateway, by: foreign);
        await RefusedAsync(ground, ClusterRole.Gateway, 3, "it is not one of the CA's", "", []);
        File.Copy(own.Path("silo.key"), own.Path("gateway.key"), overwrite: true);
        await RefusedAsync(ground, ClusterRole.Gateway, 3, "Wallet:Cluster:Tls:Key can't be used", "", []);
        File.Delete(own.Path("ca.crt"));
        await RefusedAsync(ground, ClusterRole.Silo, 3, "Wallet:Cluster:Tls:Ca can't be used", "ca.crt",
            ProcessTests.Ports());
    }

    private static async Task RefusedAsync(
        ClusterGround ground, ClusterRole role, int exitCode, string said, string more, string[] arguments) =>
        (await ClusterProcess.RunAsync("Wallet." + role, ground.EnvironmentOf(role), arguments))
            .RefusedInOneLineBesideItsLog(exitCode, said, more);
}

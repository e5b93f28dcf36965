using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>Redis and PostgreSQL behind TLS and passwords, as the documents say how: the connection strings ask for it,
/// and <c>SSL_CERT_FILE</c> names a CA of one's own.</summary>
public sealed class StoreTlsTests(TestServers servers)
{
    [Fact]
    public async Task A_cluster_runs_on_stores_with_tls_and_does_not_on_those_of_an_unknown_authority()
    {
        TestServers.Require();
        using var folder = new TempFolder();
        await MakeCertificateAsync(folder);
        var (clusteringPort, gatePort) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        await using var clustering = await StartRedisAsync(folder, clusteringPort);
        await using var gate = await StartRedisAsync(folder, gatePort);
        await using var postgres = await PostgresServer.CreateAsync("-c", "ssl=on", "-c",
            $"ssl_cert_file={folder.File("server.crt")}", "-c", $"ssl_key_file={folder.File("postgres.key")}");
        var lockouts = await postgres.CreateLockoutsAsync() + ";SSL Mode=VerifyFull";
        using var ground = await ClusterGround.CreateAsync(servers);
        KeyValuePair<string, string>[] settings =
        [
            .. ground.Environment,
            new("ConnectionStrings__Clustering", Redis(clusteringPort)),
            new("ConnectionStrings__Gate", Redis(gatePort)),
            new("ConnectionStrings__Lockouts", lockouts),
        ];
        KeyValuePair<string, string>[] trusting = [.. settings, new("SSL_CERT_FILE", folder.File("server.crt"))];

        await using var silo = await ClusterProcess.StartAsync("Wallet.Silo", trusting, ProcessTests.Ports());
        await using var gateway = await ClusterProcess.StartAsync("Wallet.Gateway", trusting);
        using var client = gateway.Client(new UsedSecrets());
        var (payer, receiver) = (await TestUser.RegisterAsync(client, 5), await TestUser.RegisterAsync(client));
        (await payer.PayAsync(receiver, 2, "over-tls")).Expect(201);
        Assert.Equal((3, 2), (await payer.BalanceAsync(), await receiver.BalanceAsync()));
        Assert.Contains("\"gate\":\"up\"", await ReadyAsync(silo), StringComparison.Ordinal);

        foreach (var trusted in (string[])["ConnectionStrings__Clustering", "ConnectionStrings__Lockouts"])
        {
            var plain = ground.Environment.Where(setting => setting.Key == trusted)
                .Concat(settings.Where(setting => setting.Key == trusted)).Last();
            (await ClusterProcess.RunAsync("Wallet.Silo", [.. ground.Environment, plain], ProcessTests.Ports()))
                .RefusedInOneLineBesideItsLog(3, "");
        }
    }

    private static Task<RedisServer> StartRedisAsync(TempFolder folder, int port) => RedisServer.CreateAsync(
        durable: false, "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--tls-auth-clients", "no",
        "--tls-cert-file", folder.File("server.crt"), "--tls-key-file", folder.File("server.key"),
        "--tls-ca-cert-file", folder.File("server.crt"), "--user", "wallet", "on", ">s3cret", "~*", "&*", "+@all");

    private static string Redis(int port) => $"127.0.0.1:{port},ssl=true,user=wallet,password=s3cret";

    private static async Task<string> ReadyAsync(HostProcess silo)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(
            new Uri(silo.Address, "/health/ready"), TestContext.Current.CancellationToken);
    }

    private static async Task MakeCertificateAsync(TempFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=stores", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(folder.File("server.crt"), certificate.ExportCertificatePem());
        foreach (var name in (string[])["server.key", "postgres.key"])
        {
            await File.WriteAllTextAsync(folder.File(name), key.ExportPkcs8PrivateKeyPem());
            await ServerProcess.RunAsync("chmod", "600", folder.File(name));
        }

        // PostgreSQL takes only a key that is its own.
        await ServerProcess.RunAsync("chmod", "755", folder.Path);
        if (PostgresServer.User is { } user)
            await ServerProcess.RunAsync("chown", user, folder.File("postgres.key"));
    }
}

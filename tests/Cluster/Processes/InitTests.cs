using System.Text.RegularExpressions;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>What <c>init</c> and <c>renew</c> make: all that the compose file asks for, and certificates that a cluster
/// runs with.</summary>
public sealed partial class InitTests(TestServers servers)
{
    [Fact]
    public async Task It_makes_secrets_and_certificates_that_a_cluster_runs_with_and_overwrites_nothing()
    {
        TestServers.Require();
        using var folder = new TempFolder();
        var site = folder.File("site");
        (await RunAsync("init", site)).Succeeded();
        var before = ReadAll(site);

        (await RunAsync("init", site)).RefusedInOneLine(3, ".env", "nothing is overwritten");
        File.Delete(Path.Combine(site, ".env"));
        (await RunAsync("init", site)).RefusedInOneLine(3, "certificates", "nothing is overwritten");
        before.Remove(".env");
        Assert.Equal(before, ReadAll(site));

        using var ground = await ClusterGround.CreateAsync(servers);
        await using var silo = await ClusterProcess.StartAsync(
            "Wallet.Silo", ground.Environment, [.. Tls(site, "silo"), .. ProcessTests.Ports()]);
        await using var gateway = await ClusterProcess.StartAsync(
            "Wallet.Gateway", ground.Environment, Tls(site, "gateway"));
        using var client = gateway.Client(new UsedSecrets());
        Assert.Equal(5, await (await TestUser.RegisterAsync(client, 5)).BalanceAsync());
    }

    [Fact]
    public async Task Its_secrets_are_those_that_the_compose_file_asks_for_and_no_two_are_alike()
    {
        using var folder = new TempFolder();
        (await RunAsync("init", folder.File("one"))).Succeeded();
        (await RunAsync("init", folder.File("two"))).Succeeded();
        var (one, two) = (Env(folder.File("one")), Env(folder.File("two")));
        var root = Repository.Find()!;
        var compose = await File.ReadAllTextAsync(
            Path.Combine(root, "docker-compose.yml"), TestContext.Current.CancellationToken);

        Assert.Equal(Variable().Matches(compose).Select(static match => match.Groups[1].Value).Distinct()
            .Order(StringComparer.Ordinal), one.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Env(root, ".env.example").Keys.Order(StringComparer.Ordinal),
            one.Keys.Order(StringComparer.Ordinal));
        var secrets = one.Concat(two).Where(static variable => variable.Key is not ("WALLET_SANDBOX"
            or "WALLET_CURRENCY" or "WALLET_GATE_MEMORY") && !variable.Key.EndsWith("_PORT", StringComparison.Ordinal)
            && !variable.Key.EndsWith("_ID", StringComparison.Ordinal)).Select(static variable => variable.Value);
        Assert.Equal(14, secrets.Distinct().Count());
        Assert.All(secrets, static secret => Assert.True(secret.Length >= 44));
    }

    [Fact]
    public async Task The_authoritys_key_is_its_owners_alone_and_a_container_can_read_what_it_is_given()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Not run: there are no modes of files.");
        using var folder = new TempFolder();
        (await RunAsync("init", folder.Path)).Succeeded();
        Assert.Equal("600", Mode(".env"));
        Assert.Equal("600", Mode("certificates/ca/ca.key"));
        Assert.Equal("700", Mode("certificates"));
        Assert.Equal("700", Mode("certificates/ca"));
        foreach (var role in (string[])["silo", "gateway"])
        {
            Assert.Equal("755", Mode($"certificates/{role}"));
            Assert.All((string[])["ca.crt", "tls.crt", "tls.key"], file =>
                Assert.Equal("644", Mode($"certificates/{role}/{file}")));
            Assert.Equal(3, Directory.GetFiles(folder.File($"certificates/{role}")).Length);
        }

        string Mode(string path) => OperatingSystem.IsWindows() ? ""
            : Convert.ToString((int)File.GetUnixFileMode(folder.File(path)), 8);
    }

    [Fact]
    public async Task Renewing_makes_new_ones_of_the_same_authority_and_needs_its_key()
    {
        using var folder = new TempFolder();
        (await RunAsync("init", folder.Path)).Succeeded();
        var before = ReadAll(folder.Path);
        (await RunAsync("renew", folder.Path, "--days", "7")).Succeeded();
        var after = ReadAll(folder.Path);

        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before, file => Assert.Equal(
            file.Key.Contains("tls.", StringComparison.Ordinal), after[file.Key] != file.Value));
        foreach (var role in Enum.GetValues<ClusterRole>())
        {
            var files = $"certificates/{role.Name()}/";
            var made = Credentials.Parse(
                (after[files + "ca.crt"], after[files + "tls.crt"], after[files + "tls.key"]), role);
            Assert.Equal(7, (made.EndsAt - TimeProvider.System.GetUtcNow()).TotalDays, tolerance: 0.1);
        }

        File.Delete(folder.File("certificates/ca/ca.key"));
        (await RunAsync("renew", folder.Path)).RefusedInOneLine(3, "ca.key");
        (await RunAsync("renew", folder.Path, "--days", "0")).RefusedInOneLine(2, "--days");
    }

    private static Task<Ended> RunAsync(params string[] arguments) =>
        ClusterProcess.RunAsync("Wallet.Silo", [], arguments);

    private static string[] Tls(string site, string role) =>
    [
        $"--Wallet:Cluster:Tls:Ca={site}/certificates/{role}/ca.crt",
        $"--Wallet:Cluster:Tls:Certificate={site}/certificates/{role}/tls.crt",
        $"--Wallet:Cluster:Tls:Key={site}/certificates/{role}/tls.key",
    ];

    private static Dictionary<string, string> ReadAll(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(folder, path), File.ReadAllText);

    private static Dictionary<string, string> Env(string folder, string name = ".env") =>
        File.ReadLines(Path.Combine(folder, name)).Where(static line => line is [not '#', ..])
            .Select(static line => line.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z_]+)")]
    private static partial Regex Variable();
}

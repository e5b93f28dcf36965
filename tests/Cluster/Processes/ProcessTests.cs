using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>The programs as they are run: silos and a gateway as processes of their own.</summary>
public sealed class ProcessTests(TestServers servers)
{
    [Fact]
    public async Task Silos_and_a_gateway_serve_survive_kill_9_and_drain_on_sigterm()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers, tls: true);
        await using var first = await StartSiloAsync(ground);
        await using var second = await StartSiloAsync(ground);
        await using var gateway = await StartGatewayAsync(ground);
        await using var leaving = await StartGatewayAsync(ground);
        IReadOnlyList<Uri> addresses = [gateway.Address, leaving.Address];
        await using (var rush = await Rush.StartAsync(() => addresses))
        {
            await rush.GetsOnAsync();
            await first.KillAsync();
            await rush.GetsOnAsync();
            await using var third = await StartSiloAsync(ground);
            await rush.GetsOnAsync();
            Assert.Equal(0, (await second.TerminateAsync()).ExitCode);
            await rush.GetsOnAsync();
            // A balancer sends nothing more to a gateway that leaves; what it has accepted is answered.
            addresses = [gateway.Address];
            Assert.Equal(0, (await leaving.TerminateAsync()).ExitCode);
            await rush.GetsOnAsync();
            await rush.SettleAsync();
            Assert.Equal(0, (await gateway.TerminateAsync()).ExitCode);
            Assert.Equal(0, (await third.TerminateAsync()).ExitCode);
        }

        (await ClusterProcess.RunAsync("Wallet.Silo", ground.Environment, "audit")).Succeeded();
    }

    [Fact]
    public async Task A_cluster_killed_as_a_whole_starts_again_elsewhere_at_the_second_try_at_the_latest()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await using (var first = await StartSiloAsync(ground))
        await using (var second = await StartSiloAsync(ground))
        {
            await first.KillAsync();
            await second.KillAsync();
        }

        HostProcess? next = null;
        try
        {
            next = await StartSiloAsync(ground);
        }
        catch (InvalidOperationException refused)
        {
            Assert.True(refused.Message.Contains("can't start", StringComparison.Ordinal), refused.Message);
        }

        await using var started = next ?? await StartSiloAsync(ground);
        using var http = new HttpClient();
        // On a busy machine its first look at a store may take longer than a probe waits; the next probe finds it
        // ready.
        await Until.TrueAsync(
            async () =>
            (await http.GetAsync(new Uri(started.Address, "/health/ready"),
            TestContext.Current.CancellationToken)).IsSuccessStatusCode, "the silo is ready");
    }

    [Theory]
    [InlineData("Wallet.Silo", "ConnectionStrings:Clustering, ConnectionStrings:Ledger, ConnectionStrings:Gate, " +
        "ConnectionStrings:Lockouts, Wallet:Peppers:0:Id, Wallet:Peppers:0:Value")]
    [InlineData("Wallet.Gateway", "ConnectionStrings:Clustering, ConnectionStrings:Ledger, Wallet:Peppers:0:Id, " +
        "Wallet:Peppers:0:Value, Wallet:SigningKeys:0:Id, Wallet:SigningKeys:0:Value")]
    public async Task Missing_settings_are_all_named(string program, string names) =>
        await RefusedAsync(program, [], 2, $"Missing settings: {names}.");

    [Theory]
    [InlineData("Wallet.Silo", "Wallet:Pin:LockFor", "soon")]
    [InlineData("Wallet.Silo", "Wallet:Cluster:Address", "here")]
    [InlineData("Wallet.Silo", "Wallet:Cluster:SiloPort", "0")]
    [InlineData("Wallet.Silo", "Wallet:Bcrypt:WorkFactor", "3")]
    [InlineData("Wallet.Gateway", "Wallet:Currency", "inr")]
    [InlineData("Wallet.Gateway", "Wallet:TrustedProxies", "everybody")]
    [InlineData("Wallet.Gateway", "Wallet:Sandbxo", "true")]
    [InlineData("Wallet.Gateway", "Wallet:SigningKeys:0:Value", "c2hvcnQ=")]
    [InlineData("Wallet.Gateway", "ConnectionStrings:Ledger", "ledger.db")]
    public async Task A_bad_setting_is_named(string program, string name, string value)
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await RefusedAsync(program, ground.Environment, 2, name, $"--{name}={value}");
    }

    [Fact]
    public async Task A_missing_schema_is_refused_and_the_command_makes_it()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        var bare = ground.Environment.Where(static setting => setting.Key != "ConnectionStrings__Lockouts")
            .Append(new("ConnectionStrings__Lockouts", await servers.Postgres.CreateDatabaseAsync())).ToArray();
        await RefusedAsync("Wallet.Silo", bare, 3, "no schema");
        for (var i = 0; i < 2; i++)
            (await ClusterProcess.RunAsync("Wallet.Silo", bare, "schema")).Succeeded();
        await using var silo = await ClusterProcess.StartAsync("Wallet.Silo", bare, Ports());
    }

    [Fact]
    public async Task A_silo_does_not_take_the_address_of_another()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        var ports = Ports();
        await using var silo = await ClusterProcess.StartAsync("Wallet.Silo", ground.Environment, ports);
        await RefusedAsync("Wallet.Silo", ground.Environment, 3, "is taken", ports);
        using var http = new HttpClient();
        Assert.Equal(
            200, (int)(await http.GetAsync(
            new Uri(silo.Address, "/health/ready"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("Clustering", "127.0.0.1:1")]
    [InlineData("Lockouts", "Host=127.0.0.1;Port=1;Username=wallet")]
    [InlineData("Ledger", "sqlite:/nowhere/ledger.db")]
    [InlineData("Ledger", "mongodb://127.0.0.1:1/wallet?replicaSet=rs0")]
    public async Task A_store_that_is_not_there_is_said_in_one_line(string store, string connectionString)
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await RefusedAsync(
            "Wallet.Silo", ground.Environment, 3, "", [$"--ConnectionStrings:{store}={connectionString}", .. Ports()]);
    }

    [Theory]
    [InlineData("Wallet.Silo")]
    [InlineData("Wallet.Gateway")]
    public async Task A_file_of_keys_that_is_not_there_is_said_in_one_line(string program)
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        await RefusedAsync(program, ground.Environment, 3, "There are no keys /nowhere/keys.json",
            ["--Wallet:KeyFile=/nowhere/keys.json", .. program == "Wallet.Silo" ? Ports() : []]);
    }

    internal static string[] Ports() => [$"--Wallet:Cluster:SiloPort={ServerProcess.FreePort()}",
        $"--Wallet:Cluster:GatewayPort={ServerProcess.FreePort()}"];

    internal static Task<HostProcess> StartSiloAsync(ClusterGround ground) =>
        ClusterProcess.StartAsync("Wallet.Silo", ground.EnvironmentOf(ClusterRole.Silo), Ports());

    internal static Task<HostProcess> StartGatewayAsync(ClusterGround ground) =>
        ClusterProcess.StartAsync("Wallet.Gateway", ground.EnvironmentOf(ClusterRole.Gateway));

    private static async Task RefusedAsync(
        string program,
        IEnumerable<KeyValuePair<string, string>> environment, int exitCode, string said, params string[] arguments) =>
        (await ClusterProcess.RunAsync(program, environment, arguments)).RefusedInOneLineBesideItsLog(exitCode, said);
}

using System.Text.RegularExpressions;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Bench;

/// <summary>Hosts with users, money and remembered PINs, ready to be measured.</summary>
internal sealed partial class WalletUnderTest : IAsyncDisposable
{
    /// <summary>Measuring must not be disturbed by a thousand PINs that are forgotten at the same moment.</summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["Wallet__RateLimit__AuthPerMinute"] = "1000000",
        ["Wallet__Pin__RememberFor"] = "01:00:00",
    };

    private static readonly Dictionary<string, string> Registering = new()
    {
        ["DOTNET_ENVIRONMENT"] = "Testing",
        ["Wallet__Bcrypt__WorkFactor"] = "4",
    };

    // As many as the host lets wait for bcrypt at most is 64.
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };

    private readonly string _commands;
    private readonly Dictionary<string, string> _settings;
    private readonly List<HostProcess> _hosts;
    private readonly WalletClient _client;
    private readonly TestUser[] _users;
    private readonly string? _site;

    private WalletUnderTest(
        string name, string commands, Dictionary<string, string> settings, List<HostProcess> hosts, int users,
        string? site = null)
    {
        (Name, _commands, _settings, _hosts, _users, _site) =
            (name, commands, settings, hosts, new TestUser[users], site);
        _client = new WalletClient(() => [_hosts[^1].Address], new UsedSecrets());
    }

    /// <summary>What has to be said of the way users are set up.</summary>
    public static string Note =>
        "The host runs as in production (Wallet:Pin:RememberFor 1 h, no limit on signing in). Its users were " +
        "registered beforehand in the Testing environment with bcrypt work factor 4, since a thousand real ones cost " +
        "minutes; a transfer with a remembered PIN never touches bcrypt.";

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Processor time that the hosts have used so far.</summary>
    public TimeSpan Cpu => _hosts.Aggregate(TimeSpan.Zero, static (sum, host) => sum + ProcessTree.CpuOf(host.Id));

    /// <summary>Memory of the hosts that is in RAM, in bytes.</summary>
    public long WorkingSet => _hosts.Sum(static host => ProcessTree.WorkingSetOf(host.Id));

    /// <summary>Where the load goes.</summary>
    public LoadTarget Target => new(Name, _hosts[^1].Address, "/wallet/transfer",
        [.. _users.Select(static user => new LoadUser(user.Token, user.WalletId, user.Pin))]);

    /// <summary>The standalone host, of this checkout or another, with settings beside the usual ones.</summary>
    public static Task<WalletUnderTest> StandaloneAsync(
        Workspace workspace, int users, string name = "wallet", string? repository = null,
        IEnumerable<KeyValuePair<string, string>>? settings = null)
    {
        var assembly = workspace.Program("Standalone", repository);
        var all = Settings.Concat(WalletHost.On(workspace.Folder(name))).Concat(settings ?? []).ToDictionary();
        return ServeAsync(new WalletUnderTest(name, assembly, all, [], users), assembly);
    }

    /// <summary>A gateway before silos that are started first.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="workspace">The repository, with silo and gateway built.</param>
    /// <param name="settings">Those of the cluster.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="users">How many users.</param>
    /// <param name="site">The folder with certificates that init made; null for none.</param>
    public static async Task<WalletUnderTest> ClusterAsync(string name, Workspace workspace,
        Dictionary<string, string> settings, int silos, int users, string? site)
    {
        var cluster = new WalletUnderTest(name, workspace.Program("Silo"), settings, [], users, site);
        for (var i = 0; i < silos; i++)
            cluster._hosts.Add(await WalletHost.StartAsync(cluster._commands, settings,
                [.. cluster.Certificates("silo"), $"--Wallet:Cluster:SiloPort={ServerProcess.FreePort()}",
                $"--Wallet:Cluster:GatewayPort={ServerProcess.FreePort()}"]));
        return await ServeAsync(cluster, workspace.Program("Gateway"));
    }

    /// <summary>Where operators are served.</summary>
    public Uri OperatorAddress => _hosts[^1].OperatorAddress;

    /// <summary>Starts a second gateway before the same silos, which lives as long as the rest.</summary>
    /// <returns>Where it listens.</returns>
    public async Task<Uri> AddGatewayAsync(Workspace workspace)
    {
        var gateway = await WalletHost.StartAsync(
            workspace.Program("Gateway"), _settings, Certificates("gateway"));
        _hosts.Insert(_hosts.Count - 1, gateway);
        return gateway.Address;
    }

    /// <summary>Makes an operator's key with all scopes.</summary>
    /// <returns>The key itself.</returns>
    public async Task<string> AddOperatorAsync() => KeyLine().Match(await WalletHost.RunAsync(
        _commands, ["operator", "add", "--name", "bench", "--scopes", "read,freeze,money,keys"], _settings))
        .Groups["key"].Value;

    /// <summary>Registers somebody more, whom the load does not know.</summary>
    public Task<TestUser> RegisterAsync(long funds) => TestUser.RegisterAsync(_client, funds);

    /// <summary>New tokens for everybody: one is good for an hour.</summary>
    public Task SignInAgainAsync() => Parallel.ForEachAsync(
        _users, AtOnce, static async (user, _) => await user.SignInAsync());

    /// <summary>Checks that the ledger holds exactly what was acknowledged and none of its invariants is
    /// broken.</summary>
    /// <returns>What the audit counted, in one line.</returns>
    /// <exception cref="BenchException">It does not: then the figures are worth nothing.</exception>
    public async Task<string> AuditAsync(long acknowledged)
    {
        var audit = await WalletHost.RunAsync(_commands, ["audit"], _settings);
        var transfers = long.Parse(TransfersLine().Match(audit).Groups["count"].Value.Replace(",", ""), null);
        // Each user got a deposit and paid somebody before the load.
        return transfers == acknowledged + 2 * _users.Length
            ? $"{Name}: the audit found every invariant kept and exactly the {transfers:#,0} transfers that were " +
              "acknowledged."
            : throw new BenchException(
                $"{Name} has {transfers} transfers, but {acknowledged + 2 * _users.Length} were acknowledged.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
    }

    private string[] Certificates(string role) => _site is null ? [] :
    [
        $"--Wallet:Cluster:Tls:Ca={_site}/certificates/{role}/ca.crt",
        $"--Wallet:Cluster:Tls:Certificate={_site}/certificates/{role}/tls.crt",
        $"--Wallet:Cluster:Tls:Key={_site}/certificates/{role}/tls.key",
    ];

    // The users are made on one host; then comes the one that is measured.
    private static async Task<WalletUnderTest> ServeAsync(WalletUnderTest wallet, string assembly)
    {
        try
        {
            Steps.Say($"{wallet.Name}: register {wallet._users.Length} users");
            var first = await WalletHost.StartAsync(
                assembly, wallet._settings.Concat(Registering), wallet.Certificates("gateway"));
            wallet._hosts.Add(first);
            await Parallel.ForAsync(0, wallet._users.Length, AtOnce, async (i, _) =>
                wallet._users[i] = await TestUser.RegisterAsync(wallet._client, 1_000_000_000_000));
            wallet._hosts.Remove(first);
            await first.TerminateAsync();
            await first.DisposeAsync();

            wallet._hosts.Add(await WalletHost.StartAsync(assembly, wallet._settings, wallet.Certificates("gateway")));
            Steps.Say($"{wallet.Name}: sign them in and have their PINs remembered");
            await wallet.SignInAgainAsync();
            await Parallel.ForEachAsync(wallet._users, AtOnce, async (user, _) =>
                (await user.PayAsync(user == wallet._users[0] ? wallet._users[1] : wallet._users[0], 1, "first"))
                .Expect(201));
            return wallet;
        }
        catch
        {
            await wallet.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex(@"^key +(?<key>wok_\S+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"transfers\W+(?<count>[\d,]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TransfersLine();
}

using System.Globalization;
using System.Security.Cryptography;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>Silos and a gateway as processes, with users, money and remembered PINs, ready to be measured.</summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(90);

    private readonly List<ChildProcess> _processes = [];
    private readonly ClusterStores _stores;
    private readonly Dictionary<string, string> _settings;
    private readonly string _silo;
    private Uri? _address;
    private LoadUser[] _users = [];

    private ClusterUnderTest(ClusterStores stores, Dictionary<string, string> settings, string silo) =>
        (_stores, _settings, _silo) = (stores, settings, silo);

    /// <summary>Processor time used so far by silos, gateway and stores.</summary>
    public TimeSpan Cpu => _processes.Aggregate(_stores.Cpu, static (sum, process) => sum + process.Cpu);

    /// <summary>Starts the processes and makes the users.</summary>
    /// <param name="workspace">The repository, with silo and gateway built.</param>
    /// <param name="stores">What the silos stand on.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="users">How many users.</param>
    public static async Task<ClusterUnderTest> StartAsync(
        Workspace workspace, ClusterStores stores, int silos, int users)
    {
        var (silo, gateway) = (HostProgram.Find(workspace, "Silo"), HostProgram.Find(workspace, "Gateway"));
        var settings = WalletUnderTest.Settings.Concat(await stores.NewClusterAsync()).ToDictionary();
        settings["ConnectionStrings__Ledger"] = "sqlite:"
            + Path.Combine(workspace.Folder($"cluster{silos}"), "ledger.db");
        settings["Wallet__Sandbox"] = "true";
        foreach (var list in (ReadOnlySpan<string>)["Wallet__Peppers", "Wallet__SigningKeys"])
            (settings[list + "__0__Id"], settings[list + "__0__Value"]) =
                ("k1", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await HostProgram.RunAsync(silo, "schema", settings);

        var cluster = new ClusterUnderTest(stores, settings, silo);
        try
        {
            for (var i = 0; i < silos; i++)
                await cluster.StartAsync("silo", silo, settings, $"--Wallet:Cluster:SiloPort={FreePort()}",
                    $"--Wallet:Cluster:GatewayPort={FreePort()}");
            var registering = await cluster.StartAsync("gateway", gateway, settings.Concat(WalletUnderTest.Registering)
                .ToDictionary());
            await UserSetup.RegisterAsync(registering, users);
            await cluster._processes[^1].DisposeAsync();
            cluster._processes.RemoveAt(silos);
            cluster._address = await cluster.StartAsync("gateway", gateway, settings);
            cluster._users = await UserSetup.SignInAsync(cluster._address, users);
            await UserSetup.FundAsync(cluster._address, cluster._users);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The gateway as a target.</summary>
    public LoadTarget Target(string name) => new(name, _address!, "/wallet/transfer", _users);

    /// <inheritdoc cref="WalletUnderTest.AuditAsync"/>
    public async Task<string> AuditAsync(long acknowledged) =>
        AuditCount.Check(await HostProgram.RunAsync(_silo, "audit", _settings), acknowledged + 2 * _users.Length);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The gateway first: it answers what it has accepted while the silos are there.
        foreach (var process in Enumerable.Reverse(_processes))
            await process.DisposeAsync();
    }

    private static string FreePort() => ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);

    private async Task<Uri> StartAsync(
        string name, string assembly, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var process = ChildProcess.Dotnet(name, assembly, [.. arguments, "--urls", "http://127.0.0.1:0"], environment);
        _processes.Add(process);
        return await process.ReadAddressAsync(LongestStart);
    }
}

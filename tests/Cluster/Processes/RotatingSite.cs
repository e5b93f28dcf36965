using Wallet.Cluster.Tests.Hosts;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>Two silos and two gateways as processes, with a file of keys that the silo's program rotates.</summary>
internal sealed class RotatingSite : IAsyncDisposable
{
    private readonly ClusterGround _ground;
    private readonly TempFolder _folder = new();
    private readonly HostProcess[] _silos = new HostProcess[2], _gateways = new HostProcess[2];
    private WalletClient[] _clients = [];
    private int _changes;
    private bool _withFile;

    private RotatingSite(ClusterGround ground) => _ground = ground;

    /// <summary>What is secret in it.</summary>
    public UsedSecrets Secrets { get; } = new();

    /// <summary>A client that goes to both gateways.</summary>
    public WalletClient Client => _clients[0];

    /// <summary>A client of each gateway.</summary>
    public IReadOnlyList<WalletClient> Gateways => _clients[1..3];

    /// <summary>A client of what each gateway serves for operators.</summary>
    public IReadOnlyList<WalletClient> Operators => _clients[3..];

    /// <summary>Where the gateways are.</summary>
    public IReadOnlyList<Uri> GatewayAddresses => [.. _gateways.Select(static gateway => gateway.Address)];

    /// <summary>Starts it. The ground belongs to it.</summary>
    public static async Task<RotatingSite> StartAsync(ClusterGround ground, bool withFile)
    {
        var site = new RotatingSite(ground);
        if (withFile)
            await site.MakeFileAsync();
        for (var i = 0; i < 2; i++)
            site._silos[i] = await site.StartSiloAsync();
        for (var i = 0; i < 2; i++)
            site._gateways[i] = await site.StartGatewayAsync();
        var (first, second) = (site._gateways[0], site._gateways[1]);
        site._clients =
        [
            new WalletClient(() => site.GatewayAddresses, site.Secrets), first.Client(site.Secrets),
            second.Client(site.Secrets), first.Operators(site.Secrets), second.Operators(site.Secrets),
        ];
        return site;
    }

    /// <summary>Makes the file, of the settings that there are; who starts after that uses it.</summary>
    public async Task MakeFileAsync()
    {
        (await RunAsync("keyring", "make")).Succeeded();
        _withFile = true;
    }

    /// <summary>Changes the file, and waits until each process has said that it has read it.</summary>
    /// <returns>What the command said.</returns>
    public async Task<string> RotateAsync(string command, string what)
    {
        var ended = await RunAsync("keyring", command, what);
        ended.Succeeded();
        _changes++;
        foreach (var process in _silos.Concat(_gateways))
            await process.SaysAsync("The file of keys was replaced;", _changes);
        return ended.Output.Trim();
    }

    /// <summary>What is in the file, and what is under which pepper.</summary>
    public async Task<string> ListAsync()
    {
        var ended = await RunAsync("keyring", "list");
        ended.Succeeded();
        return ended.Output;
    }

    /// <summary>Runs a command of the silo's program.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => ClusterProcess.RunAsync(
        "Wallet.Silo", _ground.Environment, [.. arguments, KeyFile]);

    /// <summary>Ends a silo as a supervisor does and starts another one in its place.</summary>
    public async Task ReplaceSiloAsync(int index) =>
        _silos[index] = await ReplaceAsync(_silos[index], StartSiloAsync);

    /// <summary>Ends a gateway as a supervisor does and starts another one in its place.</summary>
    public async Task ReplaceGatewayAsync(int index) =>
        _gateways[index] = await ReplaceAsync(_gateways[index], StartGatewayAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        foreach (var process in _gateways.Concat(_silos))
        {
            if (process is not null)
                await process.DisposeAsync();
        }

        Assert.Empty((await _ground.AuditAsync()).Violations);
        _ground.Dispose();
        _folder.Dispose();
    }

    private string KeyFile => "--Wallet:KeyFile=" + _folder.File("keys.json");

    private Task<HostProcess> StartSiloAsync() => ClusterProcess.StartAsync(
        "Wallet.Silo", _ground.Environment, [.. ProcessTests.Ports(), .. Settings]);

    private Task<HostProcess> StartGatewayAsync() =>
        ClusterProcess.StartAsync("Wallet.Gateway", _ground.Environment, Settings);

    private string[] Settings => _withFile ? [KeyFile] : [];

    private static async Task<HostProcess> ReplaceAsync(HostProcess process, Func<Task<HostProcess>> start)
    {
        Assert.Equal(0, (await process.TerminateAsync()).ExitCode);
        await process.DisposeAsync();
        return await start();
    }
}

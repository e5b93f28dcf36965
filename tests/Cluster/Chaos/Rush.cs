using Wallet.Cluster.Tests.Hosts;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary>
/// People of a town who pay one another through the gateways while a test does something to the cluster. In the end
/// every payment's outcome is learnt by its key, and balances, histories and records must agree exactly with what the
/// clients were told.
/// </summary>
internal sealed class Rush : IAsyncDisposable
{
    private const int People = 12, Clients = 16;

    private readonly WalletClient _client;
    private readonly Town _town;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _paying;

    private Rush(WalletClient client, Town town, Random random)
    {
        (_client, _town, Random) = (client, town, random);
        _paying = town.PayAsync(random, Clients, _stop.Token);
    }

    /// <summary>The test's randomness.</summary>
    public Random Random { get; }

    /// <summary>Starts paying.</summary>
    public static async Task<Rush> StartAsync(Func<IReadOnlyList<Uri>> addresses)
    {
        var client = new WalletClient(addresses, new UsedSecrets());
        return new Rush(client, await Town.SettleAsync(client, People), TestSeed.Random(out _));
    }

    /// <inheritdoc cref="StartAsync(Func{IReadOnlyList{Uri}})"/>
    public static Task<Rush> StartAsync(ClusterHost host) => StartAsync(() => host.Addresses);

    /// <summary>Waits until so many more payments have been answered with an outcome: the cluster gets on.</summary>
    public Task GetsOnAsync(int answers = 100)
    {
        var before = _town.Answered;
        return Until.TrueAsync(() => _town.Answered >= before + answers, $"{answers} more outcomes");
    }

    /// <summary>Ends the paying, learns what is unknown, and settles the accounts.</summary>
    public async Task SettleAsync()
    {
        await _stop.CancelAsync();
        await _paying;
        var unknown = await _town.LearnAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_town.Attempts.Count} payments, {unknown} of them with an outcome that had to be learnt");
        await _town.AgreesAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _paying;
        _stop.Dispose();
        _client.Dispose();
    }
}

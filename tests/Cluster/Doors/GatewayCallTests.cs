using Microsoft.Extensions.DependencyInjection;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains.Abstractions;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>What somebody can do with a gateway's certificate: what a gateway does, and nothing else.</summary>
[Collection(nameof(Doors))]
public sealed class GatewayCallTests(TestServers servers)
{
    [Fact]
    public async Task The_ledgers_grain_and_the_runtime_are_not_for_gateways_and_those_that_are_answer()
    {
        TestServers.Require();
        await using var silo = await SiloWithDoors.StartAsync(servers);
        using var count = new RefusalCount();
        using var gateway = await silo.ConnectAsync();
        var grains = gateway.Services.GetRequiredService<IGrainFactory>();
        var wallet = await RegisterAsync(silo);

        Assert.True(await grains.CommitterHealth().IsReadyAsync());
        Assert.Equal(OutcomeCode.CallerNotFound, (await grains.Transfer(wallet).DepositAsync(
            UserId.New(TimeProvider.System), Amount.From(1), Commands.Key())).Code);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grains.Ledger().CommitAsync([Mint(wallet)]));
        // On a reference to a grain that is for gateways, an interface that is not.
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            grains.CommitterHealth().AsReference<ILedgerGrain>().CommitAsync([Mint(wallet)]));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            grains.GetGrain<IManagementGrain>(0)
                .GetTotalActivationCount(TestContext.Current.CancellationToken));

        Assert.Equal(3, count[DoorPort.Gateway, Refusal.Call]);
        Assert.Equal(0, await BalanceAsync(silo, wallet));
        Assert.Contains("a call of a grain that gateways have no business with", Assert.Single(silo.Lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_names_a_grain_as_the_sender_is_cut_off_and_commits_nothing()
    {
        TestServers.Require();
        await using var silo = await SiloWithDoors.StartAsync(servers);
        using var count = new RefusalCount();
        var isForging = false;
        using var gateway = await silo.ConnectAsync(client => ForgingClient.Forge(client, () => isForging));
        var grains = gateway.Services.GetRequiredService<IGrainFactory>();
        var wallet = await RegisterAsync(silo);
        Assert.True(await grains.CommitterHealth().IsReadyAsync());

        isForging = true;
        var minting = grains.Ledger().CommitAsync([Mint(wallet)]);

        await Until.TrueAsync(() => count[DoorPort.Gateway, Refusal.Forged] > 0, "it is counted");
        await Assert.ThrowsAnyAsync<Exception>(() => minting.InTimeAsync());
        Assert.Equal(0, await BalanceAsync(silo, wallet));
        Assert.Contains("a message that no gateway sends", Assert.Single(silo.Lines), StringComparison.Ordinal);
    }

    private static LedgerCommand Mint(WalletId wallet) => LedgerCommand.Deposit(
        wallet, Amount.From(1_000_000), Commands.Key(), TransferId.New(TimeProvider.System));

    private static async Task<long> BalanceAsync(SiloWithDoors silo, WalletId wallet) =>
        (await silo.Ledger.FindWalletAsync(wallet))!.BalanceMinor;

    private static async Task<WalletId> RegisterAsync(SiloWithDoors silo)
    {
        var name = "p" + Guid.NewGuid().ToString("N");
        Assert.True(EmailAddress.TryParse(name + "@example.com", out var email));
        var none = new SecretHash("pepper-1", "none");
        return (await silo.Users.RegisterAsync(
            new NewUser(UserId.New(TimeProvider.System), email, none, none, Timestamp.Now(TimeProvider.System)),
            WalletNames.For(email)))!.Value;
    }
}

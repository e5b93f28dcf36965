using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /wallet</c> and <c>POST /wallet/deposit</c>.</summary>
public abstract class WalletContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_wallet_is_shown_to_its_owner()
    {
        var user = await UserAsync(123);
        var reply = (await user.GetAsync("/wallet")).Expect(200);
        Assert.Equal(["balance", "createdAt", "currency", "walletId"], reply.Json.EnumerateObject().Select(m => m.Name)
            .Order(StringComparer.Ordinal));
        Assert.Equal(user.WalletId, reply["walletId"]);
        Assert.Equal(123, reply.Number("balance"));
        Assert.Equal("INR", reply["currency"]);
        Assert.InRange(DateTimeOffset.Parse(reply["createdAt"], null) - Hosts.Shared.Host.Time.GetUtcNow(),
            TimeSpan.FromMinutes(-10), TimeSpan.Zero);
    }

    [Fact]
    public async Task A_deposit_comes_from_the_issuer()
    {
        var user = await UserAsync(5);
        var reply = (await user.DepositAsync(7, NewKey())).Expect(201);
        Assert.Equal(
            [
                "amount", "balanceAfter", "createdAt", "currency", "link", "note", "operation", "receiverWalletId",
                "senderWalletId", "transferId",
            ],
            reply.Json.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("issuer@wallet", "deposit"), (reply["senderWalletId"], reply["operation"]));
        Assert.Equal(user.WalletId, reply["receiverWalletId"]);
        Assert.Equal(7, reply.Number("amount"));
        Assert.Equal(12, reply.Number("balanceAfter"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, reply.Json.GetProperty("note").ValueKind);
        Assert.Equal(12, await user.BalanceAsync());
        Assert.Equal(Body.Refunded(reply.Text, 0),
            (await user.GetAsync(reply.Headers.Location!.ToString())).Expect(200).Text);
    }

    [Fact]
    public async Task No_balance_passes_ten_to_the_fifteenth()
    {
        var (rich, payer) = (await UserAsync(), await UserAsync(10));
        const int AtOnce = 50;
        for (var done = 0; done < 1000; done += AtOnce)
            Assert.All(await AtOnceAsync(AtOnce, _ => rich.DepositAsync(1_000_000_000_000, NewKey())), r =>
                r.Expect(201));
        Assert.Equal(1_000_000_000_000_000, await rich.BalanceAsync());

        var key = NewKey();
        var refused = (await rich.DepositAsync(1, key)).Refused(422, "balance_limit");
        (await payer.PayAsync(rich, 1, NewKey())).Refused(422, "balance_limit");
        (await rich.PayAsync(payer, 1, NewKey())).Expect(201);
        (await rich.DepositAsync(1, key)).ReplayOf(refused);
        (await payer.PayAsync(rich, 1, NewKey())).Expect(201);
    }

    [Fact]
    public async Task Without_the_sandbox_there_are_no_deposits()
    {
        await using var own = await Hosts.StartOwnAsync(("Wallet:Sandbox", "false"));
        var user = await TestUser.RegisterAsync(own.Client);
        (await user.DepositAsync(1, NewKey())).Refused(404, "not_found");
        Assert.Equal(0, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_frozen_wallet_neither_sends_nor_receives_until_it_is_thawed()
    {
        var (user, other) = (await UserAsync(100), await UserAsync(100));
        var host = Hosts.Shared.Host;
        await host.SetFrozenAsync(user.WalletId, true);
        var key = NewKey();
        var refused = (await user.PayAsync(other, 1, key)).Refused(422, "wallet_frozen");
        (await other.PayAsync(user, 1, NewKey())).Refused(422, "wallet_frozen");
        (await user.DepositAsync(1, NewKey())).Refused(422, "wallet_frozen");
        Assert.Equal(100, await user.BalanceAsync());

        await host.SetFrozenAsync(user.WalletId, false);
        (await user.PayAsync(other, 1, key)).ReplayOf(refused);
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
        (await other.PayAsync(user, 1, NewKey())).Expect(201);
    }
}

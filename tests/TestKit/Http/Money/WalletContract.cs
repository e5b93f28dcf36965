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
        Assert.Equal(["balance", "createdAt", "currency", "held", "sequence", "walletId"],
            reply.Json.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Equal(user.WalletId, reply["walletId"]);
        Assert.Equal(123, reply.Number("balance"));
        Assert.Equal("INR", reply["currency"]);
        Assert.InRange(DateTimeOffset.Parse(reply["createdAt"], null) - Hosts.Shared.Host.Time.GetUtcNow(),
            TimeSpan.FromMinutes(-10), TimeSpan.Zero);
    }

    [Fact]
    public async Task A_balance_stands_after_an_entry_and_can_be_asked_for_at_any_moment()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var paid = (await user.PayAsync(other, 30, NewKey())).Expect(201);
        (await user.PayAsync(other, 5, NewKey())).Expect(201);
        var at = DateTimeOffset.Parse(paid["createdAt"], null);

        async Task<(long, long)> AtAsync(string? moment)
        {
            var reply = (await user.GetAsync(
                "/wallet" + (moment is null ? "" : "?at=" + Uri.EscapeDataString(moment)))).Expect(200);
            Assert.Equal(user.WalletId, reply["walletId"]);
            return (reply.Number("sequence"), reply.Number("balance"));
        }

        Assert.Equal((3, 65), await AtAsync(null));
        Assert.Equal((2, 70), await AtAsync(paid["createdAt"]));
        Assert.Equal((1, 100), await AtAsync(at.AddTicks(-10).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", null)));
        Assert.Equal((0, 0), await AtAsync("0001-01-01T00:00:00Z"));
        Assert.Equal((3, 65), await AtAsync("9999-12-31T23:59:59.999999Z"));
        Assert.Equal((0, 0), (
            (await (await UserAsync()).GetAsync("/wallet?at=9999-12-31T23:59:59Z")).Expect(200).Number("sequence"), 0));
    }

    [Theory]
    [InlineData("at=", "at")]
    [InlineData("at=yesterday", "at")]
    [InlineData("at=2026-01-01T00:00:00", "at")]
    [InlineData("at=2026-01-01T00:00:00Z&at=2026-01-01T00:00:00Z", "at")]
    [InlineData("when=2026-01-01T00:00:00Z", "when")]
    public async Task A_moment_that_is_none_is_refused(string query, string field) =>
        (await (await UserAsync()).GetAsync("/wallet?" + query)).Invalid(field);

    [Fact]
    public async Task A_deposit_comes_from_the_issuer()
    {
        var user = await UserAsync(5);
        var reply = (await user.DepositAsync(7, NewKey())).Expect(201);
        Assert.Equal(
            [
                "amount", "balanceAfter", "createdAt", "currency", "link", "note", "onBehalfOf", "operation",
                "receiverWalletId", "senderWalletId", "transferId",
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

using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Requests that race.</summary>
public abstract class ConcurrencyContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task Fifty_simultaneous_requests_with_one_key_deduct_once()
    {
        var (user, other) = (await UserAsync(1000), await UserAsync());
        var key = NewKey();
        await OneKey.RaceAsync(() => user.PayAsync(other, 7, key));
        Assert.Equal(993, await user.BalanceAsync());
        Assert.Equal(7, await other.BalanceAsync());
    }

    [Fact]
    public async Task Fifty_simultaneous_refusals_with_one_key_are_one_refusal()
    {
        var (user, other) = (await UserAsync(5), await UserAsync());
        var key = NewKey();
        var replies = await AtOnceAsync(50, _ => user.PayAsync(other, 7, key));
        var refusals = replies.Where(r => r.Status != 409).ToArray();
        var first = Assert.Single(refusals, r => !r.Replayed).Refused(422, "insufficient_funds");
        Assert.All(refusals.Where(r => r != first), r => r.ReplayOf(first));
        Assert.All(replies.Where(r => r.Status == 409), r => r.Refused(409, "transfer_in_progress"));
    }

    [Fact]
    public async Task Of_simultaneous_different_requests_with_one_key_one_is_done()
    {
        var (user, other) = (await UserAsync(1000), await UserAsync());
        var key = NewKey();
        var replies = await AtOnceAsync(20, i => user.PayAsync(other, i + 1, key));
        var done = Assert.Single(replies, r => r.Status == 201);
        Assert.All(replies.Where(r => r != done), r =>
            Assert.True(r.Code is "transfer_in_progress" or "idempotency_key_reused", r.Text));
        Assert.Equal(1000 - done.Number("amount"), await user.BalanceAsync());
        Assert.Equal(done.Number("amount"), await other.BalanceAsync());
    }

    [Fact]
    public async Task Forty_racing_debits_never_overdraw()
    {
        var (user, other) = (await UserAsync(105), await UserAsync());
        var replies = await AtOnceAsync(40, _ => user.PayAsync(other, 10, NewKey()));
        Assert.Equal(10, replies.Count(r => r.Status == 201));
        Assert.All(replies.Where(r => r.Status != 201), r => r.Refused(422, "insufficient_funds"));
        Assert.Equal(5, await user.BalanceAsync());
        Assert.Equal(100, await other.BalanceAsync());
        Assert.Equal([5L, 15, 25, 35, 45, 55, 65, 75, 85, 95], replies.Where(r => r.Status == 201)
            .Select(r => r.Number("balanceAfter")).Order());
    }

    [Fact]
    public async Task Money_that_goes_round_among_many_stays_what_it_was()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => UserAsync(100)));
        var replies = await AtOnceAsync(100, i =>
            users[i % 5].PayAsync(users[(i + 1 + i / 5 % 4) % 5], 1 + i * 7 % 60, NewKey()));
        Assert.All(replies, r => Assert.True(r.Status == 201 || r.Code == "insufficient_funds", r.Text));
        var expected = users.Select(u => 100
            + replies.Where(r => r.Status == 201 && r["receiverWalletId"] == u.WalletId).Sum(r => r.Number("amount"))
            - replies.Where(r => r.Status == 201 && r["senderWalletId"] == u.WalletId).Sum(r => r.Number("amount")));
        var balances = await Task.WhenAll(users.Select(u => u.BalanceAsync()));
        Assert.Equal(expected, balances);
        Assert.Equal(500, balances.Sum());
        Assert.All(balances, b => Assert.True(b >= 0));
    }

    [Fact]
    public async Task A_wallet_that_everybody_pays_gets_every_unit()
    {
        var payers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => UserAsync(50)));
        var shop = await UserAsync();
        Assert.All(await AtOnceAsync(100, i => payers[i % 10].PayAsync(shop, 5, NewKey())), r => r.Expect(201));
        Assert.Equal(500, await shop.BalanceAsync());
        Assert.All(await Task.WhenAll(payers.Select(p => p.BalanceAsync())), b => Assert.Equal(0, b));
    }

    [Fact]
    public async Task A_balance_that_is_read_after_the_answer_has_the_transfer_in_it()
    {
        var (user, other) = (await UserAsync(1000), await UserAsync());
        for (var i = 1; i <= 50; i++)
        {
            (await user.PayAsync(other, 1, NewKey())).Expect(201);
            Assert.Equal(i, await other.BalanceAsync());
        }
    }
}

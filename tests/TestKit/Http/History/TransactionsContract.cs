using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /transactions</c>: what is in it and in which order.</summary>
public abstract class TransactionsContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task Each_side_has_one_entry_for_a_transfer_newest_first()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var sent = (await user.PayAsync(other, 30, NewKey(), "there")).Expect(201);
        var back = (await other.PayAsync(user, 10, NewKey())).Expect(201);

        var page = (await user.GetAsync("/transactions")).Expect(200).Json;
        Assert.Equal(["items", "nextCursor"], page.EnumerateObject().Select(m => m.Name));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
        var items = page.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(3, items.Length);
        Assert.All(items, item => Assert.Equal(
            [
                "amount", "balanceAfter", "counterpartyWalletId", "createdAt", "direction", "entryId", "link", "note",
                "onBehalfOf", "operation", "transferId", "walletId",
            ],
            item.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal)));
        Assert.All(items, item => Assert.Equal(user.WalletId, item.GetProperty("walletId").GetString()));
        Check(items[0], back["transferId"], "CREDIT", other.WalletId, 10, 80, null, back["createdAt"]);
        Check(items[1], sent["transferId"], "DEBIT", other.WalletId, 30, 70, "there", sent["createdAt"]);
        Assert.Equal("issuer@wallet", items[2].GetProperty("counterpartyWalletId").GetString());
        Assert.Equal(["transfer", "transfer", "deposit"],
            items.Select(static item => item.GetProperty("operation").GetString()));
        Assert.All(items, static item => Assert.Equal(JsonValueKind.Null, item.GetProperty("link").ValueKind));

        var theirs = (await other.GetAsync("/transactions")).Expect(200).Json.GetProperty("items");
        Check(theirs[0], back["transferId"], "DEBIT", user.WalletId, 10, 20, null, back["createdAt"]);
        Check(theirs[1], sent["transferId"], "CREDIT", user.WalletId, 30, 30, "there", sent["createdAt"]);
        var ids = items.Concat(theirs.EnumerateArray()).Select(i => i.GetProperty("entryId").GetString());
        Assert.Equal(5, ids.Distinct().Count());
    }

    [Fact]
    public async Task What_gives_a_transfer_back_refers_to_it()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var paid = (await user.PayAsync(other, 30, NewKey())).Expect(201);
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorCalls.AllScopes);
        (await boss.ReverseAsync(paid["transferId"], NewKey())).Expect(201);

        var item = (await user.GetAsync("/transactions?limit=1")).Expect(200).Json.GetProperty("items")[0];
        Assert.Equal(("reversal", paid["transferId"]),
            (item.GetProperty("operation").GetString(), item.GetProperty("link").GetString()));
    }

    [Fact]
    public async Task Only_what_one_operation_moved_or_what_one_wallet_traded_can_be_asked_for()
    {
        var (user, other, third) = (await UserAsync(100), await UserAsync(50), await UserAsync());
        (await user.PayAsync(other, 1, NewKey())).Expect(201);
        (await user.PayAsync(third, 2, NewKey())).Expect(201);
        (await other.PayAsync(user, 3, NewKey())).Expect(201);
        (await user.DepositAsync(4, NewKey())).Expect(201);

        async Task ExpectAsync(string filter, params long[] amounts) => Assert.Equal(
            amounts, (await History.AllAsync(user, 2, filter)).Select(static entry => entry.Amount));

        await ExpectAsync("operation=transfer", 3, 2, 1);
        await ExpectAsync("operation=deposit", 4, 100);
        await ExpectAsync("operation=reversal");
        await ExpectAsync("counterparty=" + other.WalletId, 3, 1);
        await ExpectAsync($"counterparty={third.WalletId}&direction=sent", 2);
        await ExpectAsync($"counterparty={third.WalletId}&direction=received");
        await ExpectAsync("counterparty=nobody-at-all@wallet");
        await ExpectAsync("counterparty=issuer@wallet&operation=deposit", 4, 100);
    }

    [Fact]
    public async Task A_refusal_leaves_no_entry()
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        (await user.PayAsync(other, 11, NewKey())).Refused(422, "insufficient_funds");
        Assert.Single(await History.AllAsync(user));
        Assert.Empty(await History.AllAsync(other));
    }

    [Fact]
    public async Task Balances_follow_from_entry_to_entry_after_a_race()
    {
        var (user, other) = (await UserAsync(200), await UserAsync(200));
        await AtOnceAsync(60, i =>
            i % 2 == 0 ? user.PayAsync(other, 1 + i, NewKey()) : other.PayAsync(user, 1 + i, NewKey()));
        foreach (var one in (TestUser[])[user, other])
        {
            var balance = 0L;
            foreach (var entry in (await History.AllAsync(one)).Reverse())
            {
                balance += entry.Direction == "CREDIT" ? entry.Amount : -entry.Amount;
                Assert.Equal(balance, entry.BalanceAfter);
            }

            Assert.Equal(balance, await one.BalanceAsync());
        }
    }

    private static void Check(JsonElement item, string transfer, string direction, string counterparty, long amount,
        long balance, string? note, string at)
    {
        Assert.Equal(transfer, item.GetProperty("transferId").GetString());
        Assert.Equal(direction, item.GetProperty("direction").GetString());
        Assert.Equal(counterparty, item.GetProperty("counterpartyWalletId").GetString());
        Assert.Equal(amount, item.GetProperty("amount").GetInt64());
        Assert.Equal(balance, item.GetProperty("balanceAfter").GetInt64());
        Assert.Equal(note, item.GetProperty("note").GetString());
        Assert.Equal(at, item.GetProperty("createdAt").GetString());
    }
}

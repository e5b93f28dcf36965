using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Looking at transfers and giving them back.</summary>
public abstract class OperatorTransferContract(WalletHosts hosts) : HttpContract(hosts)
{
    private Task<TestOperator> OperatorAsync() => TestOperator.AddAsync(Hosts.Shared, OperatorCalls.AllScopes);

    [Fact]
    public async Task A_transfer_is_shown_with_both_balances_and_what_was_given_back()
    {
        var (user, other, boss) = (await UserAsync(100), await UserAsync(5), await OperatorAsync());
        var paid = (await user.PayAsync(other, 30, NewKey(), "lunch")).Expect(201);
        var path = "/operator/transfers/" + paid["transferId"];
        var shown = (await boss.GetAsync(path)).Expect(200);
        Assert.Equal((70, 35, 30, 0), (shown.Number("senderBalanceAfter"), shown.Number("receiverBalanceAfter"),
            shown.Number("amount"), shown.Number("givenBack")));
        Assert.Equal(("transfer", "lunch"), (shown["operation"], shown["note"]));
        Assert.Equal(JsonValueKind.Null, shown.Json.GetProperty("link").ValueKind);

        var back = (await boss.ReverseAsync(paid["transferId"], NewKey(), 10)).Expect(201);
        Assert.Equal("/operator/transfers/" + back["transferId"], back.Headers.Location?.ToString());
        Assert.Equal(("reversal", paid["transferId"], "paid twice", other.WalletId, user.WalletId),
            (back["operation"], back["link"], back["note"], back["senderWalletId"], back["receiverWalletId"]));
        Assert.Equal((25, 80), (back.Number("senderBalanceAfter"), back.Number("receiverBalanceAfter")));
        Assert.Equal(10, (await boss.GetAsync(path)).Expect(200).Number("givenBack"));
        Assert.Equal(back.Text, (await boss.GetAsync("/operator/transfers/" + back["transferId"])).Expect(200).Text);
        Assert.Equal((80, 25), (await user.BalanceAsync(), await other.BalanceAsync()));

        var row = (await boss.LogAsync(200)).First(row => row.GetProperty("target").GetString() == paid["transferId"]);
        Assert.Equal(("reversed", $"10 as {back["transferId"]}", boss.KeyId), (row.GetProperty("kind").GetString(),
            row.GetProperty("detail").GetString(), row.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task A_reversal_happens_once_for_its_key_and_never_gives_back_more_than_is_left()
    {
        var (user, other, boss) = (await UserAsync(100), await UserAsync(100), await OperatorAsync());
        var (paid, key) = ((await user.PayAsync(other, 30, NewKey())).Expect(201)["transferId"], NewKey());
        var first = (await boss.ReverseAsync(paid, key, 20)).Expect(201);
        Assert.False(first.Replayed);
        (await boss.ReverseAsync(paid, key, 20)).ReplayOf(first);
        // Another operator's retry is the same request.
        (await (await OperatorAsync()).ReverseAsync(paid, key, 20)).ReplayOf(first);
        (await boss.ReverseAsync(paid, key, 10)).Refused(422, "idempotency_key_reused");

        var tooMuch = NewKey();
        var refused = (await boss.ReverseAsync(paid, tooMuch, 11)).Refused(422, "refund_exceeds");
        Assert.Equal(10, refused.Number("refundable"));
        var rest = (await boss.ReverseAsync(paid, NewKey())).Expect(201);
        Assert.Equal(10, rest.Number("amount"));
        (await boss.ReverseAsync(paid, tooMuch, 11)).ReplayOf(refused);
        Assert.Equal(0, (await boss.ReverseAsync(paid, NewKey())).Refused(422, "refund_exceeds").Number("refundable"));
        Assert.Equal((100, 100), (await user.BalanceAsync(), await other.BalanceAsync()));
    }

    [Fact]
    public async Task The_key_may_come_in_the_header_and_must_come()
    {
        var (user, other, boss) = (await UserAsync(100), await UserAsync(), await OperatorAsync());
        var (paid, key) = ((await user.PayAsync(other, 30, NewKey())).Expect(201)["transferId"], NewKey());
        var path = $"/operator/transfers/{paid}/reverse";
        (await boss.PostAsync(path, OperatorCalls.Reason())).Invalid("idempotencyKey");
        var first = (await boss.PostAsync(path, OperatorCalls.Reason(), ("Idempotency-Key", key))).Expect(201);
        (await boss.PostAsync(path, new JsonObject { ["reason"] = "because", ["idempotencyKey"] = key }))
            .ReplayOf(first);
        (await boss.PostAsync(path, new JsonObject { ["reason"] = "because", ["idempotencyKey"] = "x" },
            ("Idempotency-Key", key))).Invalid("idempotencyKey");
    }

    [Fact]
    public async Task Racing_reversals_give_back_each_part_once()
    {
        var (user, other, boss) = (await UserAsync(100), await UserAsync(100), await OperatorAsync());
        var paid = (await user.PayAsync(other, 50, NewKey())).Expect(201)["transferId"];
        var replies = await AtOnceAsync(20, _ => boss.ReverseAsync(paid, NewKey(), 10));
        Assert.Equal(5, replies.Count(static reply => reply.Status == 201));
        Assert.All(replies.Where(static reply => reply.Status != 201), static reply =>
            reply.Refused(422, "refund_exceeds"));
        Assert.Equal((100, 100), (await user.BalanceAsync(), await other.BalanceAsync()));
    }

    [Fact]
    public async Task A_freeze_does_not_stop_a_reversal_and_an_empty_wallet_does()
    {
        var (user, thief, third, boss) =
            (await UserAsync(100), await UserAsync(), await UserAsync(), await OperatorAsync());
        var stolen = (await user.PayAsync(thief, 60, NewKey())).Expect(201)["transferId"];
        (await thief.PayAsync(third, 40, NewKey())).Expect(201);
        (await boss.FreezeAsync(thief.WalletId, "both")).Expect(200);
        (await boss.ReverseAsync(stolen, NewKey())).Refused(422, "insufficient_funds");
        (await boss.ReverseAsync(stolen, NewKey(), 20)).Expect(201);
        Assert.Equal((60, 0), (await user.BalanceAsync(), await thief.BalanceAsync()));
    }

    [Fact]
    public async Task Deposits_and_reversals_are_not_given_back_and_what_is_not_there_is_not_found()
    {
        var (user, other, boss) = (await UserAsync(), await UserAsync(), await OperatorAsync());
        var deposit = (await user.DepositAsync(100, NewKey())).Expect(201)["transferId"];
        (await boss.ReverseAsync(deposit, NewKey())).Refused(422, "not_reversible");
        Assert.Equal("deposit", (await boss.GetAsync("/operator/transfers/" + deposit)).Expect(200)["operation"]);
        var paid = (await user.PayAsync(other, 30, NewKey())).Expect(201)["transferId"];
        var back = (await boss.ReverseAsync(paid, NewKey(), 10)).Expect(201)["transferId"];
        (await boss.ReverseAsync(back, NewKey())).Refused(422, "not_reversible");
        foreach (var nothing in (string[])["0198c0de0198c0de0198c0de0198c0de", "x", paid.ToUpperInvariant()])
        {
            (await boss.GetAsync("/operator/transfers/" + nothing)).Refused(404, "not_found");
            (await boss.ReverseAsync(nothing, NewKey())).Refused(404, "not_found");
        }

        (await boss.ReverseAsync(paid, NewKey(), 0)).Invalid("amount");
        (await boss.ReverseAsync(paid, NewKey(), -1)).Invalid("amount");
    }
}

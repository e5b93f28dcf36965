using System.Text.Json;
using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>POST /transfers/{transferId}/refund</c>.</summary>
public abstract class RefundContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_shop_gives_back_a_part_and_then_the_rest()
    {
        var (buyer, shop) = (await UserAsync(100), await UserAsync(5));
        var paid = (await buyer.PayAsync(shop, 60, NewKey(), "cup")).Expect(201)["transferId"];

        var part = (await shop.RefundAsync(paid, NewKey(), 20, "broken")).Expect(201);
        Assert.Equal(
            ("refund", paid, "broken", shop.WalletId, buyer.WalletId),
            (part["operation"], part["link"], part["note"], part["senderWalletId"], part["receiverWalletId"]));
        Assert.Equal((20, 45), (part.Number("amount"), part.Number("balanceAfter")));
        Assert.Equal("/transfers/" + part["transferId"], part.Headers.Location?.ToString());
        var rest = (await shop.RefundAsync(paid, NewKey())).Expect(201);
        Assert.Equal(40, rest.Number("amount"));
        Assert.Equal(JsonValueKind.Null, rest.Json.GetProperty("note").ValueKind);

        Assert.Equal((100, 5), (await buyer.BalanceAsync(), await shop.BalanceAsync()));
        foreach (var user in new[] { buyer, shop })
        {
            Assert.Equal(60, (await user.GetAsync("/transfers/" + paid)).Expect(200).Number("refunded"));
            Assert.Equal(0,
                (await user.GetAsync("/transfers/" + rest["transferId"])).Expect(200).Number("refunded"));
        }
    }

    [Fact]
    public async Task It_happens_once_for_its_key_and_has_the_same_answer_for_ever()
    {
        var (buyer, shop) = (await UserAsync(100), await UserAsync(100));
        var paid = (await buyer.PayAsync(shop, 60, NewKey())).Expect(201)["transferId"];
        var (key, tooMuch) = (NewKey(), NewKey());

        var first = (await shop.RefundAsync(paid, key, 20)).Expect(201);
        (await shop.RefundAsync(paid, key, 20)).ReplayOf(first);
        Assert.Equal(first.Text, (await shop.ByKeyAsync(key)).Expect(201).Text);
        (await shop.RefundAsync(paid, key)).Refused(422, "idempotency_key_reused");
        (await shop.RefundAsync(paid, key, 20, "other")).Refused(422, "idempotency_key_reused");
        (await shop.PayAsync(buyer, 20, key)).Refused(422, "idempotency_key_reused");

        var refused = (await shop.RefundAsync(paid, tooMuch, 41)).Refused(422, "refund_exceeds");
        Assert.Equal(40, refused.Number("refundable"));
        (await shop.RefundAsync(paid, NewKey())).Expect(201);
        // What was said then is said again, though nothing is left by now.
        (await shop.RefundAsync(paid, tooMuch, 41)).ReplayOf(refused);
        Assert.Equal(refused.Text, (await shop.ByKeyAsync(tooMuch)).Refused(422, "refund_exceeds").Text);
        Assert.Equal(0, (await shop.RefundAsync(paid, NewKey())).Refused(422, "refund_exceeds").Number("refundable"));
        Assert.Equal((100, 100), (await buyer.BalanceAsync(), await shop.BalanceAsync()));
    }

    [Fact]
    public async Task Only_the_receiver_of_a_transfer_can_give_it_back()
    {
        var (buyer, shop, stranger) = (await UserAsync(), await UserAsync(100), await UserAsync(100));
        var deposit = (await buyer.DepositAsync(100, NewKey())).Expect(201)["transferId"];
        var paid = (await buyer.PayAsync(shop, 60, NewKey())).Expect(201)["transferId"];
        var refund = (await shop.RefundAsync(paid, NewKey(), 10)).Expect(201)["transferId"];

        (await buyer.RefundAsync(paid, NewKey())).Refused(422, "not_refundable");
        (await buyer.RefundAsync(deposit, NewKey())).Refused(422, "not_refundable");
        (await buyer.RefundAsync(refund, NewKey())).Refused(422, "not_refundable");
        foreach (var id in new[] { paid, Guid.NewGuid().ToString("N"), "x", "by-key" })
            (await stranger.RefundAsync(id, NewKey())).Refused(404, "not_found");
        Assert.Equal((50, 150, 100),
            (await buyer.BalanceAsync(), await shop.BalanceAsync(), await stranger.BalanceAsync()));
    }

    [Fact]
    public async Task The_pin_is_asked_for_and_a_wrong_one_counts()
    {
        var (buyer, shop) = (await UserAsync(100), await UserAsync());
        var paid = (await buyer.PayAsync(shop, 60, NewKey())).Expect(201)["transferId"];
        var (key, wrong) = (NewKey(), TestUser.OtherPin(shop.Pin));
        Assert.Equal(4, (await shop.RefundAsync(paid, key, pin: wrong)).Refused(403, "wrong_pin")
            .Number("attemptsLeft"));
        // What can't be refunded is no guess.
        (await shop.RefundAsync(Guid.NewGuid().ToString("N"), key, pin: wrong)).Refused(404, "not_found");
        (await shop.RefundAsync(paid, key)).Expect(201);
        for (var i = 0; i < 5; i++)
            (await shop.RefundAsync(paid, NewKey(), pin: wrong)).Refused(403, "wrong_pin");
        (await shop.RefundAsync(paid, key)).Refused(423, "pin_locked");
    }

    [Fact]
    public async Task It_is_refused_as_a_transfer_is()
    {
        var (buyer, shop) = (await UserAsync(100), await UserAsync());
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorScopes.Freeze);
        var paid = (await buyer.PayAsync(shop, 60, NewKey())).Expect(201)["transferId"];
        (await shop.PayAsync(buyer, 1, NewKey())).Expect(201);
        (await shop.RefundAsync(paid, NewKey())).Refused(422, "insufficient_funds");
        (await boss.FreezeAsync(shop.WalletId, "debit")).Expect(200);
        (await shop.RefundAsync(paid, NewKey(), 1)).Refused(422, "wallet_frozen");
    }

    [Theory]
    [InlineData("""{"pin":"2580","idempotencyKey":"k","amount":0}""", "amount")]
    [InlineData("""{"pin":"2580","idempotencyKey":"k","amount":1000000000001}""", "amount")]
    [InlineData("""{"idempotencyKey":"k"}""", "pin")]
    [InlineData("""{"pin":"2580"}""", "idempotencyKey")]
    [InlineData("""{"pin":"2580","idempotencyKey":"k","note":"\u0007"}""", "note")]
    [InlineData("""{"pin":"2580","idempotencyKey":"k","receiverWalletId":"ben@wallet"}""", "receiverWalletId")]
    public async Task A_body_that_is_not_well_made_is_told_by_the_member(string body, string member) =>
        (await (await UserAsync()).PostAsync($"/transfers/{Guid.NewGuid():N}/refund", body)).Invalid(member);

    [Fact]
    public async Task Refunds_and_reversals_at_once_never_give_back_more_than_there_was()
    {
        var (buyer, shop) = (await UserAsync(100), await UserAsync(1000));
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorScopes.Money);
        var paid = (await buyer.PayAsync(shop, 100, NewKey())).Expect(201)["transferId"];

        var replies = await AtOnceAsync(24, i => i % 4 == 0
            ? boss.ReverseAsync(paid, NewKey(), 9)
            : shop.RefundAsync(paid, NewKey(), 9));

        Assert.Equal(11, replies.Count(static reply => reply.Status == 201));
        Assert.All(replies.Where(static reply => reply.Status != 201),
            static reply => Assert.Equal(1, reply.Refused(422, "refund_exceeds").Number("refundable")));
        Assert.Equal((99, 1001), (await buyer.BalanceAsync(), await shop.BalanceAsync()));
    }
}

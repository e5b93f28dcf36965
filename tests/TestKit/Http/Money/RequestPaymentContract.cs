using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>POST /requests/{requestId}/pay</c>.</summary>
public abstract class RequestPaymentContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task It_is_paid_as_a_transfer_and_again_with_the_same_bytes()
    {
        var (ada, bob, id) = await AskAsync(100, 30, "tea");

        var paid = (await ada.PayRequestAsync(id)).Expect(201);

        Assert.Equal(
            (ada.WalletId, bob.WalletId, "tea", "transfer", id),
            (paid["senderWalletId"], paid["receiverWalletId"], paid["note"], paid["operation"], paid["link"]));
        Assert.Equal((30, 70), (paid.Number("amount"), paid.Number("balanceAfter")));
        Assert.Equal("/transfers/" + paid["transferId"], paid.Headers.Location?.ToString());
        Assert.False(paid.Replayed);
        (await ada.PayRequestAsync(id)).ReplayOf(paid);
        Assert.Equal(paid.Text, (await ada.ByKeyAsync("request:" + id)).Expect(201).Text);
        foreach (var user in new[] { ada, bob })
        {
            Assert.Equal("paid", (await user.GetAsync("/requests/" + id)).Expect(200)["state"]);
            Assert.Equal(id, (await user.GetAsync("/transfers/" + paid["transferId"])).Expect(200)["link"]);
            Assert.Equal(id, (await user.GetAsync("/transactions?limit=1")).Expect(200).Json.GetProperty("items")[0]
                .GetProperty("link").GetString());
            Assert.Contains(id, (await user.GetAsync("/statements")).Expect(200).Text, StringComparison.Ordinal);
        }

        (await bob.RefundAsync(paid["transferId"], NewKey(), 10)).Expect(201);
        (await ada.PayRequestAsync(id)).ReplayOf(paid);
        foreach (var (user, how) in new[] { (ada, "decline"), (bob, "cancel") })
            Assert.Equal("paid", (await user.CloseRequestAsync(id, how)).Refused(422, "request_closed")["state"]);
        Assert.Equal((80, 20), (await ada.BalanceAsync(), await bob.BalanceAsync()));
    }

    [Fact]
    public async Task Only_its_payer_pays_and_the_pin_is_asked_for_each_time()
    {
        var (ada, bob, id) = await AskAsync(100, 30);
        var stranger = await UserAsync(100);
        foreach (var other in new[] { bob, stranger })
            (await other.PayRequestAsync(id)).Refused(404, "not_found");
        foreach (var none in new[] { Guid.NewGuid().ToString("N"), "x", "blocked" })
            (await ada.PayRequestAsync(none)).Refused(404, "not_found");
        var wrong = TestUser.OtherPin(ada.Pin);
        Assert.Equal(4, (await ada.PayRequestAsync(id, wrong)).Refused(403, "wrong_pin").Number("attemptsLeft"));
        (await ada.PayRequestAsync(id)).Expect(201);
        for (var i = 0; i < 5; i++)
            (await ada.PayRequestAsync(id, wrong)).Refused(403, "wrong_pin");
        (await ada.PayRequestAsync(id)).Refused(423, "pin_locked");
        Assert.Equal((70, 30, 100),
            (await ada.BalanceAsync(), await bob.BalanceAsync(), await stranger.BalanceAsync()));
    }

    [Fact]
    public async Task A_refusal_is_not_for_ever()
    {
        var (ada, bob, id) = await AskAsync(29, 30);
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorScopes.Freeze);
        for (var i = 0; i < 2; i++)
        {
            var refused = (await ada.PayRequestAsync(id)).Refused(422, "insufficient_funds");
            Assert.False(refused.Replayed);
            Assert.DoesNotContain("key", refused["detail"], StringComparison.Ordinal);
        }

        (await ada.DepositAsync(1, NewKey())).Expect(201);
        (await boss.FreezeAsync(bob.WalletId, "credit")).Expect(200);
        (await ada.PayRequestAsync(id)).Refused(422, "wallet_frozen");
        (await boss.ThawAsync(bob.WalletId)).Expect(200);
        (await ada.ByKeyAsync("request:" + id)).Refused(404, "not_found");
        Assert.Equal("open", (await ada.GetAsync("/requests/" + id)).Expect(200)["state"]);
        (await ada.PayRequestAsync(id)).Expect(201);
        Assert.Equal((0, 30), (await ada.BalanceAsync(), await bob.BalanceAsync()));
    }

    [Fact]
    public async Task Fifty_at_once_pay_it_once()
    {
        var (ada, bob, id) = await AskAsync(100, 30);
        await OneKey.RaceAsync(() => ada.PayRequestAsync(id));
        Assert.Equal((70, 30), (await ada.BalanceAsync(), await bob.BalanceAsync()));
    }

    [Fact]
    public async Task A_payment_a_decline_and_a_cancellation_at_once_agree_on_what_it_is()
    {
        var (ada, bob) = (await UserAsync(100), await UserAsync());
        var paid = 0;
        for (var round = 0; round < 6; round++)
        {
            var id = (await bob.AskAsync(ada, 10, NewKey())).Expect(201)["requestId"];
            var replies = await AtOnceAsync(3, i => ((i + round) % 3) switch
            {
                0 => ada.PayRequestAsync(id),
                1 => ada.CloseRequestAsync(id, "decline"),
                _ => bob.CloseRequestAsync(id, "cancel"),
            });

            var state = (await ada.GetAsync("/requests/" + id)).Expect(200)["state"];
            var winner = Assert.Single(replies, static reply => reply.Status < 300);
            Assert.Equal(winner.Status == 201, state == "paid");
            paid += winner.Status == 201 ? 1 : 0;
            Assert.All(replies.Where(reply => reply != winner), reply =>
                Assert.Equal(state, reply.Refused(422, "request_closed")["state"]));
        }

        Assert.Equal((100 - 10 * paid, 10 * paid), (await ada.BalanceAsync(), await bob.BalanceAsync()));
    }

    [Theory]
    [InlineData("{}", "pin")]
    [InlineData("""{"pin":"12"}""", "pin")]
    [InlineData("""{"pin":2580}""", "pin")]
    [InlineData("""{"pin":"2580","amount":1}""", "amount")]
    [InlineData("""{"pin":"2580","idempotencyKey":"k"}""", "idempotencyKey")]
    public async Task A_body_that_is_not_well_made_is_told_by_the_member(string body, string member) =>
        (await (await UserAsync()).PostAsync($"/requests/{Guid.NewGuid():N}/pay", body)).Invalid(member);

    private async Task<(TestUser Payer, TestUser Payee, string Id)> AskAsync(
        long funds, long amount, string? note = null)
    {
        var (ada, bob) = (await UserAsync(funds), await UserAsync());
        return (ada, bob, (await bob.AskAsync(ada, amount, NewKey(), note)).Expect(201)["requestId"]);
    }
}

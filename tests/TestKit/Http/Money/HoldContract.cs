using System.Text.Json;
using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Holds: <c>POST /wallet/holds</c>, and all under <c>/holds</c>.</summary>
public abstract class HoldContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_hotel_takes_a_part_of_what_was_set_aside_and_gives_back_the_rest()
    {
        var (guest, hotel) = (await UserAsync(100), await UserAsync());
        var hold = (await guest.HoldAsync(hotel, 60, NewKey(), "room 7")).Expect(201);
        var id = hold["holdId"];
        Assert.Equal("/holds/" + id, hold.Headers.Location?.ToString());
        Assert.Equal((guest.WalletId, hotel.WalletId, "open", "room 7", "INR"),
            (hold["payerWalletId"], hold["receiverWalletId"], hold["state"], hold["note"], hold["currency"]));
        Assert.Equal((60, 0, 0, 60, 40), (hold.Number("amount"), hold.Number("captured"), hold.Number("released"),
            hold.Number("remaining"), hold.Number("balanceAfter")));
        Assert.Equal(TimeSpan.FromDays(7), Moment(hold, "expiresAt") - Moment(hold, "createdAt"));
        var wallet = (await guest.GetAsync("/wallet")).Expect(200);
        Assert.Equal((40, 60), (wallet.Number("balance"), wallet.Number("held")));

        var captured = (await hotel.CaptureAsync(id, NewKey(), 25)).Expect(201);
        Assert.Equal(("capture", id, "escrow@wallet", hotel.WalletId, guest.WalletId), (captured["operation"],
            captured["link"], captured["senderWalletId"], captured["receiverWalletId"], captured["onBehalfOf"]));
        Assert.Equal(25, captured.Number("balanceAfter"));
        Assert.Equal(35, (await guest.GetAsync("/wallet")).Expect(200).Number("held"));
        var released = (await hotel.ReleaseAsync(id, NewKey())).Expect(201);
        Assert.Equal(("release", 35, guest.WalletId),
            (released["operation"], released.Number("amount"), released["receiverWalletId"]));
        Assert.Equal(JsonValueKind.Null, released.Json.GetProperty("balanceAfter").ValueKind);

        Assert.Equal((75, 25), (await guest.BalanceAsync(), await hotel.BalanceAsync()));
        Assert.Equal(0, (await guest.GetAsync("/wallet")).Expect(200).Number("held"));
        foreach (var user in new[] { guest, hotel })
        {
            var seen = (await user.GetAsync("/holds/" + id)).Expect(200);
            Assert.Equal(("released", 25, 35, 0), (seen["state"], seen.Number("captured"), seen.Number("released"),
                seen.Number("remaining")));
            foreach (var transfer in new[] { id, captured["transferId"], released["transferId"] })
                Assert.Equal(user == guest ? hotel.WalletId : guest.WalletId,
                    (await user.GetAsync("/transfers/" + transfer)).Expect(200)["onBehalfOf"]);
        }

        var stranger = await UserAsync();
        foreach (var path in new[] { "/holds/" + id, "/transfers/" + id, "/transfers/" + captured["transferId"] })
            (await stranger.GetAsync(path)).Refused(404, "not_found");
        var items = (await guest.GetAsync("/transactions")).Expect(200).Json.GetProperty("items");
        Assert.Equal(["release", "hold", "deposit"],
            items.EnumerateArray().Select(static item => item.GetProperty("operation").GetString()));
        Assert.Equal(hotel.WalletId, items[1].GetProperty("onBehalfOf").GetString());
        Assert.Equal(JsonValueKind.Null, items[2].GetProperty("onBehalfOf").ValueKind);
    }

    [Fact]
    public async Task Each_request_happens_once_for_its_key_and_has_the_same_answer_for_ever()
    {
        var (guest, hotel) = (await UserAsync(100), await UserAsync());
        var (placing, capturing, tooMuch, releasing) = (NewKey(), NewKey(), NewKey(), NewKey());
        var hold = (await guest.HoldAsync(hotel, 60, placing)).Expect(201);
        var id = hold["holdId"];
        var captured = (await hotel.CaptureAsync(id, capturing, 20)).Expect(201);
        var refused = (await hotel.CaptureAsync(id, tooMuch, 41)).Refused(422, "hold_exceeds");
        Assert.Equal(40, refused.Number("remaining"));
        var released = (await hotel.ReleaseAsync(id, releasing)).Expect(201);

        (await guest.HoldAsync(hotel, 60, placing)).ReplayOf(hold);
        (await guest.HoldAsync(hotel, 60, placing, expiresIn: 604800)).ReplayOf(hold);
        (await guest.HoldAsync(hotel, 60, placing, expiresIn: 604801)).Refused(422, "idempotency_key_reused");
        (await guest.PayAsync(hotel, 60, placing)).Refused(422, "idempotency_key_reused");
        (await hotel.CaptureAsync(id, capturing, 20)).ReplayOf(captured);
        (await hotel.CaptureAsync(id, capturing)).Refused(422, "idempotency_key_reused");
        (await hotel.CaptureAsync(id, tooMuch, 41)).ReplayOf(refused);
        (await hotel.ReleaseAsync(id, releasing)).ReplayOf(released);
        Assert.Equal(captured.Text, (await hotel.ByKeyAsync(capturing)).Expect(201).Text);
        Assert.Equal(released.Text, (await hotel.ByKeyAsync(releasing)).Expect(201).Text);
        Assert.Equal(refused.Text, (await hotel.ByKeyAsync(tooMuch)).Refused(422, "hold_exceeds").Text);
        Assert.Equal(("hold", id), ((await guest.ByKeyAsync(placing)).Expect(201)["operation"],
            (await guest.ByKeyAsync(placing))["transferId"]));
        foreach (var reply in new[] { await hotel.CaptureAsync(id, NewKey()), await hotel.ReleaseAsync(id, NewKey()) })
            reply.Refused(422, "hold_closed");
        Assert.Equal((80, 20), (await guest.BalanceAsync(), await hotel.BalanceAsync()));
    }

    [Fact]
    public async Task Only_its_receiver_decides_on_a_hold()
    {
        var (guest, hotel, stranger) = (await UserAsync(100), await UserAsync(), await UserAsync());
        var id = (await guest.HoldAsync(hotel, 60, NewKey())).Expect(201)["holdId"];
        var paid = (await guest.PayAsync(hotel, 1, NewKey())).Expect(201)["transferId"];
        foreach (var (user, hold) in new[]
            { (guest, id), (stranger, id), (hotel, Guid.NewGuid().ToString("N")), (hotel, paid), (hotel, "x") })
        {
            (await user.CaptureAsync(hold, NewKey())).Refused(404, "not_found");
            (await user.ReleaseAsync(hold, NewKey())).Refused(404, "not_found");
        }

        (await guest.GetAsync("/holds/" + paid)).Refused(404, "not_found");
        (await guest.RefundAsync(id, NewKey())).Refused(422, "not_refundable");
        var captured = (await hotel.CaptureAsync(id, NewKey())).Expect(201)["transferId"];
        (await guest.RefundAsync(captured, NewKey())).Refused(422, "not_refundable");
        var refund = (await hotel.RefundAsync(captured, NewKey(), 10)).Expect(201);
        Assert.Equal((guest.WalletId, captured), (refund["receiverWalletId"], refund["link"]));
        Assert.Equal((49, 51), (await guest.BalanceAsync(), await hotel.BalanceAsync()));
    }

    [Fact]
    public async Task It_is_refused_as_a_transfer_is()
    {
        var (guest, hotel) = (await UserAsync(100), await UserAsync());
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorScopes.Freeze);
        (await guest.HoldAsync(guest, 1, NewKey())).Refused(422, "self_transfer");
        foreach (var nobody in new[] { "nobody@wallet", "issuer@wallet", "escrow@wallet" })
            (await guest.PostAsync("/wallet/holds", Body.Hold(nobody, 1, guest.Pin, NewKey())))
                .Refused(422, "receiver_not_found");
        (await guest.PayAsync("escrow@wallet", 1, NewKey())).Refused(422, "receiver_not_found");
        (await guest.HoldAsync(hotel, 101, NewKey())).Refused(422, "insufficient_funds");
        Assert.Equal(4, (await guest.HoldAsync(hotel, 1, NewKey(), pin: TestUser.OtherPin(guest.Pin)))
            .Refused(403, "wrong_pin").Number("attemptsLeft"));
        var id = (await guest.HoldAsync(hotel, 1, NewKey())).Expect(201)["holdId"];
        (await boss.FreezeAsync(guest.WalletId, "debit")).Expect(200);
        (await guest.HoldAsync(hotel, 1, NewKey())).Refused(422, "wallet_frozen");
        (await boss.FreezeAsync(hotel.WalletId, "credit")).Expect(200);
        (await hotel.CaptureAsync(id, NewKey())).Refused(422, "wallet_frozen");
        (await hotel.ReleaseAsync(id, NewKey())).Expect(201);
    }

    [Fact]
    public async Task They_are_listed_by_side_and_state_in_pages()
    {
        var (guest, hotel) = (await UserAsync(100), await UserAsync(10));
        var made = new List<string>();
        for (var i = 1; i <= 5; i++)
            made.Add((await guest.HoldAsync(hotel, i, NewKey())).Expect(201)["holdId"]);
        (await hotel.HoldAsync(guest, 9, NewKey())).Expect(201);
        (await hotel.CaptureAsync(made[1], NewKey())).Expect(201);
        (await hotel.ReleaseAsync(made[2], NewKey())).Expect(201);

        Assert.Equal(made.Order().Reverse(), await IdsAsync(guest, "role=payer&limit=2"));
        Assert.Equal(made.Order().Reverse(), await IdsAsync(hotel, "role=receiver"));
        Assert.Equal([made[1]], await IdsAsync(hotel, "role=receiver&state=captured"));
        Assert.Equal([made[2]], await IdsAsync(guest, "role=payer&state=released"));
        Assert.Equal(3, (await IdsAsync(guest, "role=payer&state=open&limit=1")).Count);
        Assert.Empty(await IdsAsync(guest, "role=payer&state=expired"));
        Assert.Single(await IdsAsync(guest, "role=receiver"));

        var cursor = (await guest.GetAsync("/holds?role=payer&limit=2"))["nextCursor"];
        foreach (var (user, query, member) in new[]
            {
                (guest, "", "role"), (guest, "role=both", "role"), (guest, "role=payer&state=closed", "state"),
                (guest, "role=payer&limit=0", "limit"), (guest, "role=payer&cursor=x", "cursor"),
                (guest, "role=receiver&cursor=" + cursor, "cursor"), (hotel, "role=payer&cursor=" + cursor, "cursor"),
                (guest, "role=payer&page=2", "page"), (guest, "role=payer&role=payer", "role"),
            })
            (await user.GetAsync("/holds?" + query)).Invalid(member);

        async Task<List<string>> IdsAsync(TestUser user, string query)
        {
            var ids = new List<string>();
            string? next = null;
            do
            {
                var page = (await user.GetAsync("/holds?" + query + (next is null ? "" : "&cursor=" + next)))
                    .Expect(200);
                ids.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(static item =>
                    item.GetProperty("holdId").GetString()!));
                next = page.Json.GetProperty("nextCursor").GetString();
            }
            while (next is not null);
            return ids;
        }
    }

    [Fact]
    public async Task What_is_left_when_it_expires_goes_back_by_itself()
    {
        await using var own = await Hosts.StartOwnAsync();
        var (guest, hotel) =
            (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client));
        var id = (await guest.HoldAsync(hotel, 60, NewKey(), expiresIn: 60)).Expect(201)["holdId"];
        var other = (await guest.HoldAsync(hotel, 7, NewKey(), expiresIn: 3600)).Expect(201)["holdId"];
        (await hotel.CaptureAsync(id, NewKey(), 25)).Expect(201);
        own.Host.Time.Advance(TimeSpan.FromSeconds(60));

        (await hotel.CaptureAsync(id, NewKey(), 1)).Refused(422, "hold_expired");
        await Waiting.UntilAsync(async () => await guest.BalanceAsync() == 68);
        var hold = (await guest.GetAsync("/holds/" + id)).Expect(200);
        Assert.Equal(("expired", 25, 35, 0), (hold["state"], hold.Number("captured"), hold.Number("released"),
            hold.Number("remaining")));
        Assert.Equal("open", (await guest.GetAsync("/holds/" + other)).Expect(200)["state"]);
        (await hotel.CaptureAsync(id, NewKey(), 1)).Refused(422, "hold_expired");
        (await hotel.ReleaseAsync(id, NewKey())).Refused(422, "hold_closed");
        Assert.Equal(7, (await guest.GetAsync("/wallet")).Expect(200).Number("held"));
    }

    [Theory]
    [InlineData("""{"receiverWalletId":"a@wallet","amount":0,"pin":"2580","idempotencyKey":"k"}""", "amount")]
    [InlineData("""{"receiverWalletId":"a@wallet","pin":"2580","idempotencyKey":"k"}""", "amount")]
    [InlineData("""{"amount":1,"pin":"2580","idempotencyKey":"k"}""", "receiverWalletId")]
    [InlineData("""{"receiverWalletId":"a@wallet","amount":1,"idempotencyKey":"k"}""", "pin")]
    [InlineData("""{"receiverWalletId":"a@wallet","amount":1,"pin":"2580"}""", "idempotencyKey")]
    [InlineData("""{"receiverWalletId":"a@wallet","amount":1,"pin":"2580","idempotencyKey":"k","expiresIn":59}""",
        "expiresIn")]
    [InlineData("""{"receiverWalletId":"a@wallet","amount":1,"pin":"2580","idempotencyKey":"k","expiresIn":2592001}""",
        "expiresIn")]
    [InlineData("""{"receiverWalletId":"a@wallet","amount":1,"pin":"2580","idempotencyKey":"k","expiresIn":60.5}""",
        "expiresIn")]
    [InlineData("""{"receiverWalletId":"a@wallet","amount":1,"pin":"2580","idempotencyKey":"k","holdId":"x"}""",
        "holdId")]
    public async Task A_body_that_is_not_well_made_is_told_by_the_member(string body, string member) =>
        (await (await UserAsync()).PostAsync("/wallet/holds", body)).Invalid(member);

    [Fact]
    public async Task Captures_and_releases_at_once_never_pass_on_more_than_there_was()
    {
        var (guest, hotel) = (await UserAsync(100), await UserAsync());
        var id = (await guest.HoldAsync(hotel, 100, NewKey())).Expect(201)["holdId"];

        var replies = await AtOnceAsync(24, i => i == 13
            ? hotel.ReleaseAsync(id, NewKey())
            : hotel.CaptureAsync(id, NewKey(), 9));

        var captured = 9 * replies.Count(static reply => reply.Status == 201 && reply["operation"] == "capture");
        Assert.All(replies.Where(static reply => reply.Status != 201), static reply =>
            Assert.True(reply["code"] is "hold_closed" or "hold_exceeds", reply.Text));
        var hold = (await guest.GetAsync("/holds/" + id)).Expect(200);
        Assert.Equal(captured, hold.Number("captured"));
        Assert.Equal((100 - captured - hold.Number("remaining"), captured),
            (await guest.BalanceAsync(), await hotel.BalanceAsync()));
    }

    private static DateTimeOffset Moment(Reply reply, string name) => reply.Json.GetProperty(name).GetDateTimeOffset();
}

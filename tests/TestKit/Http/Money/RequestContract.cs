using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>POST /requests</c> and what is done with a request but to pay it.</summary>
public abstract class RequestContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_friend_asks_and_both_see_it()
    {
        var (ada, bob) = (await UserAsync(), await UserAsync());

        var made = (await bob.AskAsync(ada, 30, NewKey(), "Pizza \ud83c\udf55", 60)).Expect(201);

        Assert.Equal(
            ["requestId", "payeeWalletId", "payerWalletId", "amount", "currency", "note", "state", "createdAt",
                "expiresAt"],
            made.Json.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(
            (bob.WalletId, ada.WalletId, "INR", "Pizza \ud83c\udf55", "open"),
            (made["payeeWalletId"], made["payerWalletId"], made["currency"], made["note"], made["state"]));
        Assert.Equal(30, made.Number("amount"));
        Assert.Equal(TimeSpan.FromSeconds(60), Lifetime(made));
        Assert.Equal("/requests/" + made["requestId"], made.Headers.Location?.ToString());
        foreach (var (user, role, other) in new[] { (ada, "payer", "payee"), (bob, "payee", "payer") })
        {
            Assert.Equal(made.Text, (await user.GetAsync("/requests/" + made["requestId"])).Expect(200).Text);
            Assert.Equal(made.Text,
                Assert.Single(Items(await user.GetAsync("/requests?role=" + role))).GetRawText());
            Assert.Empty(Items(await user.GetAsync("/requests?role=" + other)));
        }

        var plain = (await bob.AskAsync(ada, 1, NewKey())).Expect(201);
        Assert.Equal(JsonValueKind.Null, plain.Json.GetProperty("note").ValueKind);
        Assert.Equal(TimeSpan.FromDays(7), Lifetime(plain));
        var longest = (await bob.AskAsync(ada, 1, NewKey(), null, 2592000)).Expect(201);
        Assert.Equal(TimeSpan.FromDays(30), Lifetime(longest));
    }

    [Fact]
    public async Task A_request_is_made_once_for_its_key_and_has_the_same_answer_for_ever()
    {
        var (ada, bob) = (await UserAsync(100), await UserAsync());
        var key = NewKey();
        var made = (await bob.AskAsync(ada, 30, key)).Expect(201);

        (await bob.AskAsync(ada, 30, key)).ReplayOf(made);
        (await bob.AskAsync(ada, 31, key)).Refused(422, "idempotency_key_reused");
        (await bob.AskAsync(ada, 30, key, "note")).Refused(422, "idempotency_key_reused");
        (await bob.AskAsync(ada, 30, key, null, 60)).Refused(422, "idempotency_key_reused");
        Assert.NotEqual(made["requestId"], (await ada.AskAsync(bob, 30, key)).Expect(201)["requestId"]);
        // Keys of transfers are others.
        (await bob.DepositAsync(1, key)).Expect(201);
        (await ada.PayRequestAsync(made["requestId"])).Expect(201);
        (await bob.AskAsync(ada, 30, key)).ReplayOf(made);
        (await bob.PostAsync("/requests", Body.Ask(ada.WalletId, 30, null), ("Idempotency-Key", key))).ReplayOf(made);
        var races = NewKey();
        var replies = await AtOnceAsync(8, _ => bob.AskAsync(ada, 5, races));
        Assert.Single(replies, static reply => !reply.Replayed);
        Assert.Single(replies.Select(static reply => reply.Expect(201).Text).Distinct());
    }

    [Fact]
    public async Task Nobody_is_asked_who_is_not_there_or_oneself()
    {
        var user = await UserAsync();
        (await user.AskAsync(user, 1, NewKey())).Refused(422, "self_transfer");
        var key = NewKey();
        foreach (var payer in new[] { "nobody-at-all@wallet", "issuer@wallet" })
            (await user.PostAsync("/requests", Body.Ask(payer, 1, key))).Refused(422, "receiver_not_found");
        (await user.AskAsync(await UserAsync(), 1, key)).Expect(201);
    }

    [Theory]
    [InlineData("""{"amount":1,"idempotencyKey":"k"}""", "payerWalletId")]
    [InlineData("""{"payerWalletId":"Ben@wallet","amount":1,"idempotencyKey":"k"}""", "payerWalletId")]
    [InlineData("""{"payerWalletId":"ben@wallet","idempotencyKey":"k"}""", "amount")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":0,"idempotencyKey":"k"}""", "amount")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":1000000000001,"idempotencyKey":"k"}""", "amount")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":1,"idempotencyKey":"k","expiresIn":59}""", "expiresIn")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":1,"idempotencyKey":"k","expiresIn":2592001}""", "expiresIn")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":1,"idempotencyKey":"k","expiresIn":"60"}""", "expiresIn")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":1,"idempotencyKey":"k","note":"\u0007"}""", "note")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":1}""", "idempotencyKey")]
    [InlineData("""{"payerWalletId":"ben@wallet","amount":1,"idempotencyKey":"k","pin":"2580"}""", "pin")]
    public async Task A_body_that_is_not_well_made_is_told_by_the_member(string body, string member) =>
        (await (await UserAsync()).PostAsync("/requests", body)).Invalid(member);

    [Fact]
    public async Task Its_payer_declines_and_its_payee_cancels_once_and_again_with_the_same_answer()
    {
        var (ada, bob, eve) = (await UserAsync(100), await UserAsync(), await UserAsync());
        var declined = (await bob.AskAsync(ada, 1, NewKey())).Expect(201)["requestId"];
        var cancelled = (await bob.AskAsync(ada, 2, NewKey())).Expect(201)["requestId"];
        foreach (var (id, how, who) in new[] { (declined, "decline", ada), (cancelled, "cancel", bob) })
        {
            foreach (var other in new[] { ada, bob, eve }.Where(user => user != who))
                (await other.CloseRequestAsync(id, how)).Refused(404, "not_found");
            var first = (await who.CloseRequestAsync(id, how)).Expect(200);
            Assert.Equal(how == "decline" ? "declined" : "cancelled", first["state"]);
            Assert.Equal(first.Text, (await who.CloseRequestAsync(id, how)).Expect(200).Text);
            Assert.Equal(first.Text, (await who.GetAsync("/requests/" + id)).Expect(200).Text);
        }

        Assert.Equal("declined",
            (await bob.CloseRequestAsync(declined, "cancel")).Refused(422, "request_closed")["state"]);
        Assert.Equal("cancelled",
            (await ada.CloseRequestAsync(cancelled, "decline")).Refused(422, "request_closed")["state"]);
        Assert.Equal("cancelled", (await ada.PayRequestAsync(cancelled)).Refused(422, "request_closed")["state"]);
        foreach (var id in new[] { declined, Guid.NewGuid().ToString("N"), "x", "blocked" })
        {
            (await eve.GetAsync("/requests/" + id)).Refused(404, "not_found");
            foreach (var how in new[] { "decline", "cancel" })
                (await eve.CloseRequestAsync(id, how)).Refused(404, "not_found");
        }
    }

    [Fact]
    public async Task Five_to_one_payer_may_be_open_whatever_races()
    {
        var (ada, bob) = (await UserAsync(), await UserAsync());
        var replies = await AtOnceAsync(10, _ => bob.AskAsync(ada, 1, NewKey()));
        Assert.Equal(5, replies.Count(static reply => reply.Status == 201));
        Assert.All(replies.Where(static reply => reply.Status != 201), static reply =>
            reply.Refused(422, "request_limit"));
        var made = replies.First(static reply => reply.Status == 201);
        (await bob.CloseRequestAsync(made["requestId"], "cancel")).Expect(200);
        (await bob.AskAsync(ada, 1, NewKey())).Expect(201);
        (await bob.AskAsync(ada, 1, NewKey())).Refused(422, "request_limit");
    }

    [Fact]
    public async Task A_payer_shuts_a_payee_out_and_lets_him_in_again()
    {
        var (ada, bob) = (await UserAsync(), await UserAsync());
        var blocked = "/requests/blocked/" + bob.WalletId;
        for (var i = 0; i < 2; i++)
            (await Client.SendAsync(HttpMethod.Put, blocked, ada.Token)).Expect(204);
        (await bob.AskAsync(ada, 1, NewKey())).Refused(422, "request_refused");
        (await ada.AskAsync(bob, 1, NewKey())).Expect(201);
        for (var i = 0; i < 2; i++)
            (await Client.SendAsync(HttpMethod.Delete, blocked, ada.Token)).Expect(204);
        (await bob.AskAsync(ada, 1, NewKey())).Expect(201);
        foreach (var nobody in new[] { "nobody-at-all@wallet", "issuer@wallet", "x", "Ben@wallet" })
            (await Client.SendAsync(HttpMethod.Put, "/requests/blocked/" + nobody, ada.Token))
                .Refused(404, "not_found");
        (await Client.SendAsync(HttpMethod.Delete, "/requests/blocked/x", ada.Token)).Refused(404, "not_found");
    }

    [Fact]
    public async Task Requests_are_listed_newest_first_page_by_page()
    {
        var ada = await UserAsync(100);
        var ids = new List<string>();
        foreach (var how in new[] { "decline", "pay", "" })
        {
            var bob = await UserAsync();
            for (var i = 0; i < 3; i++)
            {
                var id = (await bob.AskAsync(ada, 1, NewKey())).Expect(201)["requestId"];
                ids.Insert(0, id);
                if (how == "pay")
                    (await ada.PayRequestAsync(id)).Expect(201);
                else if (how.Length > 0)
                    (await ada.CloseRequestAsync(id, how)).Expect(200);
            }
        }

        ids = [.. ids.OrderDescending(StringComparer.Ordinal)];
        foreach (var limit in new[] { 1, 4, 9, 50 })
            Assert.Equal(ids, await ReadAsync(ada, $"role=payer&limit={limit}"));
        foreach (var (state, count) in new[] { ("open", 3), ("paid", 3), ("declined", 3), ("cancelled", 0),
            ("expired", 0) })
            Assert.Equal(count, (await ReadAsync(ada, $"role=payer&state={state}&limit=2")).Count);
        Assert.Empty(await ReadAsync(ada, "role=payee"));
    }

    [Theory]
    [InlineData("", "role")]
    [InlineData("role=both", "role")]
    [InlineData("role=payer&role=payee", "role")]
    [InlineData("role=payer&state=gone", "state")]
    [InlineData("role=payer&state=", "state")]
    [InlineData("role=payer&limit=0", "limit")]
    [InlineData("role=payer&limit=201", "limit")]
    [InlineData("role=payer&cursor=x", "cursor")]
    [InlineData("role=payer&cursor=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor")]
    [InlineData("role=payer&from=x", "from")]
    public async Task A_query_that_is_not_well_made_is_told_by_the_parameter(string query, string parameter) =>
        (await (await UserAsync()).GetAsync("/requests?" + query)).Invalid(parameter);

    [Fact]
    public async Task A_cursor_is_of_its_wallet_and_role()
    {
        var (ada, bob) = (await UserAsync(), await UserAsync());
        for (var i = 0; i < 2; i++)
        {
            (await bob.AskAsync(ada, 1, NewKey())).Expect(201);
            (await ada.AskAsync(bob, 1, NewKey())).Expect(201);
        }

        var cursor = (await ada.GetAsync("/requests?role=payer&limit=1")).Expect(200)["nextCursor"];
        (await ada.GetAsync("/requests?role=payer&cursor=" + cursor)).Expect(200);
        (await ada.GetAsync("/requests?role=payee&cursor=" + cursor)).Invalid("cursor");
        (await bob.GetAsync("/requests?role=payer&cursor=" + cursor)).Invalid("cursor");
    }

    private static TimeSpan Lifetime(Reply request) => request.Json.GetProperty("expiresAt").GetDateTimeOffset()
        - request.Json.GetProperty("createdAt").GetDateTimeOffset();

    private static JsonElement[] Items(Reply page) =>
        [.. page.Expect(200).Json.GetProperty("items").EnumerateArray()];

    private static async Task<List<string>> ReadAsync(TestUser user, string query)
    {
        var (ids, cursor) = (new List<string>(), "");
        while (true)
        {
            var page = (await user.GetAsync($"/requests?{query}{cursor}")).Expect(200);
            ids.AddRange(Items(page).Select(static item => item.GetProperty("requestId").GetString()!));
            if (page.Json.GetProperty("nextCursor").GetString() is not { } next)
                return ids;
            cursor = "&cursor=" + next;
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /wallet/limits</c> and <c>PUT /wallet/limits</c>, and payments that they stop.</summary>
public abstract class LimitContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task Limits_are_seen_set_and_kept_to()
    {
        var (user, other) = (await UserAsync(1000), await UserAsync());
        (await user.PayAsync(other, 10, NewKey())).Expect(201);
        var none = (await user.GetAsync("/wallet/limits")).Expect(200);
        Assert.Equal(
            ["perTransfer", "perDay", "spentToday", "remainingToday", "resetsAt", "pending"],
            none.Json.EnumerateObject().Select(static member => member.Name));
        Assert.Equal((null, null, null, 10), (Limit(none, "perTransfer"), Limit(none, "perDay"),
            Limit(none, "remainingToday"), none.Number("spentToday")));
        Assert.Equal(JsonValueKind.Null, none.Json.GetProperty("pending").ValueKind);
        Assert.Equal("T00:00:00.000000Z", none["resetsAt"][10..]);

        var set = (await user.LimitAsync(50, 100)).Expect(200);
        Assert.Equal((50, 100, 90, 10), (Limit(set, "perTransfer"), Limit(set, "perDay"),
            Limit(set, "remainingToday"), set.Number("spentToday")));
        Assert.Equal(set.Text, (await user.GetAsync("/wallet/limits")).Expect(200).Text);

        var key = NewKey();
        var refused = (await user.PayAsync(other, 51, key)).Refused(422, "limit_exceeded");
        Assert.Equal((50, set["resetsAt"]), (refused.Number("remaining"), refused["resetsAt"]));
        (await user.PayAsync(other, 50, NewKey())).Expect(201);
        Assert.Equal(40, (await user.PayAsync(other, 41, NewKey())).Refused(422, "limit_exceeded").Number("remaining"));
        (await user.PayAsync(other, 40, NewKey())).Expect(201);
        Assert.Equal(0, (await user.PayAsync(other, 1, NewKey())).Refused(422, "limit_exceeded").Number("remaining"));
        // What was said then is said again, though nothing is left by now.
        (await user.PayAsync(other, 51, key)).ReplayOf(refused);
        Assert.Equal(refused.Text, (await user.ByKeyAsync(key)).Refused(422, "limit_exceeded").Text);
        Assert.Equal((900, 100), (await user.BalanceAsync(), await other.BalanceAsync()));
        (await other.PayAsync(user, 100, NewKey())).Expect(201);
    }

    [Fact]
    public async Task What_is_raised_waits_and_what_is_not_said_is_removed()
    {
        var user = await UserAsync();
        (await user.LimitAsync(50, 100)).Expect(200);

        var mixed = (await user.LimitAsync(40, 200)).Expect(200);
        var pending = mixed.Json.GetProperty("pending");
        Assert.Equal((40, 100), (Limit(mixed, "perTransfer"), Limit(mixed, "perDay")));
        Assert.Equal(["perTransfer", "perDay", "from"],
            pending.EnumerateObject().Select(static member => member.Name));
        Assert.Equal((40, 200),
            (pending.GetProperty("perTransfer").GetInt64(), pending.GetProperty("perDay").GetInt64()));
        var from = DateTimeOffset.Parse(pending.GetProperty("from").GetString()!, CultureInfo.InvariantCulture);
        Assert.InRange(
            from - Hosts.Shared.Host.Time.GetUtcNow(), TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        // The same again is the same.
        Assert.Equal(mixed.Text, (await user.LimitAsync(40, 200)).Expect(200).Text);

        var removed = (await user.PutAsync("/wallet/limits", $$"""{"pin":"{{user.Pin}}"}""")).Expect(200);
        Assert.Equal((40, 100), (Limit(removed, "perTransfer"), Limit(removed, "perDay")));
        pending = removed.Json.GetProperty("pending");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null),
            (pending.GetProperty("perTransfer").ValueKind, pending.GetProperty("perDay").ValueKind));
        var kept = (await user.LimitAsync(40, 100)).Expect(200);
        Assert.Equal(JsonValueKind.Null, kept.Json.GetProperty("pending").ValueKind);
    }

    [Fact]
    public async Task A_raise_takes_effect_by_itself_and_the_next_day_begins_anew()
    {
        await using var own = await Hosts.StartOwnAsync();
        var (user, other) = (
            await TestUser.RegisterAsync(own.Client, 1000), await TestUser.RegisterAsync(own.Client));
        (await user.LimitAsync(10, 10)).Expect(200);
        (await user.PayAsync(other, 10, NewKey())).Expect(201);
        (await user.PayAsync(other, 1, NewKey())).Refused(422, "limit_exceeded");
        (await user.LimitAsync(null, 500)).Expect(200);
        await own.Host.RestartAsync();

        own.Host.Time.Advance(TimeSpan.FromHours(24));
        await user.SignInAsync();
        var due = (await user.GetAsync("/wallet/limits")).Expect(200);
        Assert.Equal((null, 500, 500, 0), (Limit(due, "perTransfer"), Limit(due, "perDay"),
            Limit(due, "remainingToday"), due.Number("spentToday")));
        Assert.Equal(JsonValueKind.Null, due.Json.GetProperty("pending").ValueKind);
        (await user.PayAsync(other, 500, NewKey())).Expect(201);
        (await user.PayAsync(other, 1, NewKey())).Refused(422, "limit_exceeded");
        Assert.Empty(await own.Host.AuditAsync());
    }

    [Fact]
    public async Task The_PIN_is_needed_and_guarded_as_in_a_payment()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        (await user.PutAsync("/wallet/limits", """{"perDay":1}""")).Invalid("pin");
        for (var left = 4; left >= 0; left--)
            Assert.Equal(left, (await user.LimitAsync(1, 1, TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin")
                .Number("attemptsLeft"));
        Assert.InRange((await user.LimitAsync(1, 1)).Refused(423, "pin_locked").RetryAfter!.Value, 800, 900);
        (await user.PayAsync(other, 100, NewKey())).Refused(423, "pin_locked");
        var limits = (await user.GetAsync("/wallet/limits")).Expect(200);
        Assert.Equal((null, null), (Limit(limits, "perTransfer"), Limit(limits, "perDay")));
    }

    [Theory]
    [InlineData("-1", "perDay")]
    [InlineData("1000000000000001", "perDay")]
    [InlineData("1.5", "perDay")]
    [InlineData("1e3", "perDay")]
    [InlineData("\"100\"", "perDay")]
    [InlineData("true", "perDay")]
    [InlineData("1,\"spentToday\":0", "spentToday")]
    [InlineData("1,\"perDay\":1", "perDay")]
    [InlineData("1,\"perTransfer\":-1", "perTransfer")]
    [InlineData("1,\"perTransfer\":\"1\"", "perTransfer")]
    public async Task What_can_be_no_limit_is_refused(string perDay, string field)
    {
        var user = await UserAsync();
        (await user.PutAsync("/wallet/limits", $$"""{"perDay":{{perDay}},"pin":"{{user.Pin}}"}""")).Invalid(field);
        var limits = (await user.GetAsync("/wallet/limits")).Expect(200);
        Assert.Equal((null, null), (Limit(limits, "perTransfer"), Limit(limits, "perDay")));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1_000_000_000_000_000L)]
    public async Task A_limit_is_nothing_up_to_all_that_a_wallet_can_hold(long limit)
    {
        var (user, other) = (await UserAsync(1), await UserAsync());
        (await user.LimitAsync(limit, limit)).Expect(200);
        var paid = await user.PayAsync(other, 1, NewKey());
        if (limit == 0)
            paid.Refused(422, "limit_exceeded");
        else
            paid.Expect(201);
    }

    [Fact]
    public async Task Payments_that_race_never_pass_a_limit()
    {
        var (user, other) = (await UserAsync(1000), await UserAsync());
        (await user.LimitAsync(null, 100)).Expect(200);

        var replies = await AtOnceAsync(40, _ => user.PayAsync(other, 7, NewKey()));

        Assert.Equal(14, replies.Count(static reply => reply.Status == 201));
        Assert.All(replies.Where(static reply => reply.Status != 201), static reply =>
            Assert.Equal(2, reply.Refused(422, "limit_exceeded").Number("remaining")));
        Assert.Equal(98, await other.BalanceAsync());
    }

    [Fact]
    public async Task Holds_and_requested_payments_are_stopped_too_as_the_contract_says()
    {
        var (user, other) = (await UserAsync(1000), await UserAsync());
        (await user.LimitAsync(null, 50)).Expect(200);
        (await user.HoldAsync(other, 30, NewKey())).Expect(201);

        var key = NewKey();
        var held = (await user.HoldAsync(other, 21, key)).Refused(422, "limit_exceeded");
        Assert.Equal(20, held.Number("remaining"));
        (await user.HoldAsync(other, 21, key)).ReplayOf(held);
        var id = (await other.AskAsync(user, 21, NewKey())).Expect(201)["requestId"];
        var unpaid = (await user.PayRequestAsync(id)).Refused(422, "limit_exceeded");
        Assert.Equal((20, held["resetsAt"]), (unpaid.Number("remaining"), unpaid["resetsAt"]));
        // It has no key that is used up.
        Assert.DoesNotContain("final", unpaid["detail"], StringComparison.Ordinal);
        (await user.PayAsync(other, 20, NewKey())).Expect(201);
        Assert.Equal(0, (await user.PayRequestAsync(id)).Refused(422, "limit_exceeded").Number("remaining"));

        var paths = (await Client.GetAsync("/openapi/v1.json")).Expect(200).Json.GetProperty("paths");
        foreach (var path in (string[])["/wallet/transfer", "/wallet/holds", "/requests/{requestId}/pay"])
        {
            Assert.Contains("`limit_exceeded`", paths.GetProperty(path).GetProperty("post").GetProperty("responses")
                .GetProperty("422").GetProperty("description").GetString(), StringComparison.Ordinal);
        }
    }

    private static long? Limit(Reply reply, string member) =>
        reply.Json.GetProperty(member) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}

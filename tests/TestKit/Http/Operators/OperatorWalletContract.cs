using System.Text.Json;
using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Looking at wallets and freezing them.</summary>
public abstract class OperatorWalletContract(WalletHosts hosts) : HttpContract(hosts)
{
    private Task<TestOperator> OperatorAsync() => TestOperator.AddAsync(Hosts.Shared, OperatorCalls.AllScopes);

    [Theory]
    [InlineData("debit", 422, 201)]
    [InlineData("credit", 201, 422)]
    [InlineData("both", 422, 422)]
    public async Task A_freeze_holds_from_its_answer_on_for_its_direction(string direction, int sending, int receiving)
    {
        var (user, other, boss) = (await UserAsync(100), await UserAsync(100), await OperatorAsync());
        var frozen = (await boss.FreezeAsync(user.WalletId, direction)).Expect(200);
        var freeze = frozen.Json.GetProperty("freeze");
        Assert.Equal((user.WalletId, 100, "INR"), (frozen["walletId"], frozen.Number("balance"), frozen["currency"]));
        Assert.Equal((direction, "looks stolen", boss.KeyId), (freeze.GetProperty("direction").GetString(),
            freeze.GetProperty("reason").GetString(), freeze.GetProperty("by").GetString()));
        Assert.Equal(JsonValueKind.Null, freeze.GetProperty("until").ValueKind);

        var sent = (await user.PayAsync(other, 1, "a")).Expect(sending);
        var received = (await other.PayAsync(user, 1, "b")).Expect(receiving);
        foreach (var refused in new[] { sent, received }.Where(static reply => reply.Status == 422))
            refused.Refused(422, "wallet_frozen");
        Assert.Equal(freeze.GetRawText(), (await boss.GetAsync($"/operator/wallets/{user.WalletId}")).Expect(200)
            .Json.GetProperty("freeze").GetRawText());

        var thawed = (await boss.ThawAsync(user.WalletId)).Expect(200);
        Assert.Equal(JsonValueKind.Null, thawed.Json.GetProperty("freeze").ValueKind);
        // What was refused stays refused under its key, and a new key moves money.
        if (sending == 422)
            (await user.PayAsync(other, 1, "a")).ReplayOf(sent);
        (await user.PayAsync(other, 1, "c")).Expect(201);
        (await other.PayAsync(user, 1, "d")).Expect(201);
    }

    [Fact]
    public async Task A_freeze_ends_by_itself_and_a_new_one_takes_its_place()
    {
        await using var own = await Hosts.StartOwnAsync();
        var (user, other) = (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client));
        var boss = await TestOperator.AddAsync(own, OperatorCalls.AllScopes);
        var end = Timestamp.Now(own.Host.Time).Plus(TimeSpan.FromHours(1));
        var frozen = (await boss.FreezeAsync(user.WalletId, "both", $"{end}")).Expect(200);
        Assert.Equal($"{end}", frozen.Json.GetProperty("freeze").GetProperty("until").GetString());
        (await user.PayAsync(other, 1, "a")).Refused(422, "wallet_frozen");

        own.Host.Time.Advance(TimeSpan.FromHours(1));
        await user.SignInAsync();
        Assert.Equal(JsonValueKind.Null, (await boss.GetAsync($"/operator/wallets/{user.WalletId}")).Expect(200)
            .Json.GetProperty("freeze").ValueKind);
        (await user.PayAsync(other, 1, "b")).Expect(201);

        var later = Timestamp.Now(own.Host.Time).Plus(TimeSpan.FromHours(1));
        (await boss.FreezeAsync(user.WalletId, "both", $"{later}")).Expect(200);
        (await boss.FreezeAsync(user.WalletId, "credit")).Expect(200);
        (await user.PayAsync(other, 1, "c")).Expect(201);
    }

    [Fact]
    public async Task What_was_under_way_when_a_wallet_is_frozen_is_decided_before_the_answer_or_refused()
    {
        var (user, other, boss) = (await UserAsync(1000), await UserAsync(), await OperatorAsync());
        var frozen = 0;
        var after = AtOnceAsync(24, async i =>
        {
            if (i == 12)
            {
                var reply = (await boss.FreezeAsync(user.WalletId, "debit")).Expect(200);
                Volatile.Write(ref frozen, 1);
                return reply;
            }

            var began = Volatile.Read(ref frozen);
            var paid = await user.PayAsync(other, 1, NewKey());
            Assert.False(began == 1 && paid.Status == 201, "A payment that began after the answer went through.");
            return paid;
        });
        await after;
        var balance = await user.BalanceAsync();
        foreach (var reply in await AtOnceAsync(8, _ => user.PayAsync(other, 1, NewKey())))
            reply.Refused(422, "wallet_frozen");
        Assert.Equal(balance, await user.BalanceAsync());
    }

    [Fact]
    public async Task The_history_is_the_one_that_the_owner_reads()
    {
        var (user, other, boss) = (await UserAsync(100), await UserAsync(), await OperatorAsync());
        for (var i = 0; i < 5; i++)
            (await user.PayAsync(other, 1, $"k{i}")).Expect(201);
        foreach (var query in (string[])["", "?limit=2", "?direction=received"])
            Assert.Equal((await user.GetAsync("/transactions" + query)).Expect(200).Text,
                (await boss.GetAsync($"/operator/wallets/{user.WalletId}/transactions{query}")).Expect(200).Text);
        var cursor = (await boss.GetAsync($"/operator/wallets/{user.WalletId}/transactions?limit=2"))["nextCursor"];
        (await boss.GetAsync($"/operator/wallets/{user.WalletId}/transactions?cursor={cursor}")).Expect(200);
        (await boss.GetAsync($"/operator/wallets/{other.WalletId}/transactions?cursor={cursor}")).Invalid("cursor");
        (await boss.GetAsync($"/operator/wallets/{user.WalletId}/transactions?from=now")).Invalid("from");
    }

    [Fact]
    public async Task The_issuer_can_be_seen_and_not_frozen()
    {
        var boss = await OperatorAsync();
        await UserAsync(100);
        Assert.True((await boss.GetAsync("/operator/wallets/issuer@wallet")).Expect(200).Number("balance") < 0);
        (await boss.FreezeAsync("issuer@wallet", "both")).Refused(404, "not_found");
        (await boss.ThawAsync("issuer@wallet")).Refused(404, "not_found");
        (await boss.FreezeAsync("nobody@wallet", "both")).Refused(404, "not_found");
    }

    [Theory]
    [InlineData("""{"direction":"up","reason":"r"}""", "direction")]
    [InlineData("""{"reason":"r"}""", "direction")]
    [InlineData("""{"direction":"both"}""", "reason")]
    [InlineData("""{"direction":"both","reason":"  "}""", "reason")]
    [InlineData("""{"direction":"both until 2099-01-01T00:00:00.000000Z","reason":"r"}""", "direction")]
    [InlineData("""{"direction":"both","reason":"r","until":"tomorrow"}""", "until")]
    [InlineData("""{"direction":"both","reason":"r","until":"2099-01-01T00:00:00"}""", "until")]
    [InlineData("""{"direction":"both","reason":"r","until":"2001-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"direction":"both","reason":"r","until":1}""", "until")]
    [InlineData("""{"direction":"both","reason":"r","sides":3}""", "sides")]
    public async Task A_freeze_that_is_not_well_said_is_none(string body, string field)
    {
        var (user, boss) = (await UserAsync(), await OperatorAsync());
        (await boss.PostTextAsync($"/operator/wallets/{user.WalletId}/freeze", body)).Invalid(field);
        Assert.Equal(JsonValueKind.Null, (await boss.GetAsync($"/operator/wallets/{user.WalletId}")).Expect(200)
            .Json.GetProperty("freeze").ValueKind);
    }
}

using System.Text.Json.Nodes;
using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Who may do what: keys and their scopes.</summary>
public abstract class OperatorKeyContract(WalletHosts hosts) : HttpContract(hosts)
{
    private Task<TestOperator> OperatorAsync(OperatorScopes scopes) => TestOperator.AddAsync(Hosts.Shared, scopes);

    private WalletClient Operators => Hosts.Shared.Operators;

    [Fact]
    public async Task A_call_takes_a_key_with_its_scope_and_no_other()
    {
        var keys = new Dictionary<OperatorScopes, TestOperator>();
        foreach (var scope in (OperatorScopes[])
            [OperatorScopes.Read, OperatorScopes.Freeze, OperatorScopes.Money, OperatorScopes.Keys])
            keys[scope] = await OperatorAsync(scope);
        foreach (var call in OperatorCalls.All)
        {
            (await OperatorCalls.SendAsync(Operators, call, null)).Refused(401, "unauthenticated");
            foreach (var (scope, key) in keys)
            {
                var reply = await OperatorCalls.SendAsync(Operators, call, key.Key);
                if (scope != call.Scope)
                    reply.Refused(403, "forbidden");
                else
                    Assert.True(reply.Status is < 300 or 404 or 409, $"{call} → {reply.Status} {reply.Text}");
            }

            var allOthers = await OperatorAsync(OperatorCalls.AllScopes & ~call.Scope);
            (await OperatorCalls.SendAsync(Operators, call, allOthers.Key)).Refused(403, "forbidden");
        }
    }

    [Fact]
    public async Task A_key_is_shown_once_and_works_until_it_is_revoked()
    {
        var boss = await OperatorAsync(OperatorScopes.Keys | OperatorScopes.Read);
        var made = (await boss.PostAsync("/operator/keys", new JsonObject
        {
            ["name"] = "Ada",
            ["scopes"] = new JsonArray("read", "keys"),
            ["reason"] = "new here",
        })).Expect(201);
        var (key, id) = (made["key"], made["keyId"]);
        Hosts.Secrets.AddToken(key);
        Assert.Matches("^wok_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(["read", "keys"], made.Json.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        (await Operators.GetAsync("/operator/log", key)).Expect(200);

        var listed = (await boss.GetAsync("/operator/keys")).Expect(200);
        Assert.DoesNotContain(key, listed.Text, StringComparison.Ordinal);
        var item = listed.Json.GetProperty("items").EnumerateArray()
            .Single(one => one.GetProperty("keyId").GetString() == id);
        Assert.Equal("Ada", item.GetProperty("name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, item.GetProperty("revokedAt").ValueKind);

        (await boss.DeleteAsync($"/operator/keys/{id}?reason=left")).Expect(204);
        (await Operators.GetAsync("/operator/log", key)).Refused(401, "unauthenticated");
        // Whoever revokes again learns that it is done.
        (await boss.DeleteAsync($"/operator/keys/{id}?reason=left")).Expect(204);
        var log = await boss.LogAsync(200);
        Assert.Equal(["key_revoked", "key_added"], log.Where(row => row.GetProperty("target").GetString() == id)
            .Select(static row => row.GetProperty("kind").GetString()));
        Assert.All(log.Where(row => row.GetProperty("target").GetString() == id), row =>
            Assert.Equal(boss.KeyId, row.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task A_key_gives_no_scope_that_it_has_not_and_may_revoke_itself()
    {
        var boss = await OperatorAsync(OperatorScopes.Keys | OperatorScopes.Read);
        (await boss.PostAsync("/operator/keys", new JsonObject
        {
            ["name"] = "Eve",
            ["scopes"] = new JsonArray("read", "money"),
            ["reason"] = "more than mine",
        })).Refused(403, "forbidden");
        (await boss.DeleteAsync($"/operator/keys/{boss.KeyId}?reason=stolen")).Expect(204);
        (await boss.GetAsync("/operator/keys")).Refused(401, "unauthenticated");
    }

    [Theory]
    [InlineData("""{"name":"n","scopes":[],"reason":"r"}""", "scopes")]
    [InlineData("""{"name":"n","reason":"r"}""", "scopes")]
    [InlineData("""{"name":"n","scopes":null,"reason":"r"}""", "scopes")]
    [InlineData("""{"name":"n","scopes":["read","read"],"reason":"r"}""", "scopes")]
    [InlineData("""{"name":"n","scopes":["Read"],"reason":"r"}""", "scopes")]
    [InlineData("""{"name":"n","scopes":[null],"reason":"r"}""", "scopes")]
    [InlineData("""{"name":"n","scopes":["read",1],"reason":"r"}""", "scopes")]
    [InlineData("""{"name":"n","scopes":"read","reason":"r"}""", "scopes")]
    [InlineData("""{"name":" ","scopes":["read"],"reason":""}""", "name", "reason")]
    public async Task A_key_that_is_not_well_described_is_not_made(string body, params string[] fields)
    {
        var boss = await OperatorAsync(OperatorCalls.AllScopes);
        (await boss.PostTextAsync("/operator/keys", body)).Invalid(fields);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?reason=")]
    [InlineData("?reason=a&reason=b", true)]
    public async Task Revoking_needs_one_reason(string query, bool twice = false)
    {
        var boss = await OperatorAsync(OperatorScopes.Keys);
        var reply = await boss.DeleteAsync($"/operator/keys/{boss.KeyId}{query}");
        reply.Invalid("reason");
        Assert.Equal(twice, reply.Text.Contains("more than once", StringComparison.Ordinal));
        (await boss.GetAsync("/operator/keys")).Expect(200);
    }

    [Fact]
    public async Task Guesses_are_limited_for_each_address_and_keep_no_operator_out()
    {
        await using var own = await Hosts.StartOwnAsync();
        var (known, late) = (await TestOperator.AddAsync(own, OperatorScopes.Read),
            await TestOperator.AddAsync(own, OperatorScopes.Read));
        (await own.Operators.GetAsync("/operator/log", known.Key)).Expect(200);
        using var elsewhere = own.OperatorsFrom("127.0.0.7");
        // What is no key at all counts like one that is wrong; whoever brings none has not guessed.
        for (var i = 0; i < 20; i++)
        {
            (await own.Operators.GetAsync("/operator/log")).Refused(401, "unauthenticated");
            (await own.Operators.GetAsync("/operator/log", i % 2 == 0 ? OperatorSecret.New().Reveal : "rubbish"))
                .Refused(401, "unauthenticated");
        }

        var limited = (await own.Operators.GetAsync("/operator/log", OperatorSecret.New().Reveal))
            .Refused(429, "rate_limited");
        Assert.InRange(limited.RetryAfter!.Value, 1, 60);
        (await own.Operators.GetAsync("/operator/log", known.Key)).Expect(200);
        (await own.Operators.GetAsync("/operator/log", late.Key)).Refused(429, "rate_limited");
        (await elsewhere.GetAsync("/operator/log", late.Key)).Expect(200);

        own.Host.Time.Advance(TimeSpan.FromMinutes(1));
        (await own.Operators.GetAsync("/operator/log", OperatorSecret.New().Reveal)).Refused(401, "unauthenticated");
        (await own.Operators.GetAsync("/operator/log", late.Key)).Expect(200);
    }

    [Fact]
    public async Task Guesses_at_the_same_moment_are_limited_as_well()
    {
        await using var own = await Hosts.StartOwnAsync();
        var boss = await TestOperator.AddAsync(own, OperatorScopes.Read);
        // Nobody knows yet that this key is right, so it counts while it is looked up, and not afterwards.
        foreach (var reply in await AtOnceAsync(15, _ => boss.GetAsync("/operator/log")))
            reply.Expect(200);
        var guesses = await AtOnceAsync(200, _ => own.Operators.GetAsync("/operator/log", OperatorSecret.New().Reveal));
        Assert.Equal(20, guesses.Count(static reply => reply.Status == 401));
        Assert.All(guesses.Where(static reply => reply.Status != 401), static reply =>
            reply.Refused(429, "rate_limited"));
    }

    [Fact]
    public async Task A_users_token_is_no_key_and_a_key_is_no_token()
    {
        var (user, boss) = (await UserAsync(), await OperatorAsync(OperatorCalls.AllScopes));
        (await Operators.GetAsync("/operator/log", user.Token)).Refused(401, "unauthenticated");
        (await Client.GetAsync("/wallet", boss.Key)).Refused(401, "unauthenticated");
    }
}

using System.Text.Json;
using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Audits while serving, and the operators' log.</summary>
public abstract class OperatorAuditContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task An_audit_runs_once_at_a_time_and_its_result_is_kept()
    {
        await using var own = await Hosts.StartOwnAsync();
        var boss = await TestOperator.AddAsync(own, OperatorScopes.Read);
        var (user, other) =
            (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client, 100));
        (await user.PayAsync(other, 1, "k")).Expect(201);
        Assert.Equal(
            0, (await boss.GetAsync("/operator/audit")).Expect(200).Json.GetProperty("items").GetArrayLength());

        // Of many who ask at once, one at a time is served.
        var started = await AtOnceAsync(8, _ => boss.PostAsync("/operator/audit"));
        var began = started.Where(static reply => reply.Status == 202).ToArray();
        Assert.NotEmpty(began);
        Assert.All(started.Except(began), static reply => reply.Refused(409, "audit_running"));
        Assert.All(began, static reply => Assert.Equal("/operator/audit", reply.Headers.Location?.ToString()));

        Reply? audits = null;
        await Waiting.UntilAsync(async () =>
        {
            audits = (await boss.GetAsync("/operator/audit")).Expect(200);
            return audits.Json.GetProperty("running").ValueKind == JsonValueKind.Null;
        });
        var items = audits!.Json.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(JsonValueKind.Null, audits.Json.GetProperty("failedAt").ValueKind);
        Assert.Equal(began.Select(static reply => reply["startedAt"]).OrderDescending(StringComparer.Ordinal),
            items.Select(static item => item.GetProperty("startedAt").GetString()));
        Assert.All(items, static item => Assert.Equal((4, 3, 6, "0", 0), (item.GetProperty("wallets").GetInt64(),
            item.GetProperty("transfers").GetInt64(), item.GetProperty("entries").GetInt64(),
            item.GetProperty("balanceSum").GetString(), item.GetProperty("violationCount").GetInt64())));
        Assert.All(items, static item => Assert.Matches("^[0-9a-f]{64}$", item.GetProperty("digest").GetString()));
    }

    [Fact]
    public async Task The_log_tells_each_act_in_order_in_pages()
    {
        await using var own = await Hosts.StartOwnAsync();
        var boss = await TestOperator.AddAsync(own, OperatorCalls.AllScopes);
        var user = await TestUser.RegisterAsync(own.Client, 100);
        (await boss.FreezeAsync(user.WalletId, "debit")).Expect(200);
        (await boss.ThawAsync(user.WalletId)).Expect(200);
        (await boss.PostAsync($"/operator/users/{user.UserId}/sign-out", OperatorCalls.Reason("lost phone")))
            .Expect(204);
        // What is not done is not in it.
        (await boss.FreezeAsync("nobody@wallet", "debit")).Refused(404, "not_found");

        var all = await boss.LogAsync(200);
        Assert.Equal(
            [(4, "signed_out", user.UserId, "lost phone"), (3, "thawed", user.WalletId, "all is well"),
                (2, "frozen", user.WalletId, "looks stolen"), (1, "key_added", boss.KeyId, "a test needs it")],
            all.Select(static row => (row.GetProperty("sequence").GetInt32(), row.GetProperty("kind").GetString()!,
                row.GetProperty("target").GetString()!, row.GetProperty("reason").GetString()!)));
        Assert.Equal([boss.KeyId, boss.KeyId, boss.KeyId, null], all.Select(static row =>
            row.GetProperty("by").GetString()));
        Assert.All(all, static row => Assert.Matches("^[0-9a-f]{64}$", row.GetProperty("hash").GetString()));

        List<int> paged = [];
        for (var query = "?limit=3"; query.Length > 0;)
        {
            var page = (await boss.GetAsync("/operator/log" + query)).Expect(200);
            paged.AddRange(page.Json.GetProperty("items").EnumerateArray()
                .Select(static row => row.GetProperty("sequence").GetInt32()));
            query = page.Json.GetProperty("nextCursor").GetString() is { } cursor ? $"?limit=3&cursor={cursor}" : "";
        }

        Assert.Equal([4, 3, 2, 1], paged);
        (await boss.GetAsync("/operator/log?limit=0")).Invalid("limit");
        (await boss.GetAsync("/operator/log?limit=201")).Invalid("limit");
        (await boss.GetAsync("/operator/log?cursor=AQAAAAAAAAACbkG3LOCwcHk")).Invalid("cursor");
        (await boss.GetAsync("/operator/log?kind=frozen")).Invalid("kind");
    }
}

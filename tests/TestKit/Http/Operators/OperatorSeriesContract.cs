using System.Text.Json;
using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>The last hour of a host, as its page for operators draws it.</summary>
public abstract class OperatorSeriesContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task What_is_paid_and_refused_is_in_the_points_that_follow()
    {
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorScopes.Read);
        var (user, other) = (await UserAsync(100), await UserAsync());
        var before = (await boss.GetAsync("/operator/series")).Expect(200).Json;
        Assert.True(before.GetProperty("measured").GetBoolean());
        Assert.Equal(5, before.GetProperty("stepSeconds").GetInt32());
        Assert.Equal(["read"], before.GetProperty("scopes").EnumerateArray().Select(static s => s.GetString()));
        var parts = before.GetProperty("parts").EnumerateArray().ToDictionary(
            static part => part.GetProperty("name").GetString()!,
            static part => part.GetProperty("ready").GetBoolean());
        Assert.True(parts["ledger"] && parts["cluster"]);

        var key = NewKey();
        (await user.PayAsync(other, 1, key)).Expect(201);
        (await user.PayAsync(other, 1, key)).Expect(201);
        (await user.PayAsync(other, 1000, NewKey())).Refused(422, "insufficient_funds");
        var last = before.GetProperty("points").EnumerateArray().Select(static point =>
            point.GetProperty("at").GetString()).LastOrDefault();
        // Other tests pay too.
        await Waiting.UntilAsync(async () =>
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            var points = await PointsAsync(boss, last);
            return points.Sum(static point => point.GetProperty("payments").GetInt64()) >= 1
                && points.Sum(static point => point.GetProperty("replays").GetInt64()) >= 1
                && points.Any(static point => point.GetProperty("refusals").TryGetProperty("insufficient_funds", out _))
                && points.Any(static point => point.GetProperty("batches").GetInt64() > 0
                    && point.GetProperty("commitP99").GetDouble() > 0)
                && points.Any(static point => point.GetProperty("latencyP99").ValueKind == JsonValueKind.Number
                    && point.GetProperty("latencyP50").GetDouble() <= point.GetProperty("latencyP99").GetDouble());
        });
    }

    [Fact]
    public async Task What_comes_after_a_point_is_what_is_new()
    {
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorScopes.Read);
        JsonElement[] all = [];
        await Waiting.UntilAsync(async () =>
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            return (all = await PointsAsync(boss, null)).Length >= 2;
        });
        var times = all.Select(static point => point.GetProperty("at").GetString()!).ToArray();
        Assert.Equal(times.Distinct().Order(StringComparer.Ordinal), times);
        var after = await PointsAsync(boss, times[^2]);
        Assert.Equal(times[^1], after[0].GetProperty("at").GetString());
        (await boss.GetAsync("/operator/series?after=yesterday")).Invalid("after");
        (await boss.GetAsync("/operator/series?since=" + times[0])).Invalid("since");
    }

    private static async Task<JsonElement[]> PointsAsync(TestOperator boss, string? after) =>
    [
        .. (await boss.GetAsync("/operator/series" + (after is null ? "" : "?after=" + after))).Expect(200).Json
            .GetProperty("points").EnumerateArray(),
    ];
}

using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>The operators' surface is as strict as that of clients.</summary>
public abstract class OperatorShapeContract(WalletHosts hosts) : HttpContract(hosts)
{
    private WalletClient Operators => Hosts.Shared.Operators;

    private Task<TestOperator> OperatorAsync() => TestOperator.AddAsync(Hosts.Shared, OperatorCalls.AllScopes);

    [Fact]
    public async Task Every_call_with_a_body_is_equally_strict()
    {
        var boss = await OperatorAsync();
        foreach (var call in OperatorCalls.All.Where(static call => call.Body is not null))
        {
            var good = call.Body!;
            foreach (var bad in (string[])
            [
                "", "null", "[]", "1", "{", good + " x", good[..^1] + ",}", good[..^1] + ",\"extra\":1}",
                good.Replace("\"reason\":\"r\"", "\"reason\":\"r\",\"reason\":\"r\"", StringComparison.Ordinal),
                good.Replace("\"reason\":\"r\"", "\"Reason\":\"r\"", StringComparison.Ordinal),
                good.Replace("\"reason\":\"r\"", "\"reason\":1", StringComparison.Ordinal),
                good.Replace("\"reason\":\"r\"", "\"reason\":null", StringComparison.Ordinal),
                good.Replace("\"reason\":\"r\"", "\"reason\":\"a\\nb\"", StringComparison.Ordinal),
                good.Replace("\"reason\":\"r\"", $"\"reason\":\"{new string('x', 141)}\"", StringComparison.Ordinal),
            ])
            {
                var reply = await Operators.PostAsync(call.Path, bad, boss.Key);
                Assert.True(reply.Status == 400 && reply.Code == "invalid_request", $"{call.Path} {bad}: {reply.Text}");
            }

            (await Operators.PostAsync(call.Path, "x"u8.ToArray(), "text/plain", boss.Key))
                .Refused(415, "unsupported_media_type");
            (await Operators.PostAsync(call.Path, "{}"u8.ToArray(), null, boss.Key))
                .Refused(415, "unsupported_media_type");
            (await Operators.PostAsync(call.Path, new byte[16 * 1024 + 1], "application/json", boss.Key))
                .Refused(413, "payload_too_large");
            // Who calls is asked before what is said.
            (await Operators.PostAsync(call.Path, "x"u8.ToArray(), "text/plain")).Refused(401, "unauthenticated");
        }
    }

    [Theory]
    [InlineData("/operator/nothing")]
    [InlineData("/operator/keys/a/b")]
    [InlineData("/operator/wallets")]
    [InlineData("/")]
    public async Task An_unknown_path_is_not_found(string path) =>
        (await (await OperatorAsync()).GetAsync(path)).Refused(404, "not_found");

    [Theory]
    [InlineData("PUT", "/operator/keys", "GET, POST")]
    [InlineData("GET", "/operator/wallets/a@wallet/freeze", "POST")]
    [InlineData("POST", "/operator/log", "GET")]
    public async Task Another_method_is_not_allowed_and_the_allowed_ones_are_told(
        string method, string path, string allowed)
    {
        var boss = await OperatorAsync();
        var reply = (await Operators.SendAsync(new HttpMethod(method), path, boss.Key))
            .Refused(405, "method_not_allowed");
        Assert.Equal(allowed.Split(", "), reply.ContentHeaders.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Basic d29rXw==")]
    [InlineData("wok_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer wok_short")]
    [InlineData("Bearer  wok_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_key_is_refused_in_one_way(string header)
    {
        using var elsewhere = Hosts.Shared.OperatorsFrom("127.0.0.9");
        var reply = (await elsewhere.SendAsync(
            HttpMethod.Get, "/operator/log", null, null, ("Authorization", header))).Refused(401, "unauthenticated");
        Assert.DoesNotContain("AAAA", reply.Text, StringComparison.Ordinal);
    }
}

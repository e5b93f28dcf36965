using System.Text;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Bodies that are no request: strict JSON, exact members.</summary>
public abstract class JsonShapeContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\",}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\"} x")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\"}{}")]
    [InlineData("{\"amount\":1,/* */\"idempotencyKey\":\"k\"}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\"}// x")]
    [InlineData("{'amount':1,'idempotencyKey':'k'}")]
    [InlineData("{amount:1,idempotencyKey:\"k\"}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\",\"extra\":1}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\",\"walletId\":\"issuer@wallet\"}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\",\"pin\":\"2580\"}")]
    [InlineData("{\"amount\":1,\"amount\":2,\"idempotencyKey\":\"k\"}")]
    [InlineData("{\"amount\":1,\"amount\":1,\"idempotencyKey\":\"k\"}")]
    [InlineData("{\"amount\":1,\"\\u0061mount\":1,\"idempotencyKey\":\"k\"}")]
    [InlineData("{\"Amount\":1,\"idempotencyKey\":\"k\"}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":1}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":[\"k\"]}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"\\ud800\"}")]
    [InlineData("{\"amount\":1,\"idempotencyKey\":\"k\\x\"}")]
    public async Task A_body_that_is_not_exactly_a_deposit_is_refused(string json)
    {
        var user = await UserAsync(10);
        (await user.PostAsync("/wallet/deposit", json)).Refused(400, "invalid_request");
        Assert.Equal(10, await user.BalanceAsync());
    }

    [Theory]
    [InlineData("\"senderWalletId\":\"issuer@wallet\"")]
    [InlineData("\"amount\":1")]
    [InlineData("\"note\":\"\\udc00\"")]
    [InlineData("\"note\":1")]
    [InlineData("\"userId\":\"0198c0de0198c0de0198c0de0198c0de\"")]
    [InlineData("\"currency\":\"USD\"")]
    public async Task A_transfer_with_one_member_too_many_or_wrong_is_refused(string member)
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        var good = Body.Transfer(other.WalletId, 1, user.Pin, NewKey());
        (await user.PostAsync("/wallet/transfer", good[..^1] + "," + member + "}")).Refused(400, "invalid_request");
        Assert.Equal(10, await user.BalanceAsync());
        (await user.PostAsync("/wallet/transfer", good)).Expect(201);
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        var user = await UserAsync();
        (await user.PostAsync("/wallet/deposit", new string('[', 8000))).Refused(400, "invalid_request");
        (await user.PostAsync("/wallet/deposit", "{\"amount\":" + new string('[', 4000) + new string(']', 4000) + "}"))
            .Refused(400, "invalid_request");
        (await user.PostAsync("/wallet/deposit", string.Concat(Enumerable.Repeat("{\"amount\":", 1000))))
            .Refused(400, "invalid_request");
    }

    [Fact]
    public async Task Text_that_is_no_utf8_is_refused()
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        var json = Encoding.Latin1.GetBytes(Body.Transfer(other.WalletId, 1, user.Pin, NewKey(), "NOTE")
            .Replace("NOTE", "\u00ff\u00fe", StringComparison.Ordinal));
        (await Client.PostAsync("/wallet/transfer", json, "application/json", user.Token))
            .Refused(400, "invalid_request");
        Assert.Equal(10, await user.BalanceAsync());
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("Application/JSON; charset=\"UTF-8\"", true)]
    [InlineData(null, false)]
    [InlineData("text/plain", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/problem+json", false)]
    [InlineData("rubbish", false)]
    public async Task Only_json_is_read(string? contentType, bool accepted)
    {
        var user = await UserAsync();
        var reply = await Client.PostAsync(
            "/wallet/deposit", Encoding.UTF8.GetBytes(Body.Deposit(1, NewKey())), contentType, user.Token);
        if (accepted)
            reply.Expect(201);
        else
            reply.Refused(415, "unsupported_media_type");
        Assert.Equal(accepted ? 1 : 0, await user.BalanceAsync());
    }

    [Theory]
    [InlineData("/auth/register")]
    [InlineData("/auth/login")]
    [InlineData("/auth/pin")]
    [InlineData("/auth/password")]
    [InlineData("/wallet/transfer")]
    [InlineData("/wallet/deposit")]
    [InlineData("/wallet/limits", "PUT")]
    [InlineData("/wallet/holds")]
    [InlineData("/holds/0198c0de0198c0de0198c0de0198c0de/capture")]
    [InlineData("/holds/0198c0de0198c0de0198c0de0198c0de/release")]
    [InlineData("/requests")]
    [InlineData("/requests/0198c0de0198c0de0198c0de0198c0de/pay")]
    public async Task Every_call_with_a_body_is_equally_strict(string path, string method = "POST")
    {
        var user = await UserAsync();
        (await SendAsync("{\"extra\":1}")).Refused(400, "invalid_request");
        (await SendAsync("nonsense")).Refused(400, "invalid_request");
        (await SendAsync("")).Refused(400, "invalid_request");
        (await SendAsync("{}", "text/plain")).Refused(415, "unsupported_media_type");
        (await SendAsync(new string(' ', 16 * 1024) + "{}")).Refused(413, "payload_too_large");

        async Task<Reply> SendAsync(string body, string type = "application/json")
        {
            using var content = new StringContent(body, Encoding.UTF8, type);
            return await Client.SendAsync(new HttpMethod(method), path, user.Token, content);
        }
    }
}

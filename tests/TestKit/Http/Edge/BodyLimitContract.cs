using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Bodies end at 16 KiB.</summary>
public abstract class BodyLimitContract(WalletHosts hosts) : HttpContract(hosts)
{
    private const int Limit = 16 * 1024;

    [Theory]
    [InlineData(Limit, false, true)]
    [InlineData(Limit, true, true)]
    [InlineData(Limit + 1, false, false)]
    [InlineData(Limit + 1, true, false)]
    [InlineData(10 * Limit, false, false)]
    [InlineData(10 * Limit, true, false)]
    public async Task A_body_has_at_most_16_KiB_announced_or_in_chunks(int length, bool chunked, bool accepted)
    {
        var user = await UserAsync();
        var body = Encoding.UTF8.GetBytes(Body.Deposit(1, NewKey()).PadRight(length));
        using var stream = new MemoryStream(body);
        HttpContent content = chunked ? new StreamContent(stream, 1000) : new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (string, string)[] headers = chunked ? [("Transfer-Encoding", "chunked")] : [];
        var reply = await Client.SendAsync(HttpMethod.Post, "/wallet/deposit", user.Token, content, headers);
        if (accepted)
            reply.Expect(201);
        else
            reply.Refused(413, "payload_too_large");
        Assert.Equal(accepted ? 1 : 0, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_body_that_is_announced_too_long_is_not_waited_for()
    {
        var user = await UserAsync();
        await using var raw = await RawConnection.OpenAsync(Client.NextAddress);
        await raw.SendAsync(
            $"POST /wallet/deposit HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {user.Token}\r\nContent-Type: " +
            $"application/json\r\nContent-Length: 1000000000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }
}

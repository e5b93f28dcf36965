using System.Text;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Clients that go away: what was asked for completely happens at most once, what was not happens not at
/// all.</summary>
public abstract class DisconnectContract(WalletHosts hosts) : HttpContract(hosts)
{
    private static string Request(TestUser user, TestUser receiver, string key)
    {
        var body = Body.Transfer(receiver.WalletId, 1, user.Pin, key);
        return $"POST /wallet/transfer HTTP/1.1\r\nHost: wallet\r\nAuthorization: Bearer " +
            $"{user.Token}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }

    private async Task<RawConnection> SendAsync(string text)
    {
        var raw = await RawConnection.OpenAsync(Client.NextAddress);
        await raw.SendAsync(text);
        return raw;
    }

    [Fact]
    public async Task A_client_that_goes_away_mid_transfer_learns_the_outcome_by_its_key_and_pays_once()
    {
        const int Times = 40;
        var (user, other) = (await UserAsync(1000), await UserAsync());
        var keys = Enumerable.Range(0, Times).Select(_ => NewKey()).ToArray();
        await Task.WhenAll(keys.Select(async (key, i) =>
        {
            await using var raw = await SendAsync(Request(user, other, key));
            // Some leave before the answer can be there, some while it may be on its way.
            if (i % 2 == 0)
                raw.Reset();
            else
                raw.FinishSending();
        }));

        foreach (var key in keys)
        {
            Reply reply;
            while ((reply = await user.PayAsync(other, 1, key)).Status == 409)
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            reply.Expect(201);
            (await user.PayAsync(other, 1, key)).ReplayOf(reply);
        }

        Assert.Equal(1000 - Times, await user.BalanceAsync());
        Assert.Equal(Times, await other.BalanceAsync());
    }

    [Fact]
    public async Task A_client_that_only_stops_sending_still_gets_its_answer()
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        await using var raw = await SendAsync(Request(user, other, NewKey())
            .Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 201 ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(9, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_request_that_did_not_come_to_its_end_does_nothing()
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        var key = NewKey();
        var request = Request(user, other, key);
        for (var missing = 1; missing <= 5; missing++)
        {
            await using var raw = await SendAsync(request[..^missing]);
            raw.FinishSending();
            // The end of the connection is the proof that the server has dealt with it.
            Assert.DoesNotContain(" 201 ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
        }

        (await user.ByKeyAsync(key)).Refused(404, "not_found");
        Assert.Equal(10, await user.BalanceAsync());
    }

    [Fact]
    public async Task What_looks_like_a_request_in_a_body_that_did_not_come_to_its_end_is_none()
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        var key = NewKey();
        var inner = Request(user, other, key);
        for (var i = 0; i < 200; i++)
        {
            await using var raw =
                await SendAsync("POST /wallet/transfer HTTP/1.1\r\nHost: wallet\r\nAuthorization: Bearer "
                + $"{user.Token}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {inner.Length + 1}\r\n\r\n{inner}");
            raw.FinishSending();
            await raw.ReadToEndAsync();
        }

        (await user.ByKeyAsync(key)).Refused(404, "not_found");
        Assert.Equal(10, await user.BalanceAsync());
        Assert.DoesNotContain("Reading is already in progress", Hosts.Shared.Host.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_of_its_body_is_no_error_of_the_server()
    {
        var (user, other) = (await UserAsync(10), await UserAsync());
        var half = Request(user, other, NewKey())[..^40];
        for (var i = 0; i < 5; i++)
        {
            var leaving = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SendAsync(half)));
            // Long enough for the server to wait for the rest.
            await Task.Delay(50, TestContext.Current.CancellationToken);
            foreach (var raw in leaving)
                raw.Reset();
        }

        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal(10, await user.BalanceAsync());
        Assert.DoesNotContain("Reading is already in progress", Hosts.Shared.Host.LogText, StringComparison.Ordinal);
    }
}

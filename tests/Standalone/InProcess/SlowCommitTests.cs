using System.Text;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>A commit that takes its time, because somebody else holds the ledger's write lock: the one way to be sure
/// of the moment.</summary>
public sealed class SlowCommitTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task While_a_request_runs_its_key_is_in_progress_and_a_client_that_goes_away_cancels_nothing()
    {
        await using var own = await hosts.StartOwnAsync();
        var (user, other) = (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client));
        (await user.PayAsync(other, 1, "remembers-the-pin")).Expect(201);

        using (HeldLedger.Hold(((InProcessHost)own.Host).LedgerFile))
        {
            // Of two that come at once, one is under way and waits for the lock; so the first answer there is says that
            // it is.
            var (one, two) = (await SendAsync(own.Client, user, other), await SendAsync(own.Client, user, other));
            var (ofOne, ofTwo) = (one.ReadToEndAsync(), two.ReadToEndAsync());
            var answer = await await Task.WhenAny(ofOne, ofTwo);
            Assert.StartsWith("HTTP/1.1 409 ", answer, StringComparison.Ordinal);
            (await user.PayAsync(other, 7, "key")).Refused(409, "transfer_in_progress");
            (await user.PayAsync(other, 8, "key")).Refused(409, "transfer_in_progress");
            (await user.ByKeyAsync("key")).Refused(404, "not_found");
            one.Reset();
            two.Reset();
            Assert.Equal(answer, await ofOne + await ofTwo);
        }

        Reply retry;
        while ((retry = await user.PayAsync(other, 7, "key")).Status == 409)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        Assert.True(retry.Expect(201).Replayed, "The first request was not carried out.");
        Assert.Equal(92, await user.BalanceAsync());
        Assert.Equal(8, await other.BalanceAsync());
    }

    [Fact]
    public async Task What_waits_for_the_ledger_in_vain_is_unavailable_and_has_done_nothing()
    {
        await using var own = await hosts.StartOwnAsync();
        var (user, other) = (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client));
        (await user.PayAsync(other, 1, "remembers-the-pin")).Expect(201);
        using (HeldLedger.Hold(((InProcessHost)own.Host).LedgerFile))
        {
            (await user.PayAsync(other, 7, "key")).Expect(503);
            Assert.Equal(99, await user.BalanceAsync());
            // For a second, what was found before the lock was taken is still the answer.
            await Waiting.UntilAsync(async () => (await user.GetAsync("/health/ready")).Status == 503);
        }

        (await user.PayAsync(other, 7, "key")).Expect(201);
        Assert.Equal(92, await user.BalanceAsync());
    }

    private static async Task<RawConnection> SendAsync(WalletClient client, TestUser user, TestUser receiver)
    {
        var body = Body.Transfer(receiver.WalletId, 7, user.Pin, "key");
        var raw = await RawConnection.OpenAsync(client.NextAddress);
        await raw.SendAsync(
            $"POST /wallet/transfer HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {user.Token}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        return raw;
    }
}

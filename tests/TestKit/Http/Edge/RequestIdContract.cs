using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Every answer has an ID of its own, which is the server's alone to give. That it has one is checked for
/// every answer of every suite.</summary>
public abstract class RequestIdContract(WalletHosts hosts) : HttpContract(hosts)
{
    private const string Chosen = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("X-Request-Id", Chosen)]
    [InlineData("Request-Id", "|" + Chosen + ".1.")]
    [InlineData("traceparent", "00-" + Chosen + "-b7ad6b7169203331-01")]
    [InlineData("X-Request-Id", "a {injected} line")]
    public async Task A_client_does_not_choose_it(string header, string value)
    {
        var reply = await Client.SendAsync(HttpMethod.Get, "/health/live", null, null, (header, value));
        Assert.NotEqual(Chosen, reply.Expect(200).RequestId);
    }

    [Fact]
    public async Task A_replay_has_another_one_and_is_the_same_otherwise()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        foreach (var (amount, status) in ((int, int)[])[(1, 201), (1000, 422)])
        {
            var key = NewKey();
            var first = (await user.PayAsync(other, amount, key)).Expect(status);
            var again = (await user.PayAsync(other, amount, key)).ReplayOf(first);
            Assert.NotEqual(first.RequestId, again.RequestId);
        }
    }
}

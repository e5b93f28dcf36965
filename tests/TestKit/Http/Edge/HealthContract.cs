using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /health/live</c> and <c>GET /health/ready</c>.</summary>
public abstract class HealthContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_host_that_serves_is_live_and_ready_for_anybody_who_asks(string path) =>
        (await Client.GetAsync(path)).Expect(200);
}

using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>What is served for clients and what for operators never mixes: neither path nor Host header leads from one
/// listener to what the other serves.</summary>
public abstract class ListenerContract(WalletHosts hosts) : HttpContract(hosts)
{
    private static readonly string[] OfOperators =
    [
        "/operator", "/operator/", "/operator/keys", "/OPERATOR/keys", "/operator/openapi.json", "/operator/users",
        "/operator/log", "/operator/audit", "/operator/wallets/a@wallet", "//operator/keys", "/%6fperator/keys",
        "/metrics", "/metrics/", "/Metrics", "/dashboard", "/operator/dashboard",
    ];

    private static readonly string[] OfClients =
    [
        "/auth/login", "/auth/register", "/auth/pin", "/wallet", "/wallet/transfer", "/wallet/deposit", "/transfers/x",
        "/transfers/by-key", "/transactions", "/openapi/v1.json", "/swagger", "/swagger/index.html", "/WALLET",
    ];

    private static readonly string[] Methods = ["GET", "POST", "DELETE", "OPTIONS", "PUT"];

    [Fact]
    public async Task Clients_find_nothing_of_the_operators()
    {
        var user = await UserAsync();
        var operators = Hosts.Shared.Host.OperatorAddresses[0];
        foreach (var path in OfOperators)
        {
            foreach (var method in Methods)
            {
                Assert.Equal(404, await StatusAsync(Client.NextAddress, method, path, user.Token));
                // Whatever a client calls the host it asks.
                Assert.Equal(404, await StatusAsync(
                    Client.NextAddress, method, path, user.Token, $"{operators.Host}:{operators.Port}"));
            }
        }
    }

    [Fact]
    public async Task Operators_find_nothing_of_the_clients()
    {
        var (user, address) = (await UserAsync(), Hosts.Shared.Host.OperatorAddresses[0]);
        var clients = Client.NextAddress;
        foreach (var path in OfClients)
        {
            foreach (var method in Methods)
            {
                Assert.Equal(404, await StatusAsync(address, method, path, user.Token));
                Assert.Equal(
                    404, await StatusAsync(address, method, path, user.Token, $"{clients.Host}:{clients.Port}"));
            }
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_told_on_both(string path)
    {
        Assert.Equal(200, await StatusAsync(Client.NextAddress, "GET", path));
        Assert.Equal(200, await StatusAsync(Hosts.Shared.Host.OperatorAddresses[0], "GET", path));
    }

    private static async Task<int> StatusAsync(
        Uri address, string method, string path, string? token = null, string? host = null)
    {
        // No HTTP client leaves a path as it is.
        await using var raw = await RawConnection.OpenAsync(address);
        await raw.SendAsync($"{method} {path} HTTP/1.1\r\nHost: {host ?? address.Authority}\r\nConnection: close\r\n"
            + (token is null ? "" : $"Authorization: Bearer {token}\r\n")
            + "Content-Length: 0\r\n\r\n");
        return int.Parse((await raw.ReadToEndAsync()).AsSpan("HTTP/1.1 ".Length, 3), null);
    }
}

using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>The rate limit of <c>/auth/*</c>.</summary>
public abstract class RateLimitContract(WalletHosts hosts) : HttpContract(hosts)
{
    private static Task<Reply> SignInAsync(WalletClient client, params (string, string)[] headers) =>
        client.PostAsync("/auth/login", Body.Login(TestUser.NewEmail(), TestUser.NewPassword()), null, headers);

    [Fact]
    public async Task Only_auth_is_limited_for_each_address_and_only_for_a_while()
    {
        const int PerMinute = 6;
        await using var own = await Hosts.StartOwnAsync(("Wallet:RateLimit:AuthPerMinute", $"{PerMinute}"));
        var user = await TestUser.RegisterAsync(own.Client, 100);
        for (var used = 2; used < PerMinute; used++)
            (await SignInAsync(own.Client)).Refused(401, "invalid_credentials");

        var limited = (await SignInAsync(own.Client)).Refused(429, "rate_limited");
        Assert.InRange(limited.RetryAfter!.Value, 1, 60);
        // All of /auth/* counts together, a call that needs a token too, and nobody gets out by claiming to be somebody
        // else.
        (await own.Client.PostAsync("/auth/register", "{}")).Refused(429, "rate_limited");
        (await user.PostAsync("/auth/pin", Body.ChangePin(user.Pin, "2580"))).Refused(429, "rate_limited");
        (await user.PostAsync("/auth/password", "{}")).Refused(429, "rate_limited");
        (await SignInAsync(own.Client, ("X-Forwarded-For", "203.0.113.9"))).Refused(429, "rate_limited");
        (await SignInAsync(own.Client, ("Forwarded", "for=203.0.113.9"), ("X-Real-IP", "203.0.113.9")))
            .Refused(429, "rate_limited");

        // Payments and reading are not limited.
        for (var i = 0; i < 3 * PerMinute; i++)
        {
            (await user.DepositAsync(1, NewKey())).Expect(201);
            (await user.GetAsync("/wallet")).Expect(200);
        }

        using (var elsewhere = own.ClientFrom("127.0.0.7"))
            (await SignInAsync(elsewhere)).Refused(401, "invalid_credentials");

        own.Host.Time.Advance(TimeSpan.FromSeconds(61));
        await user.SignInAsync();
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_clients_are_told_apart()
    {
        await using var own = await Hosts.StartOwnAsync(
            ("Wallet:RateLimit:AuthPerMinute", "3"), ("Wallet:TrustedProxies:0", "127.0.0.8"));
        using var proxy = own.ClientFrom("127.0.0.8");
        for (var client = 1; client <= 3; client++)
        {
            for (var i = 0; i < 3; i++)
                (await SignInAsync(proxy, ("X-Forwarded-For", $"203.0.113.{client}")))
                    .Refused(401, "invalid_credentials");
            (await SignInAsync(proxy, ("X-Forwarded-For", $"203.0.113.{client}"))).Refused(429, "rate_limited");
            // What the client itself wrote stands to the left of what the proxy saw.
            (await SignInAsync(proxy, ("X-Forwarded-For", $"198.51.100.{client}, 203.0.113.{client}")))
                .Refused(429, "rate_limited");
        }
    }

    [Fact]
    public async Task A_network_of_ipv6_is_one_client()
    {
        await using var own = await Hosts.StartOwnAsync(
            ("Wallet:RateLimit:AuthPerMinute", "3"), ("Wallet:TrustedProxies:0", "127.0.0.8"));
        using var proxy = own.ClientFrom("127.0.0.8");
        for (var i = 0; i < 3; i++)
            (await SignInAsync(proxy, ("X-Forwarded-For", $"2001:db8:1:2::{i + 1}")))
                .Refused(401, "invalid_credentials");
        (await SignInAsync(proxy, ("X-Forwarded-For", "2001:db8:1:2:ffff::9"))).Refused(429, "rate_limited");
        (await SignInAsync(proxy, ("X-Forwarded-For", "2001:db8:1:3::1"))).Refused(401, "invalid_credentials");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Which tokens are good, and that nothing but a good token is.</summary>
public abstract class TokenContract(WalletHosts hosts) : HttpContract(hosts)
{
    private TokenForge Forge(TestUser user) => new(user.Token, Hosts.Shared.Host.SigningKey);

    private async Task AcceptedAsync(string token) => (await Client.GetAsync("/wallet", token)).Expect(200);

    private async Task RefusedAsync(string token) => (await Client.GetAsync("/wallet", token))
        .Refused(401, "unauthenticated");

    [Fact]
    public async Task The_claims_are_what_the_contract_says()
    {
        var user = await UserAsync();
        var forge = Forge(user);
        Assert.Equal(user.WalletId, forge["wallet"]?.GetValue<string>());
        Assert.Matches("^[0-9a-f]{32}$", forge["sub"]?.GetValue<string>());
        Assert.Equal(3600, forge["exp"]!.GetValue<long>() - forge["iat"]!.GetValue<long>());
        // The control of every forgery below: what differs in nothing is accepted, so each of them is refused for its
        // one point.
        await AcceptedAsync(forge.Faithful());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public async Task A_token_without_a_signature_is_refused(string none)
    {
        var forge = Forge(await UserAsync());
        await RefusedAsync(forge.WithoutSignature(none));
    }

    [Fact]
    public async Task A_signature_by_another_algorithm_is_refused_even_with_the_right_key()
    {
        var forge = Forge(await UserAsync());
        await RefusedAsync(forge.SignedBy("HS512", HMACSHA512.HashData));
        await RefusedAsync(forge.SignedBy("HS384", HMACSHA384.HashData));
        await RefusedAsync(forge.SignedBy("HS512", HMACSHA256.HashData));
        await RefusedAsync(forge.SignedBy("RS256", HMACSHA256.HashData));
        await RefusedAsync(forge.SignedByRsa());
    }

    [Fact]
    public async Task A_tampered_token_is_refused()
    {
        var (user, victim) = (await UserAsync(), await UserAsync());
        var forge = Forge(user);
        await RefusedAsync(forge.Tampered(c => c["wallet"] = victim.WalletId));
        await RefusedAsync(forge.Tampered(c => c["exp"] = c["exp"]!.GetValue<long>() + 1));
        await RefusedAsync(forge.SignedWithAnotherKey());
        await RefusedAsync(user.Token[..^4]);
        await RefusedAsync(user.Token[..(user.Token.LastIndexOf('.') + 1)]);
        await RefusedAsync(user.Token + "AAAA");
        await AcceptedAsync(user.Token);
    }

    [Fact]
    public async Task A_token_that_names_another_key_is_refused()
    {
        var forge = Forge(await UserAsync());
        await RefusedAsync(forge.WithHeader(h => h["kid"] = "another"));
        await RefusedAsync(forge.WithHeader(h => h["kid"] = "../../../dev/null"));
    }

    [Fact]
    public async Task A_token_of_another_issuer_or_for_another_audience_is_refused()
    {
        var forge = Forge(await UserAsync());
        await RefusedAsync(forge.WithClaims(c => c["iss"] = "another"));
        await RefusedAsync(forge.WithClaims(c => c["aud"] = "another"));
        await RefusedAsync(forge.WithClaims(c => c.Remove("iss")));
        await RefusedAsync(forge.WithClaims(c => c.Remove("aud")));
    }

    [Fact]
    public async Task A_token_that_is_over_or_never_ends_is_refused()
    {
        var forge = Forge(await UserAsync());
        await RefusedAsync(forge.WithClaims(c => c["exp"] = c["iat"]!.GetValue<long>() - 1));
        await RefusedAsync(forge.WithClaims(c => c.Remove("exp")));
    }

    [Fact]
    public async Task A_token_of_nobody_is_refused()
    {
        var forge = Forge(await UserAsync());
        await RefusedAsync(forge.WithClaims(c => c["sub"] = Guid.NewGuid().ToString("N")));
        await RefusedAsync(forge.WithClaims(c => c["sub"] = "root"));
        await RefusedAsync(forge.WithClaims(c => c.Remove("sub")));
        await RefusedAsync(forge.WithClaims(c => c.Remove("wallet")));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("null")]
    public async Task Rubbish_is_refused(string token) => await RefusedAsync(token);

    [Fact]
    public async Task Another_scheme_and_other_places_for_a_token_are_refused()
    {
        var user = await UserAsync();
        (await Client.SendAsync(HttpMethod.Get, "/wallet", null, null, ("Authorization", "Basic " + user.Token)))
            .Refused(401, "unauthenticated");
        (await Client.SendAsync(HttpMethod.Get, "/wallet", null, null, ("Authorization", user.Token)))
            .Refused(401, "unauthenticated");
        (await Client.SendAsync(HttpMethod.Get, "/wallet", null, null, ("Authorization", "Bearer")))
            .Refused(401, "unauthenticated");
        (await Client.GetAsync("/wallet?access_token=" + user.Token)).Refused(401, "unauthenticated");
    }

    [Theory]
    [InlineData("Bearer {0}", true)]
    [InlineData("bearer {0}", true)]
    [InlineData("BEARER {0}", true)]
    [InlineData("Bearer  {0}", false)]
    [InlineData("Bearer \t{0}", false)]
    [InlineData("Bearer\t{0}", false)]
    [InlineData("Bearer{0}", false)]
    [InlineData("Bearer: {0}", false)]
    [InlineData("Bearer \"{0}\"", false)]
    [InlineData("Bearer {0},", false)]
    [InlineData("Bearer {0};", false)]
    [InlineData("Bearer {0} x", false)]
    [InlineData("Bearer {0} realm=x", false)]
    [InlineData("Bearer {0}, Basic YTpi", false)]
    [InlineData("Bearer {0}, Bearer {0}", false)]
    [InlineData("Bearer Bearer {0}", false)]
    [InlineData("Bearer ={0}", false)]
    [InlineData("Bearer {0}.", false)]
    public async Task A_token_has_one_spelling_in_the_header(string header, bool accepted)
    {
        var user = await UserAsync();
        // The second time, whatever was to be remembered is remembered.
        for (var i = 0; i < 2; i++)
        {
            var reply = await Client.SendAsync(HttpMethod.Get, "/wallet", null, null,
                ("Authorization", string.Format(CultureInfo.InvariantCulture, header, user.Token)));
            if (accepted)
                reply.Expect(200);
            else
                reply.Refused(401, "unauthenticated");
            await AcceptedAsync(user.Token);
        }
    }

    [Fact]
    public async Task Two_headers_with_a_token_are_refused_though_both_are_good()
    {
        var user = await UserAsync();
        await AcceptedAsync(user.Token);
        await using var raw = await RawConnection.OpenAsync(Client.NextAddress);
        var header = $"Authorization: Bearer {user.Token}\r\n";
        await raw.SendAsync($"GET /wallet HTTP/1.1\r\nHost: x\r\n{header}{header}Connection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 401 ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_longer_than_any_of_ours_is_refused()
    {
        var forge = Forge(await UserAsync());
        await AcceptedAsync(forge.WithClaims(c => c["extra"] = new string('x', 500)));
        await RefusedAsync(forge.WithClaims(c => c["extra"] = new string('x', 2000)));
    }

    [Theory]
    [InlineData("GET", "/wallet")]
    [InlineData("POST", "/wallet/transfer")]
    [InlineData("POST", "/wallet/deposit")]
    [InlineData("POST", "/auth/pin")]
    [InlineData("POST", "/auth/password")]
    [InlineData("GET", "/transactions")]
    [InlineData("GET", "/statements")]
    [InlineData("GET", "/wallet/qr")]
    [InlineData("GET", "/wallet/limits")]
    [InlineData("PUT", "/wallet/limits")]
    [InlineData("GET", "/wallets/issuer@wallet")]
    [InlineData("GET", "/transfers/0198c0de0198c0de0198c0de0198c0de")]
    [InlineData("GET", "/transfers/by-key?key=k")]
    [InlineData("GET", "/requests?role=payer")]
    [InlineData("GET", "/requests/0198c0de0198c0de0198c0de0198c0de")]
    [InlineData("POST", "/requests")]
    [InlineData("POST", "/requests/0198c0de0198c0de0198c0de0198c0de/pay")]
    [InlineData("POST", "/requests/0198c0de0198c0de0198c0de0198c0de/decline")]
    [InlineData("POST", "/requests/0198c0de0198c0de0198c0de0198c0de/cancel")]
    [InlineData("PUT", "/requests/blocked/ben@wallet")]
    [InlineData("DELETE", "/requests/blocked/ben@wallet")]
    public async Task Who_is_not_signed_in_is_told_that_and_nothing_about_the_request(string method, string path)
    {
        var content = method is "POST" or "PUT" ? new StringContent(new string('x', 20_000)) : null;
        (await Client.SendAsync(new HttpMethod(method), path, null, content)).Refused(401, "unauthenticated");
    }
}

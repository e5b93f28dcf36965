using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Refusals that no endpoint gives are problem documents all the same. What holds for every answer is checked
/// on every answer.</summary>
public abstract class ProblemContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/nothing/here")]
    [InlineData("/wallet/")]
    [InlineData("/Wallet/../../etc/passwd")]
    [InlineData("/auth")]
    [InlineData("/transfers")]
    [InlineData("/transfers/a/b")]
    [InlineData("/data/keys.json")]
    public async Task An_unknown_path_is_not_found(string path)
    {
        var user = await UserAsync();
        var reply = await user.GetAsync(path);
        // A trailing slash may be the same resource or none.
        if (path != "/wallet/" || reply.Status != 200)
            reply.Refused(404, "not_found");
    }

    [Theory]
    [InlineData("GET", "/auth/login", "POST")]
    [InlineData("GET", "/wallet/transfer", "POST")]
    [InlineData("PUT", "/wallet/transfer", "POST")]
    [InlineData("DELETE", "/wallet", "GET")]
    [InlineData("POST", "/wallet", "GET")]
    [InlineData("POST", "/transactions", "GET")]
    [InlineData("PATCH", "/transfers/0198c0de0198c0de0198c0de0198c0de", "GET")]
    [InlineData("TRACE", "/wallet", "GET")]
    public async Task Another_method_is_not_allowed_and_the_allowed_ones_are_told(
        string method, string path, string allowed)
    {
        var user = await UserAsync();
        var reply = (await Client.SendAsync(new HttpMethod(method), path, user.Token))
            .Refused(405, "method_not_allowed");
        Assert.Contains(allowed, reply.ContentHeaders.Allow);
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("GET /transfers/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /wallet HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET /wallet HTTP/1.1\r\n\r\n")]
    [InlineData("GET /wallet HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData(
        "POST /wallet/deposit HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task What_is_no_http_ends_with_a_client_error(string request)
    {
        await using var raw = await RawConnection.OpenAsync(Client.NextAddress);
        await raw.SendAsync(request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
        var answer = await raw.ReadToEndAsync();
        Assert.Matches("^HTTP/1.1 (4..|505) ", answer);
        Assert.DoesNotContain("\nServer:", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        await using var raw = await RawConnection.OpenAsync(Client.NextAddress);
        await raw.SendAsync("GET /wallet HTTP/1.1\r\nHost: x\r\nX-Long: " + new string('x', 20_000) + "\r\n"
            + new string('y', 40_000));
        Assert.Matches("^HTTP/1.1 431 ", await raw.ReadToEndAsync());
    }
}

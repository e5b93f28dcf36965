using System.Net;
using System.Text.Json;
using Wallet.Observe.Tests.Page;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Observe.Tests;

/// <summary>Orleans' dashboard: who gets in, and that nothing that it serves is anybody's secret.</summary>
public sealed class DashboardTests(Browser browser)
{
    private const string Path = "/operator/orleans";
    private static readonly (string, string) On = ("Wallet__Operator__Dashboard", "true");

    [Fact]
    public async Task It_is_off_unless_asked_for()
    {
        await using var host = await ObservedHost.StartAsync();
        using var client = Client(host);
        foreach (var path in (string[])["", "/", "/sign-in", "/DashboardCounters"])
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(client, path)).Status);
    }

    [Fact]
    public async Task Only_a_key_that_may_read_gets_in_and_stays_as_long_as_it_counts()
    {
        await using var host = await ObservedHost.StartAsync(On);
        using var client = Client(host);
        foreach (var path in (string[])
            ["/index.min.js", "/DashboardCounters", "/GrainState?grainId=a@wallet", "/Trace", "/version", "/nothing"])
            Assert.Contains((await GetAsync(client, path)).Status,
                (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.NotFound]);
        Assert.Equal(HttpStatusCode.Redirect, (await GetAsync(client, "")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(client, "/ClusterStats")).Status);

        Assert.Null((await SignInAsync(client, "wok_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).Cookie);
        Assert.Null((await SignInAsync(client, "nonsense")).Cookie);
        Assert.Null((await SignInAsync(client, await host.KeyAsync("freeze, money, keys"))).Cookie);
        var key = await host.KeyAsync("read");
        var (status, cookie) = await SignInAsync(client, key);
        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.All((string[])["; httponly", "; samesite=strict", "; path=" + Path, "; max-age=1800"], part =>
            Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(key, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/", cookie)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/ClusterStats", cookie)).Status);
        // It opens nothing else, and what is left out is left out for everybody.
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, "/operator/log");
        elsewhere.Headers.Add("Cookie", cookie!.Split(';')[0]);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await client.SendAsync(elsewhere, TestContext.Current.CancellationToken)).StatusCode);
        foreach (var path in (string[])["/GrainState?grainId=a@wallet&grainType=x", "/Trace", "/LifecycleStages"])
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(client, path, cookie)).Status);

        await host.RevokeAllAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(client, "/ClusterStats", cookie)).Status);
    }

    [Fact]
    public async Task Guessing_keys_is_limited()
    {
        await using var host = await ObservedHost.StartAsync(On);
        using var client = Client(host);
        for (var i = 0; i < 20; i++)
            await SignInAsync(client, "nonsense");
        Assert.Null((await SignInAsync(client, await host.KeyAsync("read"))).Cookie);
    }

    [Fact]
    public async Task Nothing_that_it_serves_tells_of_anybody()
    {
        await using var host = await ObservedHost.StartAsync(On);
        using var client = Client(host);
        var (_, cookie) = await SignInAsync(client, await host.KeyAsync("read"));
        // Only what happens while somebody looks is profiled.
        await GetAsync(client, "/DashboardCounters", cookie);
        var (user, other) = (await host.UserAsync(1_000_000), await host.UserAsync());
        (await user.PayAsync(other, 1, "wrong", pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        var counters = "";
        await Waiting.UntilAsync(async () =>
        {
            (await user.PayAsync(other, 1, Guid.NewGuid().ToString("N"))).Expect(201);
            counters = (await GetAsync(client, "/DashboardCounters", cookie)).Text;
            return (await GetAsync(client, "/TopGrainMethods", cookie)).Text
                .Contains("TransferAsync", StringComparison.Ordinal);
        });

        var silo = JsonElement.Parse(counters).GetProperty("hosts")[0].GetProperty("siloAddress").GetString();
        string[] paths =
        [
            "/", "/index.html", "/index.min.js", "/index.css", "/favicon.ico", "/version", "/DashboardCounters",
            "/ClusterStats", "/Reminders", "/Reminders/1", $"/HistoricalStats/{silo}", $"/SiloProperties/{silo}",
            $"/SiloStats/{silo}", $"/SiloCounters/{silo}", $"/SiloMetadata/{silo}", "/TopGrainMethods", "/GrainTypes",
            "/GrainStats/Wallet.Grains.TransferGrain", "/GrainStats/Wallet.Grains.SignInLockoutGrain",
        ];
        var told = 0;
        foreach (var path in paths)
        {
            var (status, text) = await GetAsync(client, path, cookie);
            Assert.True(status == HttpStatusCode.OK || path.StartsWith("/SiloMetadata", StringComparison.Ordinal),
                $"{path}: {status}");
            told += text.Length;
            if (path.StartsWith("/index.", StringComparison.Ordinal))
                continue;
            Assert.Empty(host.Secrets.FindIn(text));
            Assert.All((string[])[user.Email, user.Email.Split('@')[0], user.WalletId, user.UserId, other.WalletId],
                word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
        }

        Assert.True(told > 50_000);
    }

    [Fact]
    public async Task It_works_in_a_browser_and_asks_nobody_else()
    {
        await using var host = await ObservedHost.StartAsync(On);
        var key = await host.KeyAsync("read");
        await using var page = await browser.OpenAsync(host.Operators, path: Path);
        await page.Tab.GetByLabel("An operator's key").FillAsync(key);
        await page.Button("Sign in").ClickAsync();
        await page.HasTextAsync("body", "Active");
        Assert.DoesNotContain(page.Asked, url => url.Contains(key, StringComparison.Ordinal));
    }

    private static HttpClient Client(ObservedHost host) =>
        new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = host.Operators,
        };

    private static async Task<(HttpStatusCode Status, string? Cookie)> SignInAsync(HttpClient client, string key)
    {
        using var form = new FormUrlEncodedContent([new("key", key)]);
        var answer = await client.PostAsync(Path + "/sign-in", form, TestContext.Current.CancellationToken);
        return (answer.StatusCode,
            answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null);
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(
        HttpClient client, string path, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path + path);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

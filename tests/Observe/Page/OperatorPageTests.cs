using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Observe.Tests.Page;

/// <summary>The operators' page, as somebody sees it who has nothing else: a real browser before a real host.</summary>
public sealed partial class OperatorPageTests(Browser browser)
{
    [Fact]
    public async Task Numbers_move_while_payments_run_and_a_frozen_wallet_pays_no_more()
    {
        await using var host = await ObservedHost.StartAsync();
        var key = await host.KeyAsync("read, freeze");
        await using var page = await browser.OpenAsync(host.Operators);
        var (payer, payee) = (await host.UserAsync(1_000_000), await host.UserAsync());
        using var stop = new CancellationTokenSource();
        var payments = host.PayAsync(payer, payee, stop.Token);
        await page.SignInAsync(key);
        await page.HasTextAsync("#parts", "ledger");
        await Waiting.UntilAsync(async () =>
            await page.NumberAsync("#now-payments") > 0 && await page.NumberAsync("#now-refused") > 0
            && await page.NumberAsync("#now-latency") > 0 && await page.NumberAsync("#now-batch") >= 1);
        foreach (var chart in (string[])["payments", "latency", "batches"])
            await Assertions.Expect(page.Tab.Locator($"#{chart} path.curve").First).ToBeAttachedAsync();
        await Assertions.Expect(page.Tab.Locator("#refusals rect").First).ToBeAttachedAsync();
        await page.HasTextAsync("#refusals .legend", "insufficient funds");
        // It goes on by itself: another point comes.
        var reading = await page.Tab.Locator("#payments .reading").InnerTextAsync();
        await Assertions.Expect(page.Tab.Locator("#payments .reading"))
            .Not.ToHaveTextAsync(reading, new() { Timeout = 60_000 });
        await stop.CancelAsync();
        await payments;

        await page.Tab.GetByLabel("Wallet ID").FillAsync(payer.WalletId);
        await page.Button("Look up").ClickAsync();
        await page.HasTextAsync("#wallet-state", "free to send");
        await page.Tab.GetByLabel("sending", new() { Exact = true }).CheckAsync();
        await page.Tab.GetByLabel("Reason").FillAsync("looks stolen");
        await page.Button("Freeze").ClickAsync();
        await page.HasTextAsync("#wallet-said", "is frozen");
        await page.HasTextAsync("#wallet-state", "frozen: sending, since");
        await page.HasTextAsync("#wallet-state", "looks stolen");
        (await payer.PayAsync(payee, 1, "frozen")).Refused(422, "wallet_frozen");
        (await payee.PayAsync(payer, 1, "not-frozen")).Expect(201);

        await page.Tab.GetByLabel("Reason").FillAsync("all is well");
        await page.Button("Thaw").ClickAsync();
        await page.HasTextAsync("#wallet-said", "is thawed");
        (await payer.PayAsync(payee, 1, "thawed")).Expect(201);

        await page.Button("Start an audit").ClickAsync();
        await page.HasTextAsync("#audit-found", "nothing wrong");
        Assert.Matches("^[0-9a-f]{64}$", await page.Tab.Locator("#audit-digest").InnerTextAsync());
        // By then the host has made a backup by itself.
        await page.HasTextAsync("#backup-found", "nothing wrong");
        await page.HasTextAsync("#backup-file", "ledger-");
        // The key went into no URL.
        Assert.DoesNotContain(page.Asked, url => url.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_freeze_ends_when_the_page_was_told_it_does()
    {
        await using var host = await ObservedHost.StartAsync();
        var key = await host.KeyAsync("read, freeze");
        await using var page = await browser.OpenAsync(
            host.Operators, new BrowserNewContextOptions { TimezoneId = "Asia/Kolkata" });
        var user = await host.UserAsync();
        await page.SignInAsync(key);
        await page.Tab.GetByLabel("Wallet ID").FillAsync(user.WalletId);
        await page.Button("Look up").ClickAsync();
        await page.Tab.GetByLabel("Reason").FillAsync("for a while");
        // The browser's own time, which is hours away from UTC.
        await page.Tab.GetByLabel("A freeze ends").FillAsync("2099-01-01T05:30");
        await page.Button("Freeze").ClickAsync();
        await page.HasTextAsync("#wallet-said", "is frozen");
        using var client = new WalletClient(
            () => [host.Operators], host.Secrets, document: "/operator/openapi.json");
        var wallet = (await client.GetAsync("/operator/wallets/" + user.WalletId, key)).Expect(200).Json;
        Assert.Equal("2099-01-01T00:00:00.000000Z", wallet.GetProperty("freeze").GetProperty("until").GetString());

        await page.Tab.GetByLabel("Reason").FillAsync("too late");
        await page.Tab.GetByLabel("A freeze ends").FillAsync("2001-01-01T00:00");
        await page.Button("Freeze").ClickAsync();
        await page.HasTextAsync("#wallet-said", "The end must lie ahead.");
    }

    [Fact]
    public async Task A_wrong_key_gets_nothing_and_is_told_so()
    {
        await using var host = await ObservedHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Operators);
        await page.SignInAsync("wok_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        await page.HasTextAsync("#sign-in-said", "not known here");
        await page.SignInAsync("schlüssel");
        await page.HasTextAsync("#sign-in-said", "That is no key");
        await page.SignInAsync(await host.KeyAsync("keys"));
        await page.HasTextAsync("#sign-in-said", "lacks the scope read");
        await Assertions.Expect(page.Tab.Locator("#content")).ToBeHiddenAsync();
        // Nothing is kept of a key that was none.
        await page.Tab.ReloadAsync();
        await Assertions.Expect(page.Tab.Locator("#welcome")).ToBeVisibleAsync();
        Assert.Equal("0", await page.Tab.EvaluateAsync<string>("String(sessionStorage.length + localStorage.length)"));
    }

    [Fact]
    public async Task A_key_that_may_only_read_has_no_button_that_works_and_a_revoked_one_is_sent_away()
    {
        await using var host = await ObservedHost.StartAsync();
        var key = await host.KeyAsync("read");
        await using var page = await browser.OpenAsync(host.Operators);
        var user = await host.UserAsync(100);
        await page.SignInAsync(key);
        await page.Tab.GetByLabel("Wallet ID").FillAsync(user.WalletId);
        await page.Button("Look up").ClickAsync();
        await page.HasTextAsync("#wallet-balance", "1.00");
        await Assertions.Expect(page.Button("Freeze")).ToBeDisabledAsync();
        await Assertions.Expect(page.Button("Thaw")).ToBeDisabledAsync();
        await page.HasTextAsync("#act-hint", "lacks the scope freeze");
        // Who makes them work is refused by the host.
        await page.Tab.EvaluateAsync("""
            () => fetch("/operator/wallets/x@wallet/thaw", { method: "POST", headers: {
              Authorization: "Bearer " + sessionStorage.getItem("wallet-operator-key"),
              "Content-Type": "application/json" }, body: '{"reason":"r"}' }).then(r => document.title = r.status)
            """);
        await Assertions.Expect(page.Tab).ToHaveTitleAsync("403");

        // It stays for this tab, and no other.
        await page.Tab.ReloadAsync();
        await Assertions.Expect(page.Tab.Locator("#content")).ToBeVisibleAsync();
        await host.RevokeAllAsync();
        await page.HasTextAsync("#sign-in-said", "revoked");
        await Assertions.Expect(page.Tab.Locator("#content")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_page_runs_nothing_but_its_own_and_needs_no_key()
    {
        await using var host = await ObservedHost.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.Operators };
        var answer = await http.GetAsync("/operator", TestContext.Current.CancellationToken);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotMatch("https?://|<style|style=|onclick", html);
        foreach (Match file in File().Matches(html))
            Assert.Equal(200, (int)(await http.GetAsync(
                file.Groups[1].Value, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task It_fits_a_phone_and_a_desk_and_does_not_jump(int width, ColorScheme scheme)
    {
        await using var host = await ObservedHost.StartAsync();
        var key = await host.KeyAsync("read");
        await using var page = await browser.OpenAsync(host.Operators, new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = width, Height = 844 },
            ColorScheme = scheme,
        });
        await page.SignInAsync(key);
        await Assertions.Expect(page.Tab.Locator("#payments svg text").First).ToBeAttachedAsync();
        Assert.True(await page.Tab.EvaluateAsync<bool>(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        var before = await page.Tab.Locator("#wallet-title").BoundingBoxAsync();
        var (payer, payee) = (await host.UserAsync(1_000_000), await host.UserAsync());
        using var stop = new CancellationTokenSource();
        var payments = host.PayAsync(payer, payee, stop.Token);
        await Waiting.UntilAsync(async () => await page.NumberAsync("#now-refused") > 0);
        await stop.CancelAsync();
        await payments;
        var after = await page.Tab.Locator("#wallet-title").BoundingBoxAsync();
        Assert.Equal(before!.Y, after!.Y);
        // A chart can be read by keys alone.
        await page.Tab.Locator("#payments svg").FocusAsync();
        await page.Tab.Keyboard.PressAsync("End");
        await Assertions.Expect(page.Tab.Locator("#payments .reading")).ToHaveAttributeAsync("aria-live", "polite");
        await Assertions.Expect(page.Tab.Locator("#payments .cursor")).ToHaveAttributeAsync("visibility", "visible");
    }

    /// <summary>The picture in the documents is made like this: <c>WALLET_RENEW_SCREENSHOT=1</c>, and the page with a
    /// few minutes of payments on it.</summary>
    [Fact]
    public async Task It_can_be_photographed()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WALLET_RENEW_SCREENSHOT") == "1",
            "It makes the picture in the documents when WALLET_RENEW_SCREENSHOT is 1.");
        await using var host = await ObservedHost.StartAsync();
        var key = await host.KeyAsync("read, freeze");
        await using var page = await browser.OpenAsync(host.Operators, new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = 1100, Height = 1240 },
            ColorScheme = ColorScheme.Light,
            TimezoneId = "UTC",
        });
        var (alice, bob) = (await host.UserAsync(10_000_000, "alice@example.com"), await host.UserAsync());
        await page.SignInAsync(key);
        await page.Button("Start an audit").ClickAsync();
        for (var i = 0; i < 8; i++)
        {
            using var some = new CancellationTokenSource();
            var payments = Enumerable.Range(0, 1 + i * 5 % 4).Select(_ => host.PayAsync(alice, bob, some.Token))
                .ToArray();
            await Task.Delay(TimeSpan.FromSeconds(14), TestContext.Current.CancellationToken);
            await some.CancelAsync();
            await Task.WhenAll(payments);
        }

        await page.Tab.GetByLabel("Wallet ID").FillAsync("alice@wallet");
        await page.Button("Look up").ClickAsync();
        await page.Tab.GetByLabel("Reason").FillAsync("looks stolen");
        await page.Button("Freeze").ClickAsync();
        await page.HasTextAsync("#wallet-said", "is frozen");
        await page.Tab.ScreenshotAsync(new()
        {
            Path = Path.Combine(Repository.Find()!, "docs", "operator-page.png"),
            FullPage = true,
        });
    }

    [GeneratedRegex("(?:src|href)=\"(/[^\"]+)\"")]
    private static partial Regex File();
}

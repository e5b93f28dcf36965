using Wallet.Core;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>What a host serves at <c>/metrics</c>: what is documented, which counts what happens, and nothing of
/// anybody.</summary>
public abstract class MetricsContract(WalletHosts hosts) : HttpContract(hosts)
{
    // Those that every exporter or histogram adds.
    private static readonly string[] Added = ["otel_scope_name", "le"];

    [Fact]
    public async Task What_is_served_is_what_is_documented()
    {
        await TourAsync();
        var scrape = await ScrapeAsync();
        var own = TelemetryDocument.Metrics.ToDictionary(static metric => metric.Family);
        foreach (var (family, type) in scrape.Families)
        {
            if (!family.StartsWith("wallet_", StringComparison.Ordinal))
            {
                Assert.Contains(TelemetryDocument.Others, family.StartsWith);
                continue;
            }

            Assert.True(own.TryGetValue(family, out var metric), $"{family} is not in the document.");
            Assert.Equal((family, metric.Kind == "up-down counter" ? "gauge" : metric.Kind), (family, type));
            Assert.All(scrape.Samples.Where(sample => sample.Name.StartsWith(family, StringComparison.Ordinal)),
                sample => Assert.Subset(metric.Labels.Concat(Added).ToHashSet(), sample.Labels.Keys.ToHashSet()));
        }

        // That nothing was wrong says something only if there was enough to look at.
        Assert.True(scrape.Families.Count(static family => family.Name.StartsWith("wallet_", StringComparison.Ordinal))
            >= 12);
    }

    [Fact]
    public async Task No_label_tells_of_anybody()
    {
        var words = await TourAsync();
        var scrape = await ScrapeAsync();
        Assert.Contains("wallet_outcome=wrong_pin", scrape.Words);
        foreach (var word in words)
            Assert.DoesNotContain(word, scrape.Words, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@", scrape.Words);
        Assert.Empty(Hosts.Secrets.FindIn(scrape.Words));
        // Few values each, however many people there are: most of all has one that nobody's request can add to. There
        // are as many as calls, for clients and for operators.
        var routes = scrape.Samples.Select(static sample => sample.Labels.GetValueOrDefault("http_route")).Distinct();
        Assert.True(routes.Count() < 60, string.Join(' ', routes));
    }

    [Fact]
    public async Task What_happens_is_counted()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var before = await ScrapeAsync();
        var key = NewKey();
        var paid = (await user.PayAsync(other, 1, key)).Expect(201);
        (await user.PayAsync(other, 1, key)).Expect(201);
        var boss = await TestOperator.AddAsync(Hosts.Shared, OperatorScopes.Money);
        (await boss.ReverseAsync(paid["transferId"], NewKey())).Expect(201);
        (await user.PayAsync(other, 1000, NewKey())).Refused(422, "insufficient_funds");
        (await user.PayAsync(user, 1, NewKey())).Refused(422, "self_transfer");
        (await Client.PostAsync("/auth/login", Body.Login(user.Email, "not the password"))).Expect(401);
        var after = await ScrapeAsync();

        // Other tests count too.
        AtLeast(1, "wallet_transfers_total", ("wallet_operation", "transfer"), ("wallet_outcome", "committed"));
        AtLeast(1, "wallet_transfers_total", ("wallet_outcome", "insufficient_funds"));
        AtLeast(1, "wallet_transfers_total", ("wallet_outcome", "self_transfer"));
        AtLeast(1, "wallet_transfers_total", ("wallet_operation", "reversal"), ("wallet_outcome", "committed"));
        AtLeast(1, "wallet_replays_total", ("wallet_operation", "transfer"), ("wallet_outcome", "committed"));
        AtLeast(3, "wallet_pin_checks_total");
        AtLeast(1, "wallet_sign_in_checks_total", ("wallet_verdict", "wrong"));
        AtLeast(1, "wallet_batch_size_count");
        AtLeast(2, "wallet_batch_size_sum");
        AtLeast(1, "wallet_bundle_duration_seconds_count");
        AtLeast(1, "wallet_fsync_duration_seconds_count");
        Assert.True(after.Sum("wallet_ledger_size_bytes") > 0);

        void AtLeast(int count, string name, params (string, string)[] labels) => Assert.True(
            after.Sum(name, labels) - before.Sum(name, labels) >= count, name);
    }

    private Task<Scrape> ScrapeAsync() => Scrape.OfAsync(Hosts.Shared.Host.OperatorAddresses[0]);

    // What has anybody's name, secret or key in it, right and wrong, in every place where there is one.
    private async Task<IReadOnlyList<string>> TourAsync()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var (key, query) = (NewKey(), Guid.NewGuid().ToString("N"));
        var paid = (await user.PayAsync(other, 1, key)).Expect(201);
        (await user.PayAsync(other, 1, key)).Expect(201);
        (await user.PayAsync(other, 1, NewKey(), pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        (await Client.PostAsync("/auth/login", Body.Login(user.Email, TestUser.NewPassword()))).Expect(401);
        (await user.GetAsync("/transfers/" + paid["transferId"])).Expect(200);
        (await user.GetAsync("/transfers/by-key?key=" + key)).Expect(201);
        (await Client.GetAsync($"/nowhere/{user.Email}/{query}?token={query}")).Expect(404);
        (await Client.SendAsync(HttpMethod.Get, "/health/live", null, null, ("User-Agent", query),
            ("X-Request-Id", query))).Expect(200);
        return
        [
            user.Email, user.Email.Split('@')[0], user.WalletId, user.UserId, user.Password, other.WalletId, key, query,
            paid["transferId"],
        ];
    }
}

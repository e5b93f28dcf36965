using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Wallet.Hosting;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary><c>GET /health/ready</c> over HTTP, with a part that the test opens and closes and a clock that stands
/// still.</summary>
public sealed class ReadyEndpointTests(StandaloneHosts hosts)
{
    private readonly FakeTime _time = new();
    private readonly Turnstile _turnstile = new();

    [Fact]
    public async Task All_who_ask_at_once_share_one_check_and_after_a_second_there_is_another()
    {
        var check = new CountingCheck("part", _turnstile);
        await using var own = await StartAsync(check);
        var asked = Enumerable.Range(0, 100).Select(_ => own.Client.GetAsync("/health/ready")).ToArray();
        await _turnstile.Reached.InTimeAsync();
        (await own.Client.GetAsync("/health/live")).Expect(200);
        _turnstile.Open();
        Assert.All(await Task.WhenAll(asked).InTimeAsync(), static reply => reply.Expect(200));
        Assert.Equal(1, check.Times);

        check.IsUp = false;
        (await own.Client.GetAsync("/health/ready")).Expect(200);
        Assert.Equal(1, check.Times);
        _time.Advance(Readiness.RememberFor);
        var down = (await own.Client.GetAsync("/health/ready")).Refused(503, "unavailable");
        Assert.Equal("part", Assert.Single(down.Json.GetProperty("down").EnumerateArray()).GetString());
        Assert.Equal(2, check.Times);
    }

    [Fact]
    public async Task A_part_that_hangs_is_named_and_not_asked_again()
    {
        var check = new CountingCheck("part", _turnstile) { Blocks = true };
        await using var own = await StartAsync(check);
        var first = own.Client.GetAsync("/health/ready");
        await _turnstile.Reached.InTimeAsync();
        await Waiting.UntilAsync(() =>
        {
            _time.Advance(PartHealthCheck.Deadline);
            return first.IsCompleted;
        });

        for (var second = 0; second < 5; second++)
        {
            var down = (second == 0 ? await first : await own.Client.GetAsync("/health/ready"))
                .Refused(503, "unavailable");
            Assert.Contains("part", down.Json.GetProperty("down").EnumerateArray()
                .Select(static name => name.GetString()));
            _time.Advance(Readiness.RememberFor);
        }

        Assert.Equal(1, check.Times);
        _turnstile.Open();
    }

    [Fact]
    public async Task A_host_that_is_asked_to_stop_is_not_ready_at_once()
    {
        _turnstile.Open();
        await using var own = await StartAsync(new CountingCheck("part", _turnstile));
        (await own.Client.GetAsync("/health/ready")).Expect(200);
        ((InProcessHost)own.Host).Service<IHostApplicationLifetime>().StopApplication();
        var down = (await own.Client.GetAsync("/health/ready")).Refused(503, "unavailable");
        Assert.Equal("shutting down", Assert.Single(down.Json.GetProperty("down").EnumerateArray()).GetString());
    }

    private async Task<RunningWallet> StartAsync(CountingCheck check) => new(
        await InProcessHost.StartAsync(new Dictionary<string, string>(), services =>
        {
            services.AddHealthChecks().AddPart(check.Name, _ => check.IsReadyAsync(), time: _time);
            // Its clock alone: a silo waits by the time of day, and for ever by one that stands still.
            services.Replace(ServiceDescriptor.Singleton(all => new Readiness(
                all.GetRequiredService<HealthCheckService>(), _time,
                all.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping)));
            // Metrics are the whole process's: whoever reads those of another host would begin a round here, perhaps
            // before the silo is up, and what it found would be the answer while the clock stands still.
            services.Replace(ServiceDescriptor.Singleton(_ => new ReadinessTelemetry(
                new Readiness(new NoChecks(), _time, CancellationToken.None))));
        }),
        hosts.Secrets);

    private sealed class NoChecks : HealthCheckService
    {
        public override Task<HealthReport> CheckHealthAsync(
            Func<HealthCheckRegistration, bool>? predicate, CancellationToken cancellationToken = default) =>
            Task.FromResult(new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero));
    }
}

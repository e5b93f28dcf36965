using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Gateway;
using Wallet.Hosting;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary>A silo whose clock is a year ahead dates nobody's money a year ahead.</summary>
public sealed class ClockTests(TestServers servers)
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly SteppedTime _time = new();
    private readonly LogCapture _log = new();

    [Fact]
    public async Task Who_starts_with_a_clock_a_year_ahead_is_refused_in_one_line_and_makes_no_ledger()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        _time.Step = Year;

        foreach (var start in (Func<Task>[])[() => RunningSilo.StartAsync(ground, Configure), () =>
            GatewayHost.BuildAsync(ground.Arguments(), Configure)])
        {
            var refused = await Assert.ThrowsAsync<StartException>(start);
            Assert.Equal(ExitCodes.CannotStart, refused.ExitCode);
            Assert.Contains("by the clock of the clustering Redis it is", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }

        Assert.False(File.Exists(ground.LedgerPath));
        _time.Step = TimeSpan.Zero;
        var silo = await RunningSilo.StartAsync(ground, Configure);
        await silo.StopAsync();
    }

    [Fact]
    public async Task A_silo_whose_clock_steps_a_year_ahead_refuses_until_it_is_right_and_says_so_once()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        var silo = await RunningSilo.StartAsync(ground, Configure);
        await using var gateway = await GatewayHost.BuildAsync(ground.Arguments("--urls=http://127.0.0.1:0"));
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        using var client = new WalletClient(() => [new Uri(gateway.Urls.First())], new UsedSecrets());
        var (ada, bob) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client, 100));
        (await ada.PayAsync(bob, 1, "before")).Expect(201);
        await UntilReadinessIsAsync(HttpStatusCode.OK, silo.Health);

        _time.Step = Year;
        for (var i = 0; i < 10; i++)
            (await ada.PayAsync(bob, 1, "after")).Refused(503, "unavailable");
        await UntilReadinessIsAsync(HttpStatusCode.ServiceUnavailable, silo.Health);
        await UntilReadinessIsAsync(HttpStatusCode.ServiceUnavailable, new Uri(gateway.Urls.First()));
        Assert.Single(Lines("Error "));
        for (var i = 0; i < 10; i++)
            (await ada.PayAsync(bob, 1, "after")).Refused(503, "unavailable");

        _time.Step = TimeSpan.Zero;
        var paid = (await ada.PayAsync(bob, 1, "after")).Expect(201);
        Assert.True(DateTimeOffset.Parse(paid["createdAt"], null) < DateTimeOffset.UtcNow.AddMinutes(1));
        await UntilReadinessIsAsync(HttpStatusCode.OK, silo.Health);
        Assert.Contains(
            "by the clock of the clustering Redis it is", Assert.Single(Lines("Error ")), StringComparison.Ordinal);
        Assert.Single(Lines("Warning Wallet.Hosting.ClockWatch"));

        await gateway.StopAsync(TestContext.Current.CancellationToken);
        await silo.StopAsync();
        Assert.Empty((await ground.AuditAsync()).Violations);
    }

    private string[] Lines(string start) =>
        [.. _log.Text.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal))];

    // What a readiness check finds is the answer for a second.
    private static async Task UntilReadinessIsAsync(HttpStatusCode status, Uri host)
    {
        using var http = new HttpClient();
        var since = Stopwatch.GetTimestamp();
        while (
            (await http.GetAsync(new Uri(host, "/health/ready"),
            TestContext.Current.CancellationToken)).StatusCode is var found && found != status)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(15), $"It is {found}.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
        builder.Logging.ClearProviders().AddProvider(_log);
    }

    /// <summary>The machine's clock, set wrong. The time that passes is the machine's.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public TimeSpan Step
        {
            set => Volatile.Write(ref _ticks, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _ticks));
    }
}

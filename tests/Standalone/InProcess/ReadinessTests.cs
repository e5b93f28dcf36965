using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wallet.Hosting;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>However many ask whether a host is ready, its parts are asked once a second, and one that hangs is asked
/// once.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Turnstile _turnstile = new();

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public async Task A_thousand_who_ask_at_once_share_a_check_and_whoever_comes_within_a_second_its_answer()
    {
        var check = new CountingCheck("part", _turnstile);
        var readiness = Of(check);
        var asked = Enumerable.Range(0, 1000).Select(_ => Task.Run(readiness.FindDownAsync)).ToArray();
        await _turnstile.Reached.InTimeAsync();
        Assert.DoesNotContain(asked, static one => one.IsCompleted);
        _turnstile.Open();
        Assert.All(await Task.WhenAll(asked).InTimeAsync(), Assert.Empty);
        Assert.Equal(1, check.Times);

        // Something breaks, and for the rest of the second nobody sees it.
        check.IsUp = false;
        _time.Advance(Readiness.RememberFor - TimeSpan.FromTicks(1));
        Assert.Empty(await readiness.FindDownAsync().InTimeAsync());
        Assert.Equal(1, check.Times);
        _time.Advance(TimeSpan.FromTicks(1));
        asked = [.. Enumerable.Range(0, 1000).Select(_ => Task.Run(readiness.FindDownAsync))];
        Assert.All(await Task.WhenAll(asked).InTimeAsync(), static down => Assert.Equal(["part"], down));
        Assert.Equal(2, check.Times);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_that_hangs_is_down_at_its_deadline_and_is_not_asked_again_until_it_has_ended(bool blocks)
    {
        var (hanging, other) = (new CountingCheck("hanging", _turnstile) { Blocks = blocks }, Open("other"));
        var readiness = Of(hanging, other);
        var asked = Enumerable.Range(0, 100).Select(_ => Task.Run(readiness.FindDownAsync)).ToArray();
        await _turnstile.Reached.InTimeAsync();
        // The other has answered meanwhile, or its timer would stand here too.
        await Waiting.UntilAsync(() => _time.Timers == 1);
        _time.Advance(PartHealthCheck.Deadline - TimeSpan.FromTicks(1));
        Assert.DoesNotContain(asked, static one => one.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.All(await Task.WhenAll(asked).InTimeAsync(), static down => Assert.Equal(["hanging"], down));

        // Nobody waits for it a second time, and the other is looked at as ever.
        for (var second = 1; second <= 5; second++)
        {
            _time.Advance(Readiness.RememberFor);
            Assert.Equal(["hanging"], await readiness.FindDownAsync().InTimeAsync());
            Assert.Equal((1, 1 + second), (hanging.Times, other.Times));
        }

        _turnstile.Open();
        await Waiting.UntilAsync(async () =>
        {
            _time.Advance(Readiness.RememberFor);
            return (await readiness.FindDownAsync().InTimeAsync()).Count == 0;
        });
        Assert.Equal(2, hanging.Times);
    }

    [Fact]
    public async Task A_host_that_stops_is_not_ready_at_once_whatever_is_remembered_and_asks_nothing_more()
    {
        var check = Open("part");
        var readiness = Of(check);
        Assert.Empty(await readiness.FindDownAsync().InTimeAsync());
        await _stopping.CancelAsync();
        Assert.Equal(["shutting down"], await readiness.FindDownAsync().InTimeAsync());
        _time.Advance(Readiness.RememberFor);
        Assert.Equal(["shutting down"], await readiness.FindDownAsync().InTimeAsync());
        Assert.Equal(1, check.Times);
    }

    [Fact]
    public async Task Who_waits_for_a_check_when_the_host_stops_waits_no_longer()
    {
        var readiness = Of(new CountingCheck("part", _turnstile));
        var asked = readiness.FindDownAsync();
        await _turnstile.Reached.InTimeAsync();
        Assert.False(asked.IsCompleted);
        await _stopping.CancelAsync();
        Assert.Equal(["shutting down"], await asked.InTimeAsync());
        _turnstile.Open();
    }

    private Readiness Of(params CountingCheck[] checks)
    {
        var services = new ServiceCollection().AddLogging();
        foreach (var check in checks)
            services.AddHealthChecks().AddPart(check.Name, _ => check.IsReadyAsync(), time: _time);
        return new Readiness(
            services.BuildServiceProvider().GetRequiredService<HealthCheckService>(), _time, _stopping.Token);
    }

    private static CountingCheck Open(string name)
    {
        var turnstile = new Turnstile();
        turnstile.Open();
        return new CountingCheck(name, turnstile);
    }
}

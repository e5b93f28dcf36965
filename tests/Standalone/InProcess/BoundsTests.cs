using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wallet.Api;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>What the HTTP surface keeps in memory for strangers has a bound.</summary>
public sealed class BoundsTests
{
    [Fact]
    public void A_cache_never_holds_more_than_its_capacity_and_keeps_what_is_used()
    {
        var cache = new BoundedCache<int, string>(1000);
        for (var i = 0; i < 100_000; i++)
        {
            cache.Set(i, "x");
            Assert.True(cache.TryGet(0, out _), "What is used all the time was dropped.");
            Assert.InRange(cache.Count, 1, 1000);
        }

        Assert.False(cache.TryGet(50_000, out _));
    }

    [Fact]
    public void Clients_beyond_all_counts_share_some_and_are_limited_still()
    {
        var time = new FakeTime();
        var limiter = new AuthRateLimiter(new WalletApiOptions { Sandbox = false, AuthPerMinute = 2 }, time);
        for (var client = 0; client < 2 * ClientCounts.MaxClients; client++)
            Call(limiter, client);
        Assert.InRange(
            limiter.Counts, ClientCounts.MaxClients, ClientCounts.MaxClients + ClientCounts.SharedBuckets);

        // A newcomer shares a count that others have used up; whoever was counted before has his own.
        Assert.False(Call(limiter, 5_000_000));
        Assert.True(Call(limiter, 0));
        Assert.False(Call(limiter, 0));

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Call(limiter, 5_000_000));
        Assert.Equal(1, limiter.Counts);
    }

    [Fact]
    public void What_is_not_limited_is_not_counted()
    {
        var limiter = new AuthRateLimiter(new WalletApiOptions { Sandbox = false, AuthPerMinute = 2 }, new FakeTime());
        for (var i = 0; i < 10; i++)
            Assert.True(Call(limiter, client: 1, limited: false));
        Assert.Equal(0, limiter.Counts);
    }

    // It would make keys in somebody's home folder as soon as the host starts.
    [Fact]
    public async Task Nothing_brings_data_protection_along()
    {
        await using var host = await InProcessHost.StartAsync(new Dictionary<string, string>());
        Assert.Null(host.Service<IServiceProvider>().GetService<IDataProtectionProvider>());
    }

    private static bool Call(AuthRateLimiter limiter, int client, bool limited = true)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = new IPAddress(0x0a000000L + client);
        context.SetEndpoint(new Endpoint(null, limited ? new(AuthRateLimiter.Limited) : null, null));
        return limiter.AttemptAcquire(context).IsAcquired;
    }
}

using System.Net;
using Microsoft.Extensions.Logging;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>How much is said of strangers, however many come.</summary>
[Collection(nameof(Doors))]
public sealed class RefusalsTests
{
    private static readonly IPEndPoint From = new(IPAddress.Loopback, 4711);

    [Fact]
    public void A_flood_is_a_line_a_minute_and_all_of_it_is_counted()
    {
        var (time, log) = (new FakeTime(), new LogCapture());
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var count = new RefusalCount();
        using var refusals = new Refusals(time, logging.CreateLogger<Refusals>());

        Flood(1000);
        Assert.Equal(["1"], Said());
        time.Advance(Refusals.Quiet);
        Assert.Equal(["1", "999"], Said());
        Flood(5);
        Assert.Equal(2, Said().Length);
        time.Advance(Refusals.Quiet);
        Assert.Equal(["1", "999", "5"], Said());
        // After a minute in which nobody came, the next one is said at once.
        time.Advance(2 * Refusals.Quiet);
        Flood(1);

        Assert.Equal(["1", "999", "5", "1"], Said());
        Assert.Equal(1006, count[DoorPort.Gateway, Refusal.NoTls]);
        Assert.Contains("the latest was no TLS or no certificate (Gateway port, 127.0.0.1:4711)", log.Text,
            StringComparison.Ordinal);

        void Flood(int times)
        {
            for (var i = 0; i < times; i++)
                refusals.Add(DoorPort.Gateway, Refusal.NoTls, From);
        }

        string[] Said() => [.. log.Text.Split('\n').Where(static line => line.StartsWith("Warning", default))
            .Select(static line => line.Split("ports: ")[1].Split(' ')[0])];
    }
}

using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>The silo of the ledger's committer dies or stands still in the middle of a transaction, on a real
/// MongoDB, where such a transaction holds its wallets until somebody ends it.</summary>
public sealed class StuckCommitterTests(TestServers servers, RealMongoServer mongo) : IClassFixture<RealMongoServer>
{
    private const int People = 24;

    // What is missed is the committer, so everybody waits until the others have noticed. The goal is 10 s; here it is
    // bounded on a machine that may have other work; on one that has not, it is 3 to 7 s.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task A_silo_that_is_lost_in_the_middle_of_a_commit_is_missed_for_seconds_only(string signal)
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers, mongo: mongo.RequireConnectionString());
        // The first silo has the ledger's grain.
        await using var first = await ProcessTests.StartSiloAsync(ground);
        await using var gateway = await ClusterProcess.StartAsync("Wallet.Gateway", ground.Environment);
        using var client = gateway.Client(new UsedSecrets());
        var town = await Town.SettleAsync(client, People);
        await using var second = await ProcessTests.StartSiloAsync(ground);
        using var stop = new CancellationTokenSource();
        var random = TestSeed.Random(out _);
        var paying = town.PayEachAsync(random, Interval, stop.Token);
        await Until.TrueAsync(() => town.Answered >= 100, "100 outcomes");

        await using (var held = await MongoFailPoint.HoldAsync(
            mongo.RequireConnectionString(), "commitTransaction", "wallet-committer", times: 1))
        {
            await held.HitAsync();
            var since = TimeProvider.System.GetTimestamp();
            await first.SignalAsync(signal);
            await Until.TrueAsync(() => town.Attempts.Any(a => a.Paid && a.OutcomeAt > since), "a payment");
            var before = town.Answered;
            await Until.TrueAsync(() => town.Answered >= before + 10 * People, "everybody pays again");
            await stop.CancelAsync();
            await paying;
            var (all, each) = town.LongestSilences(since);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{signal}: {all.TotalSeconds:0.0} s without a payment; of each payer: "
                + string.Join(' ', each.Order().Select(static time => $"{time.TotalSeconds:0.0}")));
            Assert.InRange(all, TimeSpan.Zero, Longest);
        }

        if (signal == "STOP")
            await first.ThawAsync();
        await town.LearnAsync();
        await town.AgreesAsync();
        Assert.Empty((await ground.AuditAsync()).Violations);
    }
}

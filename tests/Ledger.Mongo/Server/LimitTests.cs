using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>Limits on a real server: two that decide by one, and one that is set for a wallet that the committer writes
/// with every batch.</summary>
public sealed class LimitTests(RealMongoServer server, ITestOutputHelper output) : IClassFixture<RealMongoServer>
{
    [Fact]
    public async Task Two_committers_never_pass_a_limit_together()
    {
        const int Allowed = 120;
        var cancellation = TestContext.Current.CancellationToken;
        await using var one = await MongoUnderTest.OpenAsync(server.RequireConnectionString(), TimeProvider.System);
        await using var other = await MongoLedger.OpenAsync(one.Options, TimeProvider.System, cancellation);
        var (ada, bob) = (await one.Users.RegisterWalletAsync("ada"), await one.Users.RegisterWalletAsync("bob"));
        await one.Ledger.FundAsync(ada, 10_000);
        await other.SetLimitsAsync(ada, new SpendingLimits(null, Allowed));

        // Neither has begun an epoch, so none is fenced off: the server's conflicts alone keep them apart.
        var sent = await Task.WhenAll(new[] { one.Ledger, other }.Select(ledger => Task.Run(
            async () =>
            {
                var committed = 0;
                for (var round = 0; round < 40; round++)
                {
                    try
                    {
                        committed += (await ledger.CommitAsync(
                            [.. Enumerable.Range(0, 1 + round % 4).Select(_ => Commands.Transfer(ada, bob, 1))]))
                            .Count(static decision => decision.Code == OutcomeCode.Committed);
                    }
                    catch (Exception e) when (e is PersistentConflictException or LedgerException)
                    {
                        // The other one was faster, again and again.
                    }
                }

                return committed;
            },
            cancellation)));

        output.WriteLine($"{sent[0]} and {sent[1]} were sent.");
        Assert.Equal(Allowed, sent.Sum());
        Assert.Equal(Allowed, await other.BalanceAsync(bob));
        Assert.Equal(Allowed, (await other.FindSpendingAsync(ada))!.SpentTodayMinor);
        Assert.Empty(await one.AuditAsync());
    }

    [Fact]
    public async Task Limits_are_set_between_the_batches_of_a_busy_committer_and_hold_from_the_answer_on()
    {
        const int Rounds = 15;
        var cancellation = TestContext.Current.CancellationToken;
        await using var committer = await MongoUnderTest.OpenAsync(
            server.RequireConnectionString(), TimeProvider.System);
        await using var gateway = await MongoLedger.OpenAsync(committer.Options, TimeProvider.System, cancellation);
        var (hot, payee) = (await committer.Users.RegisterWalletAsync("hot"),
            await committer.Users.RegisterWalletAsync("payee"));
        await committer.Ledger.FundAsync(hot, 100_000_000);
        committer.Ledger.BeginEpoch();
        // The largest amount that was allowed when a batch was asked for, and how many batches there were.
        long allowed = 1000;
        var batches = 0;
        await gateway.SetLimitsAsync(hot, new SpendingLimits(allowed, null));
        using var stop = new CancellationTokenSource();
        var paying = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var before = Volatile.Read(ref allowed);
                    var decisions = await committer.Ledger.CommitAsync(
                        [.. Enumerable.Range(0, 20).Select(i => Commands.Transfer(hot, payee, before + i % 2))]);
                    Assert.All(decisions.Where(static (_, i) => i % 2 == 1), static decision =>
                        Assert.Equal(OutcomeCode.LimitExceeded, decision.Code));
                    batches++;
                }
            },
            cancellation);

        for (var i = 0; i < Rounds && !paying.IsCompleted; i++)
        {
            var seen = Volatile.Read(ref batches);
            var view = await gateway.SetLimitsAsync(hot, new SpendingLimits(allowed - 10, null));
            Assert.Equal(allowed - 10, view!.Limits.PerTransferMinor);
            Volatile.Write(ref allowed, allowed - 10);
            await Waiting.UntilAsync(() => paying.IsCompleted || Volatile.Read(ref batches) > seen + 2);
        }

        await stop.CancelAsync();
        await paying;
        Assert.Equal(
            await committer.Ledger.BalanceAsync(payee), (await gateway.FindSpendingAsync(hot))!.SpentTodayMinor);
        Assert.Empty(await committer.AuditAsync());
    }
}

using System.Diagnostics;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>Freezes of a wallet that the committer writes with every batch, on a real server.</summary>
public sealed class FreezeTests(RealMongoServer server, ITestOutputHelper output) : IClassFixture<RealMongoServer>
{
    private const int Freezes = 20;

    [Fact]
    public async Task A_freeze_goes_through_between_the_batches_of_a_busy_committer_and_holds_from_its_answer_on()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var committer = await MongoUnderTest.OpenAsync(
            server.RequireConnectionString(), TimeProvider.System);
        await using var gateway = await MongoLedger.OpenAsync(committer.Options, TimeProvider.System, cancellation);
        var (hot, payer) = (await committer.Users.RegisterWalletAsync("hot"),
            await committer.Users.RegisterWalletAsync("payer"));
        await committer.Ledger.FundAsync(payer, 1_000_000);
        committer.Ledger.BeginEpoch();
        // Odd from the answer to a freeze until the thaw is asked for.
        var changes = 0;
        var (paid, refused) = (0, 0);
        using var stop = new CancellationTokenSource();
        var paying = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var before = Volatile.Read(ref changes);
                    var decisions = await committer.Ledger.CommitAsync(
                        [.. Enumerable.Range(0, 50).Select(_ => Commands.Transfer(payer, hot, 1))]);
                    var code = decisions[0].Code;
                    Assert.All(decisions, decision => Assert.Equal(code, decision.Code));
                    var wasFrozen = before % 2 == 1 && before == Volatile.Read(ref changes);
                    Assert.True(code == OutcomeCode.WalletFrozen || code == OutcomeCode.Committed && !wasFrozen,
                        $"A payment to a frozen wallet was {code}.");
                    if (code == OutcomeCode.Committed)
                        paid++;
                    else
                        refused++;
                }
            },
            cancellation);

        var took = new List<TimeSpan>();
        for (var i = 0; i < Freezes && !paying.IsCompleted; i++)
        {
            var (before, since) = (Volatile.Read(ref paid), Stopwatch.GetTimestamp());
            await gateway.ActAsync(Acts.Freeze(hot, FrozenSides.Credit));
            Interlocked.Increment(ref changes);
            took.Add(Stopwatch.GetElapsedTime(since));
            var seen = Volatile.Read(ref refused);
            await Waiting.UntilAsync(() => paying.IsCompleted || Volatile.Read(ref refused) > seen + 1);
            Interlocked.Increment(ref changes);
            await gateway.ActAsync(Acts.Thaw(hot));
            await Waiting.UntilAsync(() => paying.IsCompleted || Volatile.Read(ref paid) > before + 3);
        }

        await stop.CancelAsync();
        await paying;
        output.WriteLine($"{Freezes} freezes beside {paid} batches took up to {took.Max().TotalMilliseconds:0} ms.");
        Assert.Empty(await committer.AuditAsync());
    }
}

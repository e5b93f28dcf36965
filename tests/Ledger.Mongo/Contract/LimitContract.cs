using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>Wallets that programs from before there were limits have written: all of them after an upgrade, and some in
/// the middle of one, when such a program is the committer for a while.</summary>
public sealed class LimitContract : WireContract
{
    [Fact]
    public async Task What_an_older_program_left_has_no_limits_and_sums_begin_with_the_next_payment()
    {
        await PayAsync(100, ofOlderProgram: true);
        Assert.False(Document().Contains("spent"));
        Assert.Equal(0, await SpentAsync());
        await AssertAuditIsCleanAsync();

        await Ledger.CommitAsync([Commands.Deposit(Ada, 1)]);
        await AssertAuditIsCleanAsync();
        await PayAsync(30);
        Assert.Equal(30, await SpentAsync());
        await AssertAuditIsCleanAsync();
        await AssertSumIsKnownAsync(from: 30, to: 130);
    }

    [Fact]
    public async Task What_an_older_committer_sent_in_between_is_no_alarm_and_what_comes_after_it_is_watched()
    {
        await PayAsync(100);
        await PayAsync(50, ofOlderProgram: true);
        await AssertAuditIsCleanAsync();
        Assert.Equal(100, await SpentAsync());
        // Nothing is forgotten of what was counted.
        await PayAsync(20);
        Assert.Equal(120, await SpentAsync());
        await AssertAuditIsCleanAsync();
        await AssertSumIsKnownAsync(from: 20, to: 170);
        await PayAsync(5);
        Assert.Equal(125, await SpentAsync());
        await AssertAuditIsCleanAsync();
    }

    [Fact]
    public async Task What_an_older_committer_writes_leaves_the_limits_as_they_are()
    {
        await Ledger.SetLimitsAsync(Ada, new SpendingLimits(null, 150));
        await PayAsync(100, ofOlderProgram: true);
        await PayAsync(60);

        Assert.Equal(OutcomeCode.LimitExceeded, (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 91))).Code);
        await AssertAuditIsCleanAsync();
    }

    // An older program writes what it knows, and leaves the rest as it is.
    private async Task PayAsync(long amountMinor, bool ofOlderProgram = false)
    {
        var before = Document();
        Assert.Equal(
            OutcomeCode.Committed, (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, amountMinor))).Code);
        if (!ofOlderProgram)
            return;
        Fake.Damage("wallets", wallets =>
        {
            var document = new BsonDocument(Document());
            document.Remove("spent");
            return wallets.With(
                before.TryGetValue("spent", out var spent) ? document.Add("spent", spent.DeepClone()) : document);
        });
    }

    private async Task<long> SpentAsync() => (await Ledger.FindSpendingAsync(Ada))!.SpentTodayMinor;

    private async Task<IReadOnlyList<AuditViolation>> AuditAsync() => (await MongoAudit.RunAsync(
        Options, cancellation: TestContext.Current.CancellationToken)).Violations;

    private async Task AssertSumIsKnownAsync(long from, long to)
    {
        var sound = Document();
        foreach (var wrong in new[] { from - 1, to + 1 })
        {
            var damaged = new BsonDocument(sound).DeepClone().AsBsonDocument;
            damaged["spent"]["minor"] = new BsonInt64(wrong);
            Fake.Damage("wallets", wallets => wallets.With(damaged));
            var found = Assert.Single(await AuditAsync());
            Assert.Equal((4, $"wallet {Ada}"), (found.Invariant, found.Where));
            Assert.EndsWith($"but that was {from} to {to}", found.What, StringComparison.Ordinal);
        }

        Fake.Damage("wallets", wallets => wallets.With(sound));
    }

    private BsonDocument Document() =>
        Assert.Single(Fake.Documents("wallets"), static document => document["_id"] == "ada@wallet");
}

using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A ledger from before there was an operators' log, as the program before this one left it: what is in force
/// gets a row at the first start, once.</summary>
public sealed class AdoptionContract : WireContract
{
    [Fact]
    public async Task What_is_in_force_gets_a_row_at_the_first_start_and_never_again()
    {
        var (first, second) = await MakeOldAsync();
        Assert.Empty(Fake.Documents("operatorActs"));
        await AssertAuditIsCleanAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await (await OpenAgainAsync()).DisposeAsync()));

        var log = (await Ledger.ReadOperatorLogAsync(10)).Reverse().ToList();
        Assert.Equal(
            [
                (OperatorActKind.Reversed, first.Link!.Value.ToString(), $"30 as {first.Id}", "broken cup"),
                (OperatorActKind.Reversed, second.Link!.Value.ToString(), $"70 as {second.Id}", "paid twice"),
                (OperatorActKind.Frozen, Bob.Value, "both", "frozen before there was a log"),
            ],
            log.Select(static entry => (entry.Kind, entry.Target, entry.Detail, entry.Reason.Value)));
        Assert.Equal(new BsonDocument("sides", 3), Document(Bob)["freeze"]);
        await AssertAuditIsCleanAsync();
        await Ledger.SetFrozenAsync(Bob, false);
        await AssertAuditIsCleanAsync();
    }

    [Fact]
    public async Task Before_the_first_start_it_is_not_copied()
    {
        await MakeOldAsync();
        var refused = await Assert.ThrowsAsync<LedgerStartException>(() => MongoCopySource.OpenAsync(Options));
        Assert.Contains("Start a silo of this version", refused.Message, StringComparison.Ordinal);
    }

    // In the middle of an upgrade, an older silo's committer reads one field and no other.
    [Fact]
    public async Task Whatever_freezes_says_so_to_older_programs_too()
    {
        foreach (var sides in Enum.GetValues<FrozenSides>())
        {
            await Ledger.ActAsync(Acts.Freeze(Ada, sides, new Timestamp(5)));
            Assert.Equal(BsonBoolean.True, Document(Ada)["frozen"]);
            Assert.Equal(
                new BsonDocument { { "sides", (int)sides }, { "until", 5L } }, Document(Ada)["freeze"]);
        }

        await Ledger.ActAsync(Acts.Thaw(Ada));
        Assert.Equal(BsonBoolean.False, Document(Ada)["frozen"]);
        Assert.False(Document(Ada).Contains("freeze"));
    }

    // The other way round: what an older program froze has no sides, and is frozen on both.
    [Fact]
    public async Task What_an_older_program_freezes_is_frozen_on_both_sides_and_the_audit_says_that_nobody_did()
    {
        Fake.Damage("wallets", wallets => wallets.With(new BsonDocument(Document(Bob)) { ["frozen"] = true }));

        Assert.Equal(new Freeze(FrozenSides.Both), await Ledger.FindFreezeAsync(Bob));
        foreach (var command in (LedgerCommand[])[Commands.Transfer(Ada, Bob, 1), Commands.Transfer(Bob, Ada, 1)])
            Assert.Equal(OutcomeCode.WalletFrozen, (await Ledger.CommitOneAsync(command)).Code);
        Assert.Equal((10, "wallet bob@wallet"), Violation(Assert.Single(await AuditAsync())));
    }

    // In the middle of an upgrade the committer may be of the older program, which logs nothing.
    [Fact]
    public async Task What_an_older_committer_gave_back_gets_its_row_from_the_next_one_that_logs()
    {
        Ledger.BeginEpoch();
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 100))).Transfer!;
        await Ledger.CommitOneAsync(Commands.Reversal(paid, 1, reason: "logged"));
        var unlogged = (await Ledger.CommitOneAsync(Commands.Reversal(paid, 2, reason: "not logged"))).Transfer!;
        Fake.Damage("operatorActs", static acts => acts.Without(new BsonInt64(2)));
        Assert.Equal((10, $"transfer {unlogged.Id}"), Violation(Assert.Single(await AuditAsync())));

        // That is what its beginning leaves in the settings.
        Fake.Damage("settings", static settings => settings.With(new BsonDocument(settings.Documents["ledger"])
        {
            ["epoch"] = new BsonInt64(settings.Documents["ledger"]["epoch"].AsInt64 + 1),
        }));
        Assert.Empty(await AuditAsync());
        Ledger.BeginEpoch();
        await Ledger.CommitOneAsync(Commands.Reversal(paid, 3, reason: "logged again"));

        Assert.Empty(await AuditAsync());
        Assert.Equal(["logged again", "not logged", "logged"],
            (await Ledger.ReadOperatorLogAsync(10)).Select(static entry => entry.Reason.Value));
        Fake.Forget();
        Ledger.BeginEpoch();
        await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 1));
        Assert.DoesNotContain(Fake.Received, static command => command.Summary == "find operatorActs");
    }

    private async Task<IReadOnlyList<AuditViolation>> AuditAsync() => (await MongoAudit.RunAsync(
        Options, cancellation: TestContext.Current.CancellationToken)).Violations;

    private static (int, string) Violation(AuditViolation violation) => (violation.Invariant, violation.Where);

    private BsonDocument Document(WalletId wallet) =>
        Fake.Documents("wallets").Single(document => document["_id"] == wallet.Value);

    private async Task<(Transfer, Transfer)> MakeOldAsync()
    {
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 100))).Transfer!;
        var first = (await Ledger.CommitOneAsync(Commands.Reversal(paid, 30, reason: "broken cup"))).Transfer!;
        var second = (await Ledger.CommitOneAsync(Commands.Reversal(paid))).Transfer!;
        Fake.Damage("operatorActs", static _ => FakeCollection.Empty);
        Fake.Damage("wallets", wallets => wallets.With(new BsonDocument(Document(Bob)) { ["frozen"] = true }));
        Fake.Damage("settings", static settings =>
        {
            var old = new BsonDocument(settings.Documents["ledger"]);
            old.Remove("operatorLog");
            return settings.With(old);
        });
        return (first, second);
    }
}

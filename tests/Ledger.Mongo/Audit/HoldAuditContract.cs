using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The audit finds damage to holds. Ada has set 100 aside for Bob, who captured 60 of it.</summary>
public abstract class HoldAuditContract(RealMongoServer? server) : StoredLedger(server)
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    private readonly LedgerCommand _placing = Commands.Hold(Ada, Bob, 100);
    private LedgerCommand? _capturing;

    /// <summary>A kind of damage: the collection (of keys, which), what is done to it, which invariant it breaks, and
    /// what the audit finds.</summary>
    public static TheoryData<string, string, int, string> Damages => new()
    {
        { "hold", "{ $set: { 'transfer.hold.receiver': 'eve@wallet' } }", 5, "not that of its hold" },
        { "hold", "{ $set: { 'transfer.hold.payer': 'eve@wallet' } }", 9, "its hold says that eve@wallet pays" },
        { "hold", "{ $inc: { 'transfer.hold.expiresAt': NumberLong(1000000) } }", 5, "not that of its hold" },
        { "hold", "{ $inc: { 'transfer.hold.expiresAt': NumberLong(1000000) } }", 9, "list of open holds says" },
        { "hold", "{ $inc: { 'transfer.hold.expiresAt': NumberLong(-3600000000) } }", 9, "after it had expired" },
        { "hold", "{ $unset: { 'transfer.hold': '' } }", 9, "a hold without terms" },
        { "hold", "{ $set: { 'transfer.hold.expiresAt': 5.5 } }", 9, "not a 64-bit integer" },
        { "hold", "{ $set: { operation: 1 } }", 9, "has terms of a hold, but is none" },
        { "capture", "{ $unset: { 'transfer.hold': '' } }", 9, "a capture without terms" },
        { "capture", "{ $set: { operation: 7 } }", 5, "its fingerprint is not" },
        { "capture", "{ $unset: { link: '' } }", 5, "a capture without a link" },
        { "capture", "{ $set: { 'transfer.amount': NumberLong(101) } }", 9, "101 of it was captured and released" },
        { "openHolds", "gone", 9, "40 is left of it, but it is not listed as open" },
        { "openHolds", "{ $set: { payer: 'bob@wallet' } }", 9, "list of open holds says something else" },
        { "openHolds", "{ $set: { expiresAt: NumberLong(5) } }", 9, "list of open holds says something else" },
        { "openHolds", "{ $set: { expiresAt: 5.5 } }", 9, "not a 64-bit integer" },
        { "openHolds", "another", 9, "there is no such hold" },
        { "openHolds", "captured", 9, "nothing is left of it, but it is listed as open" },
    };

    /// <inheritdoc/>
    protected override async Task FillAsync()
    {
        await Opened.Users.RegisterWalletAsync("ada");
        await Opened.Users.RegisterWalletAsync("bob");
        await Ledger.FundAsync(Ada, 1000);
        var hold = (await Ledger.CommitOneAsync(_placing)).Transfer!;
        _capturing = Commands.Capture(hold, 60);
        await Ledger.CommitAsync([_capturing]);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_and_named(string where, string damage, int invariant, string what)
    {
        Assert.Empty((await AuditAsync()).Violations);
        await DamageAsync(where, damage);
        Assert.Contains((await AuditAsync()).Violations, violation =>
            violation.Invariant == invariant && violation.ToString().Contains(what, StringComparison.Ordinal));
    }

    // What is captured and closed while the audit reads falls before, between and after its steps.
    [Fact]
    public async Task A_ledger_whose_holds_are_made_and_closed_meanwhile_is_sound()
    {
        var (report, steps) = await AuditMeanwhileAsync(12, MoveAsync);
        Assert.Empty(report.Violations);
        Assert.True(steps > 5);

        async Task MoveAsync(int step)
        {
            var hold = (await Ledger.CommitOneAsync(Commands.Hold(Ada, Bob, 10))).Transfer!;
            await Ledger.CommitAsync([step % 2 == 0 ? Commands.Capture(hold) : Commands.Capture(hold, 1)]);
        }
    }

    private async Task DamageAsync(string where, string damage)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var open = Collection("openHolds");
        switch (damage)
        {
            case "gone":
                await open.DeleteOneAsync(new BsonDocument(), cancellation);
                return;
            case "another":
                await open.InsertOneAsync(
                    OpenHoldDocument.Of(
                        (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 1))).Transfer! with
                        {
                            Hold = new HoldTerms(Ada, Bob, new Timestamp(5)),
                        }),
                    null, cancellation);
                return;
            case "captured":
                var hold = (await Ledger.CommitOneAsync(Commands.Hold(Ada, Bob, 1))).Transfer!;
                await Ledger.CommitAsync([Commands.Capture(hold)]);
                await open.InsertOneAsync(OpenHoldDocument.Of(hold), null, cancellation);
                return;
            default:
                var command = where == "hold" ? _placing : _capturing!;
                var (collection, filter) = where == "openHolds"
                    ? (open, new BsonDocument())
                    : (Collection("keys"), new BsonDocument("_id", KeyDocument.Id(command.Caller, command.Key)));
                Assert.Equal(1, (await collection.UpdateOneAsync(
                    filter, BsonDocument.Parse(damage), null, cancellation)).ModifiedCount);
                return;
        }
    }
}

/// <summary>The damages on a real MongoDB replica set; skipped where there is none.</summary>
public sealed class RealServerHoldAudit(RealMongoServer server)
    : HoldAuditContract(server), IClassFixture<RealMongoServer>;

/// <summary>The damages on our own fake of the wire protocol.</summary>
public sealed class FakeServerHoldAudit() : HoldAuditContract(null);

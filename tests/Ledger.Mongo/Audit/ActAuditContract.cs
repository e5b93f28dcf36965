using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// The audit finds damage to the operators' log, and to what has to be in it. Acts by number: 1 made a key to read, 2
/// one for money, 3 revoked that one, 4 froze ada, 5 froze bob and 6 thawed him, and 7 gave 60 of ada's 100 to bob
/// back.
/// </summary>
public abstract class ActAuditContract(RealMongoServer? server) : StoredLedger(server)
{
    private const string First = "0195f0c0ffee7abc8def0123456789ab", Second = "0195f0c0ffee7abc8def0123456789ac";

    private string _reversal = "";

    /// <summary>A kind of damage: the collection, a document's ID, what is done to it, where the audit finds
    /// what.</summary>
    public static TheoryData<string, string, string, string, string> Damages => new()
    {
        { "operatorActs", "4", "{ $set: { at: NumberLong(5) } }", "act 4", "older" },
        { "operatorActs", "4", "{ $set: { at: NumberLong(5) } }", "act 4", "does not follow" },
        { "operatorActs", "4", "{ $set: { at: 5.5 } }", "act 4", "not a 64-bit integer" },
        { "operatorActs", "4", "{ $unset: { key: '' } }", "act 4", "does not follow" },
        { "operatorActs", "4", "{ $set: { kind: 99 } }", "act 4", "which there is not" },
        { "operatorActs", "4", "{ $set: { target: 'bob@wallet' } }", "act 4", "does not follow" },
        { "operatorActs", "4", "{ $set: { detail: 'debit' } }", "wallet ada@wallet", "by the operators' log" },
        { "operatorActs", "4", "{ $set: { detail: 'neither' } }", "act 4", "how the wallet was frozen" },
        { "operatorActs", "4", "{ $set: { reason: 'other' } }", "act 4", "does not follow" },
        { "operatorActs", "4", "{ $unset: { hash: '' } }", "act 4", "not binary" },
        { "operatorActs", "1", "gone", "act 2", "it comes after act 0" },
        { "operatorActs", "5", "gone", "act 6", "it comes after act 4" },
        { "operatorActs", "7", "gone", "transfer", "not in the operators' log" },
        { "operatorActs", "7", "{ $set: { detail: '60 of it' } }", "act 7", "how much was given back" },
        { "operatorActs", "7", "{ $set: { reason: 'other' } }", "act 7", "something else than the transfer" },
        { "wallets", "ada@wallet", "{ $set: { frozen: false }, $unset: { freeze: '' } }", "wallet ada@wallet",
            "it is not frozen" },
        { "wallets", "ada@wallet", "{ $set: { frozen: false } }", "wallet ada@wallet", "but is not" },
        { "wallets", "ada@wallet", "{ $unset: { freeze: '' } }", "wallet ada@wallet", "it is frozen (3)" },
        { "wallets", "ada@wallet", "{ $set: { 'freeze.sides': 2 } }", "wallet ada@wallet", "it is frozen (2 until" },
        { "wallets", "ada@wallet", "{ $unset: { 'freeze.until': '' } }", "wallet ada@wallet", "it is frozen (1)" },
        { "wallets", "ada@wallet", "{ $set: { frozen: 1 } }", "wallet ada@wallet", "not a boolean" },
        { "wallets", "bob@wallet", "{ $set: { frozen: true } }", "wallet bob@wallet", "it is frozen (3)" },
        { "wallets", "eve@wallet", "{ $set: { frozen: true, freeze: { sides: 1 } } }", "wallet eve@wallet",
            "nobody froze it" },
        { "operatorKeys", First, "gone", "act 1", "is not there" },
        { "operatorKeys", Second, "gone", "act 3", "is not there" },
        { "operatorKeys", First, "{ $set: { scopes: 15 } }", $"operator's key {First}", "other scopes" },
        { "operatorKeys", First, "{ $set: { revokedAt: NumberLong(1) } }", $"operator's key {First}",
            "nobody revoked it" },
        { "operatorKeys", Second, "{ $unset: { revokedAt: '' } }", $"operator's key {Second}", "not since then" },
        { "operatorKeys", Second, "{ $set: { revokedAt: NumberLong(1) } }", $"operator's key {Second}",
            "not since then" },
        { "operatorKeys", First, "copied", "operator's key 00000000000000000000000000000001", "nobody made it" },
    };

    /// <inheritdoc/>
    protected override async Task FillAsync()
    {
        var (ada, bob) =
            (await Opened.Users.RegisterWalletAsync("ada"), await Opened.Users.RegisterWalletAsync("bob"));
        await Opened.Users.RegisterWalletAsync("eve");
        await Ledger.FundAsync(ada, 1000);
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 100))).Transfer!;
        var (first, second) = (Acts.AddKey(OperatorScopes.Read), Acts.AddKey(OperatorScopes.Money));
        foreach (var act in (OperatorAct[])
        [
            first with { Key = first.Key with { Id = Key(First) } },
            second with { Key = second.Key with { Id = Key(Second) } }, Acts.Revoke(Key(Second), Key(First)),
            Acts.Freeze(
                ada, FrozenSides.Debit, Timestamp.Now(TimeProvider.System).Plus(TimeSpan.FromHours(1)), Key(First)),
            Acts.Freeze(bob, FrozenSides.Credit), Acts.Thaw(bob),
        ])
            Assert.Equal(OperatorVerdict.Done, await Opened.Operators.ActAsync(act));
        var reversal = Commands.Reversal(paid, 60) with { By = Key(First) };
        await Ledger.CommitAsync([reversal]);
        _reversal = reversal.ProposedId.ToString();
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_and_named(
        string collection, string id, string damage, string where, string what)
    {
        Assert.Empty((await AuditAsync()).Violations);
        await DamageAsync(collection, id, damage);
        if (where == "transfer")
            where += " " + _reversal;
        Assert.Contains((await AuditAsync()).Violations, violation =>
            (violation.Invariant, violation.Where) == (10, where)
            && violation.What.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_was_rewritten_is_found_by_saved_heads()
    {
        var saved = new StringWriter();
        (await AuditAsync()).Heads.Save(saved);
        var heads = AuditHeads.Load(new StringReader(saved.ToString()));
        await Opened.Operators.SetFrozenAsync(Commands.Wallet("eve"), true);
        Assert.Empty((await AuditAsync(heads)).Violations);

        var forged = new AuditHeads([], null, (7, new byte[32]));
        Assert.Contains("rewritten", Assert.Single((await AuditAsync(forged)).Violations).What,
            StringComparison.Ordinal);
        var longer = new AuditHeads([], null, (9, heads.OperatorLog!.Value.Hash));
        Assert.Contains("8 are left", Assert.Single((await AuditAsync(longer)).Violations).What,
            StringComparison.Ordinal);
    }

    // What an operator does while the audit reads falls before, between and after its steps.
    [Fact]
    public async Task A_ledger_whose_operators_act_meanwhile_is_sound()
    {
        var (ada, eve) = (Commands.Wallet("ada"), Commands.Wallet("eve"));
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(Commands.Wallet("bob"), eve, 30))).Transfer!;

        var (report, steps) = await AuditMeanwhileAsync(20, ActAsync);

        Assert.Empty(report.Violations);
        Assert.True(steps > 12, $"Only {steps} acts were done while the audit ran.");
        Assert.Empty((await AuditAsync(report.Heads)).Violations);

        async Task ActAsync(int step)
        {
            await Opened.Operators.SetFrozenAsync(step % 2 == 0 ? ada : eve, step % 3 != 0);
            var key = Acts.AddKey(OperatorScopes.Read);
            await Opened.Operators.ActAsync(key);
            if (step % 2 == 0)
                await Opened.Operators.ActAsync(Acts.Revoke(key.Key.Id));
            await Ledger.CommitAsync([Commands.Reversal(paid, 1)]);
        }
    }

    private static OperatorKeyId Key(string id) =>
        OperatorKeyId.TryParse(id, out var key) ? key : throw new FormatException("Not the ID of a key.");

    private async Task DamageAsync(string name, string id, string damage)
    {
        var collection = Collection(name);
        var one = new BsonDocument("_id", name switch
        {
            "operatorActs" => new BsonInt64(id[0] - '0'),
            "operatorKeys" => BsonValues.Of(Key(id).Value),
            _ => id,
        });
        var cancellation = TestContext.Current.CancellationToken;
        if (damage == "gone")
        {
            await collection.DeleteOneAsync(one, cancellation);
        }
        else if (damage == "copied")
        {
            var copy = await collection.Find(one).SingleAsync(cancellation);
            copy["_id"] = BsonValues.Of(Guid.ParseExact("00000000000000000000000000000001", "N"));
            copy["digest"] = new BsonBinaryData(new byte[32]);
            await collection.InsertOneAsync(copy, null, cancellation);
        }
        else
        {
            Assert.Equal(1, (await collection.UpdateOneAsync(
                one, BsonDocument.Parse(damage), null, cancellation)).MatchedCount);
        }
    }
}

/// <summary>The damages on a real MongoDB replica set; skipped where there is none.</summary>
public sealed class RealServerActAudit(RealMongoServer server)
    : ActAuditContract(server), IClassFixture<RealMongoServer>;

/// <summary>The damages on our own fake of the wire protocol.</summary>
public sealed class FakeServerActAudit() : ActAuditContract(null);

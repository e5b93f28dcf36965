using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The audit finds every kind of damage, names what it concerns, and counts right. The damage is done with the
/// driver, on whatever server there is.</summary>
public abstract partial class AuditContract(RealMongoServer? server) : StoredLedger(server)
{
    private static readonly BsonValue SomeId = new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard);

    /// <summary>A kind of damage: where, to which field or how, which invariant it breaks, and a word of what the audit
    /// says.</summary>
    public static TheoryData<string, string, int, string> Damages => new()
    {
        { "wallets", "balance", 1, "sum to" },
        { "wallets", "balance", 4, "its entries sum to" },
        { "wallets", "negative", 2, "its balance is -1" },
        { "wallets", "too rich", 2, "over the limit" },
        { "wallets", "double", 4, "its balance is not a 64-bit integer" },
        { "wallets", "head", 7, "its head is not" },
        { "wallets", "sequence", 4, "entries but has" },
        { "wallets", "behind", 4, "but the last one is" },
        { "wallets", "lastDebit", 4, "last of a direction" },
        { "wallets", "gone", 4, "there is no such wallet" },
        { "wallets", "currency", 1, "another currency" },
        { "entries", "amount", 7, "its hash does not follow" },
        { "entries", "amount", 3, "tells something else" },
        { "entries", "note", 7, "its hash does not follow" },
        { "entries", "gone", 3, "entry in bob@wallet is missing" },
        { "entries", "gone", 4, "entries but has" },
        { "entries", "transfer", 3, "tells something else" },
        { "entries", "mark", 4, "it is marked" },
        { "keys", "transfer gone", 5, "its transfer is not there" },
        { "keys", "transfer gone", 3, "no transfer has it" },
        { "keys", "transfer.amount", 3, "tells something else" },
        { "keys", "transfer.amount", 5, "its fingerprint is not" },
        { "keys", "transfer.id", 3, "tells something else" },
        { "keys", "transfer.senderSequence", 3, "entry in ada@wallet is missing" },
        { "keys", "transfer.senderSequence", 3, "no transfer has it" },
        { "keys", "operation", 5, "is no deposit" },
        { "keys", "unknown operation", 5, "which there is not" },
        { "keys", "link", 5, "its fingerprint is not" },
        { "keys", "link", 11, "its key is not that of the request" },
        { "keys", "link", 11, "a request that is not there" },
        { "keys", "remaining", 5, "which it can't know" },
        { "keys", "resetsAt", 5, "which it can't know" },
        { "keys", "gone", 3, "no transfer has it" },
        { "keys", "fingerprint", 5, "its fingerprint is not" },
        { "keys", "outcome", 5, "which is never recorded" },
        { "keys", "refused", 5, "it was refused, but names a transfer" },
        { "keys", "caller", 5, "there is no such caller" },
    };

    /// <summary>Ada, with 1,000.</summary>
    protected WalletId Ada { get; private set; }

    /// <summary>Bob, with 1,000.</summary>
    protected WalletId Bob { get; private set; }

    /// <inheritdoc/>
    protected override async Task FillAsync()
    {
        (Ada, Bob) = (await Opened.Users.RegisterWalletAsync("ada"), await Opened.Users.RegisterWalletAsync("bob"));
        await Ledger.CommitAsync([Commands.Deposit(Ada, 1000), Commands.Deposit(Bob, 1000)]);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_and_named(string collection, string damage, int invariant, string what)
    {
        var command = Commands.Transfer(Ada, Bob, 10, note: "for tea");
        await Ledger.CommitAsync([command]);
        Assert.Empty((await AuditAsync()).Violations);

        await DamageAsync(collection, damage, command);

        Assert.Contains((await AuditAsync()).Violations, violation => violation.Invariant == invariant
            && violation.ToString().Contains(what, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("operation", 1, 5, "its fingerprint is not")]
    [InlineData("operation", 1, 11, "a request that is not there")]
    [InlineData("link", null, 5, "a reversal without a link")]
    [InlineData("link", 16, 9, "a transfer that is not there")]
    [InlineData("transfer.amount", 101, 9, "101 of it was given back, but it is 100")]
    [InlineData("transfer.receiver", 0, 9, "goes from bob@wallet to bob@wallet")]
    public async Task Damage_of_a_reversal_is_found_and_named(string path, int? value, int invariant, string what)
    {
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 100))).Transfer!;
        var reversal = Commands.Reversal(paid, 60);
        await Ledger.CommitAsync([reversal, Commands.Reversal(paid, 41)]);
        Assert.Empty((await AuditAsync()).Violations);

        await Collection("keys").UpdateOneAsync(
            new BsonDocument("_id", KeyDocument.Id(reversal.Caller, reversal.Key)),
            value is null
                ? new BsonDocument("$unset", new BsonDocument(path, ""))
                : new BsonDocument("$set", new BsonDocument(path, path switch
                {
                    "link" => SomeId,
                    "transfer.amount" => new BsonInt64(value.Value),
                    "transfer.receiver" => Bob.Value,
                    _ => new BsonInt32(value.Value),
                })),
            null, TestContext.Current.CancellationToken);

        Assert.Contains((await AuditAsync()).Violations, violation => violation.Invariant == invariant
            && violation.ToString().Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sound_ledger_is_counted()
    {
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10), Commands.Transfer(Ada, Bob, 5000)]);

        var report = await AuditAsync();

        Assert.Equal((4, 3, 6, 4, 0),
            (report.Wallets, report.Transfers, report.Entries, report.KeyRecords, (long)report.BalanceSumMinor));
        Assert.True(report.IsClean);
    }

    // The wallets are read one after the other, so a transfer between two of them falls between the readings, and
    // others while entries and keys are read.
    [Fact]
    public async Task A_ledger_that_is_served_meanwhile_is_sound_and_what_comes_later_is_left_to_the_next_audit()
    {
        var (report, _) = await AuditMeanwhileAsync(12, _ => Ledger.CommitAsync(
            [Commands.Transfer(Ada, Bob, 10), Commands.Transfer(Bob, Ada, 1)]).AsTask());

        Assert.Empty(report.Violations);
        Assert.Equal((4, 0), (report.Wallets, (long)report.BalanceSumMinor));
        // Ada was read before the first transfers, Bob after them.
        Assert.Equal((4, 6), (report.Transfers, report.Entries));
    }

    [Fact]
    public async Task Saved_heads_prove_that_history_was_not_rewritten()
    {
        var heads = (await AuditAsync()).Heads;
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]);
        Assert.Empty((await AuditAsync(heads)).Violations);

        var forged = new AuditHeads(heads.WalletIds.Select(id => (id, heads.Find(id)!.Value.Sequence, new byte[32])));
        Assert.Contains((await AuditAsync(forged)).Violations, static violation =>
            violation.What.Contains("rewritten", StringComparison.Ordinal));
        var longer = new AuditHeads([(Ada.Value, 99, new byte[32]), ("gone@wallet", 1, new byte[32])]);
        var violations = (await AuditAsync(longer)).Violations;
        Assert.Contains(violations, static violation =>
            violation.What.Contains("99 entries", StringComparison.Ordinal));
        Assert.Contains(violations, static violation =>
            violation.Where.Contains("gone@wallet", StringComparison.Ordinal));
    }

    // Both ledgers hash what Core's documented layout says, and nothing of their own.
    [Fact]
    public async Task The_same_history_has_the_same_heads_on_every_ledger()
    {
        using var folder = new TempFolder();
        var path = folder.File("ledger.db");
        var time = new FakeTime();
        await using var mongo = await OpenAsync(time);
        await using var sqlite = SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, time);
        foreach (var users in new IUserStore[] { mongo.Users, sqlite })
        {
            await users.RegisterWalletAsync("ada");
            await users.RegisterWalletAsync("bob");
        }

        LedgerCommand[] batch = [Commands.Deposit(Ada, 100), Commands.Transfer(Ada, Bob, 10, note: "for tea, ₹ 10"),
            Commands.Transfer(Bob, Ada, 11), Commands.Transfer(Bob, Ada, 3, note: "")];
        Assert.Equal(await sqlite.CommitAsync(batch), await mongo.Ledger.CommitAsync(batch));

        var heads = (await MongoAudit.RunAsync(
            mongo.Options, cancellation: TestContext.Current.CancellationToken)).Heads;
        // A ledger that numbers its key records hashes those too, so it is the chains that are compared.
        var other = SqliteAudit.Run(path).Heads;
        Assert.Equal(other.WalletIds, heads.WalletIds);
        foreach (var wallet in other.WalletIds)
        {
            var (sequence, hash) = Assert.NotNull(other.Find(wallet));
            var (mongoSequence, mongoHash) = Assert.NotNull(heads.Find(wallet));
            Assert.Equal(sequence, mongoSequence);
            Assert.Equal(hash, mongoHash);
        }
    }

    private async Task DamageAsync(string name, string damage, LedgerCommand command)
    {
        var collection = Collection(name);
        var id = new BsonDocument("_id", name switch
        {
            "wallets" => Ada.Value,
            "entries" => EntryDocument.Id(Bob, 2),
            _ => KeyDocument.Id(command.Caller, command.Key),
        });
        var cancellation = TestContext.Current.CancellationToken;
        if (damage == "gone")
        {
            await collection.DeleteOneAsync(id, cancellation);
            return;
        }

        if (damage == "caller")
        {
            var document = await collection.Find(id).SingleAsync(cancellation);
            await collection.DeleteOneAsync(id, cancellation);
            document["_id"] = new BsonDocument { { "caller", "nobody@wallet" }, { "key", "k" } };
            await collection.InsertOneAsync(document, null, cancellation);
            return;
        }

        var change = damage == "transfer gone"
            ? new BsonDocument("$unset", new BsonDocument("transfer", ""))
            : new BsonDocument("$set", Change(name, damage));
        Assert.Equal(1, (await collection.UpdateOneAsync(id, change, null, cancellation)).ModifiedCount);
    }

    private static BsonDocument Change(string collection, string damage) => (collection, damage) switch
    {
        ("wallets", "balance") => new("balance", new BsonInt64(1990)),
        ("wallets", "negative") => new("balance", new BsonInt64(-1)),
        ("wallets", "too rich") => new("balance", new BsonInt64(Limits.MaxBalanceMinor + 1)),
        ("wallets", "double") => new("balance", new BsonDouble(990)),
        ("wallets", "head") => new("head", new BsonBinaryData(new byte[32])),
        ("wallets", "sequence") => new("sequence", new BsonInt64(3)),
        ("wallets", "behind") => new("sequence", new BsonInt64(1)),
        ("wallets", "lastDebit") => new("lastDebit", new BsonInt64(1)),
        ("wallets", "currency") => new("currency", "EUR"),
        ("keys", "resetsAt") => new("resetsAt", new BsonInt64(86_400_000_000)),
        (_, "amount" or "transfer.amount") => new(damage, new BsonInt64(11)),
        ("entries", "note") => new("note", "for coffee"),
        ("entries", "mark") => new("mark", true),
        ("keys", "transfer.senderSequence") => new(damage, new BsonInt64(99)),
        ("keys", "operation") => new("operation", new BsonInt32((int)Operation.Deposit)),
        ("keys", "unknown operation") => new("operation", new BsonInt32(99)),
        ("entries", "transfer") or (_, "link" or "transfer.id") => new(damage, SomeId),
        ("keys", "remaining") => new("remaining", new BsonInt64(1)),
        ("keys", "fingerprint") => new("fingerprint", new BsonBinaryData(new byte[32])),
        ("keys", "outcome") => new("outcome", new BsonInt32((int)OutcomeCode.Busy)),
        ("keys", "refused") => new("outcome", new BsonInt32((int)OutcomeCode.InsufficientFunds)),
        _ => throw new ArgumentOutOfRangeException(nameof(damage), damage, null),
    };
}

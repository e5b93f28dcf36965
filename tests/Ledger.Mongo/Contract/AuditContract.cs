using MongoDB.Bson;
using Wallet.Core;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The audit finds every kind of damage, names what it concerns, and counts right.</summary>
public sealed class AuditContract : WireContract
{
    private static readonly BsonValue SomeId = new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard);

    /// <summary>A kind of damage: where, to which documents, how, which invariant it breaks, and a word of what the
    /// audit says.</summary>
    public static TheoryData<string, string, int, string> Damages => new()
    {
        { "wallets", "balance of ada", 1, "sum to" },
        { "wallets", "balance of ada", 4, "its entries sum to" },
        { "wallets", "negative", 2, "its balance is -1" },
        { "wallets", "too rich", 2, "over the limit" },
        { "wallets", "double", 4, "its balance is not a 64-bit integer" },
        { "wallets", "head of ada", 7, "its head is not" },
        { "wallets", "sequence of ada", 4, "entries but has" },
        { "wallets", "behind", 4, "but the last one is" },
        { "wallets", "last debit", 4, "last of a direction" },
        { "wallets", "gone", 4, "there is no such wallet" },
        { "wallets", "currency", 1, "another currency" },
        { "entries", "amount", 7, "its hash does not follow" },
        { "entries", "amount", 3, "tells something else" },
        { "entries", "note", 7, "its hash does not follow" },
        { "entries", "gone", 3, "entry in bob@wallet is missing" },
        { "entries", "gone", 4, "entries but has" },
        { "entries", "orphan", 3, "no transfer has it" },
        { "transfers", "gone", 5, "its transfer is not there" },
        { "transfers", "gone", 3, "no transfer has it" },
        { "transfers", "amount", 3, "tells something else" },
        { "transfers", "amount", 5, "its fingerprint is not" },
        { "transfers", "key", 5, "no key record tells of it" },
        { "transfers", "operation", 5, "another operation" },
        { "transfers", "operation", 5, "is no deposit" },
        { "transfers", "link", 5, "refers to another transfer" },
        { "keys", "operation", 5, "another operation" },
        { "keys", "unknown operation", 5, "which there is not" },
        { "keys", "link", 5, "a transfer with a wrong link" },
        { "keys", "link", 9, "a transfer that is not there" },
        { "keys", "remaining", 5, "which it can't know" },
        { "keys", "gone", 5, "no key record tells of it" },
        { "keys", "fingerprint", 5, "its fingerprint is not" },
        { "keys", "outcome", 5, "which is never recorded" },
        { "keys", "refused", 5, "it was refused, but names a transfer" },
        { "keys", "caller", 5, "there is no such caller" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_and_named(string collection, string damage, int invariant, string what)
    {
        var command = Commands.Transfer(Ada, Bob, 10, note: "for tea");
        await Ledger.CommitAsync([command]);
        await AssertAuditIsCleanAsync();

        Fake.Damage(collection, before => Damaged(before, collection, damage, command));

        var violations = (await AuditAsync()).Violations;
        Assert.Contains(violations, violation => violation.Invariant == invariant && violation.ToString()
            .Contains(what, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("keys", "operation", 1, 5, "a transfer with a wrong link")]
    [InlineData("keys", "link", null, 5, "a reversal without a link")]
    [InlineData("keys", "link", 16, 9, "a transfer that is not there")]
    [InlineData("transfers", "operation", 1, 9, "nothing that can be")]
    [InlineData("transfers", "link", null, 5, "refers to another transfer")]
    [InlineData("transfers", "link", 16, 9, "is not there")]
    [InlineData("transfers", "amount", 101, 9, "101 of it was given back, but it is 100")]
    [InlineData("transfers", "receiver", 0, 9, "goes from bob@wallet to bob@wallet")]
    public async Task Damage_of_a_reversal_is_found_and_named(
        string collection, string field, int? value, int invariant, string what)
    {
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 100))).Transfer!;
        var reversal = Commands.Reversal(paid, 60);
        await Ledger.CommitAsync([reversal, Commands.Reversal(paid, 41)]);
        await AssertAuditIsCleanAsync();

        Fake.Damage(collection, before =>
        {
            var document = before.Documents.Values.Single(document =>
                document["operation"] == 3 && document["fingerprint"].AsByteArray.SequenceEqual(
                reversal.Fingerprint.ToArray())).DeepClone().AsBsonDocument;
            if (value is null)
                document.Remove(field);
            else
                document[field] = field switch
                {
                    "link" => SomeId,
                    "amount" => new BsonInt64(value.Value),
                    "receiver" => Bob.Value,
                    _ => new BsonInt32(value.Value),
                };
            return before.With(document);
        });

        Assert.Contains((await AuditAsync()).Violations, violation => violation.Invariant == invariant
            && violation.ToString().Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sound_ledger_is_counted()
    {
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10), Commands.Transfer(Ada, Bob, 5000)]);

        var report = await AuditAsync();

        Assert.Equal((3, 3, 6, 4, 0),
            (report.Wallets, report.Transfers, report.Entries, report.KeyRecords, (long)report.BalanceSumMinor));
        Assert.True(report.IsClean);
        Assert.Equal("snapshot", Fake.Received.Last(static command => command.Summary == "find wallets"
            && command.Body["filter"] == new BsonDocument()).Body["readConcern"]["level"]);
    }

    [Fact]
    public async Task What_comes_after_the_snapshot_is_left_to_the_next_audit()
    {
        // Transfers land after the wallets were read and before entries, transfers and keys are.
        foreach (var step in new[] { "find entries", "find transfers", "find keys" })
            Fake.OnNext(step, WireFault.After(async () =>
                await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10), Commands.Transfer(Bob, Ada, 1)])));
        Fake.OnNext("find transfers",
            WireFault.After(async () => await Ledger.FundAsync(await Ledger.RegisterWalletAsync("late"), 5)));

        var report = await AuditAsync();

        Assert.Empty(report.Violations);
        Assert.Equal((3, 2, 4), (report.Wallets, report.Transfers, report.Entries));
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
        await using var fake = new FakeMongoServer();
        var options = new MongoLedgerOptions { ConnectionString = fake.ConnectionString };
        await using var mongo = await MongoLedger.OpenAsync(options, time, TestContext.Current.CancellationToken);
        await using var sqlite = SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, time);
        foreach (var users in new IUserStore[] { mongo, sqlite })
        {
            await users.RegisterWalletAsync("ada");
            await users.RegisterWalletAsync("bob");
        }

        LedgerCommand[] batch = [Commands.Deposit(Ada, 100), Commands.Transfer(Ada, Bob, 10, note: "for tea, ₹ 10"),
            Commands.Transfer(Bob, Ada, 11), Commands.Transfer(Bob, Ada, 3, note: "")];
        Assert.Equal(await sqlite.CommitAsync(batch), await mongo.CommitAsync(batch));

        var report = await MongoAudit.RunAsync(options, cancellation: TestContext.Current.CancellationToken);
        // A ledger that numbers its key records hashes those too, so it is the chains that are compared.
        var other = SqliteAudit.Run(path).Heads;
        Assert.Equal(other.WalletIds, report.Heads.WalletIds);
        foreach (var wallet in other.WalletIds)
        {
            var (sequence, hash) = Assert.NotNull(other.Find(wallet));
            var (mongoSequence, mongoHash) = Assert.NotNull(report.Heads.Find(wallet));
            Assert.Equal(sequence, mongoSequence);
            Assert.Equal(hash, mongoHash);
        }
    }

    private Task<AuditReport> AuditAsync(AuditHeads? since = null) =>
        MongoAudit.RunAsync(Options, since: since, cancellation: TestContext.Current.CancellationToken);

    private FakeCollection Damaged(FakeCollection before, string collection, string damage, LedgerCommand command)
    {
        var transfer = new BsonBinaryData(command.ProposedId.Value, GuidRepresentation.Standard);
        BsonValue id = collection switch
        {
            "wallets" => Ada.Value,
            "entries" => new BsonDocument { { "transfer", transfer }, { "direction", 2 } },
            "transfers" => transfer,
            _ => new BsonDocument { { "caller", Ada.Value }, { "key", command.Key.Value } },
        };
        var document = before.Documents[id].DeepClone().AsBsonDocument;
        if (damage == "gone")
            return before.Without(id);
        if (damage is "orphan" or "caller")
        {
            document["_id"] = damage == "caller"
                ? new BsonDocument { { "caller", "nobody@wallet" }, { "key", "k" } }
                : new BsonDocument { { "transfer", SomeId }, { "direction", 2 } };
            return before.Without(id).With(document);
        }

        var (field, value) = (collection, damage) switch
        {
            ("wallets", "balance of ada") => ("balance", new BsonInt64(1990)),
            ("wallets", "negative") => ("balance", new BsonInt64(-1)),
            ("wallets", "too rich") => ("balance", new BsonInt64(Limits.MaxBalanceMinor + 1)),
            ("wallets", "double") => ("balance", new BsonDouble(990)),
            ("wallets", "head of ada") => ("head", new BsonBinaryData(new byte[32])),
            ("wallets", "sequence of ada") => ("sequence", new BsonInt64(3)),
            ("wallets", "behind") => ("sequence", new BsonInt64(1)),
            ("wallets", "last debit") => ("lastDebit", new BsonInt64(1)),
            ("entries" or "transfers", "amount") => ("amount", new BsonInt64(11)),
            ("entries", "note") => ("note", new BsonString("for coffee")),
            ("transfers", "key") => ("key", new BsonString("another")),
            ("keys", "fingerprint") => ("fingerprint", new BsonBinaryData(new byte[32])),
            ("wallets", "currency") => ("currency", new BsonString("EUR")),
            (_, "operation") => ("operation", new BsonInt32((int)Operation.Deposit)),
            (_, "unknown operation") => ("operation", new BsonInt32(99)),
            (_, "link") => ("link", SomeId),
            ("keys", "remaining") => ("remaining", new BsonInt64(1)),
            ("keys", "outcome") => ("outcome", new BsonInt32((int)OutcomeCode.Busy)),
            ("keys", "refused") => ("outcome", (BsonValue)new BsonInt32((int)OutcomeCode.InsufficientFunds)),
            _ => throw new ArgumentOutOfRangeException(nameof(damage), damage, null),
        };
        document[field] = value;
        return before.With(document);
    }
}

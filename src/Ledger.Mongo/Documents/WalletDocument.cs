using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>wallets</c>: the one place that changes with each transfer.
/// <code>{ _id: "name@wallet", balance, sequence, head, lastEntryAt, lastDebit, lastCredit, frozen, createdAt,
/// currency, freeze?: { sides, until? } }</code>
/// </summary>
/// <seealso cref="SpendingDocument"/>
/// <remarks>Programs from before freezes had sides and ends read <c>frozen</c> alone. It is true for whatever freezes,
/// so that such a program, as the committer in the middle of an upgrade, stops more than was asked for and never
/// less.</remarks>
internal static class WalletDocument
{
    /// <summary>A new, empty wallet, but for its ID.</summary>
    /// <param name="currency">What it is kept in: the ledger's currency, for now.</param>
    /// <param name="createdAt">When it is made.</param>
    public static BsonDocument Empty(string currency, Timestamp createdAt) => new()
    {
        { "balance", new BsonInt64(0) },
        { "sequence", new BsonInt64(0) },
        { "head", new BsonBinaryData(new byte[EntryHash.Size]) },
        { "lastEntryAt", new BsonInt64(0) },
        { "lastDebit", new BsonInt64(0) },
        { "lastCredit", new BsonInt64(0) },
        { "frozen", BsonBoolean.False },
        { "createdAt", BsonValues.Of(createdAt) },
        { "currency", currency },
    };

    /// <summary>A new wallet of the house, but for its ID. Programs from before there was an escrow take it for a
    /// user's, and what they are told of it lets nobody pay it.</summary>
    public static BsonDocument OfHouse(WalletId id, string currency, Timestamp createdAt) =>
        Empty(currency, createdAt).Set("frozen", BsonBoolean.Create(id.IsEscrow));

    public static BsonDocument New(WalletId id, string currency, Timestamp createdAt) =>
        new BsonDocument("_id", BsonValues.Of(id)).Merge(Empty(currency, createdAt));

    /// <summary>A wallet that comes from another ledger.</summary>
    public static BsonDocument Of(CopiedWallet wallet, string currency)
    {
        var state = wallet.State;
        var document = New(state.Id, currency, wallet.CreatedAt).Merge(
            new BsonDocument
            {
                { "balance", new BsonInt64(state.BalanceMinor) },
                { "sequence", new BsonInt64(state.Sequence) },
                { "head", new BsonBinaryData(state.Head) },
                { "lastEntryAt", BsonValues.Of(state.LastEntryAt) },
                { "lastDebit", new BsonInt64(wallet.LastDebit) },
                { "lastCredit", new BsonInt64(wallet.LastCredit) },
                { "frozen", BsonBoolean.Create(state.Freeze is not null) },
            }, overwriteExistingElements: true);
        SpendingDocument.Add(document, wallet);
        return state.Freeze is { } freeze ? document.Add("freeze", Of(freeze)) : document;
    }

    /// <summary>What an operator changes.</summary>
    /// <param name="freeze">How the wallet is frozen from now on; null if it is not.</param>
    public static BsonDocument Change(Freeze? freeze) => freeze is null
        ? new BsonDocument
        {
            { "$set", new BsonDocument("frozen", BsonBoolean.False) },
            { "$unset", new BsonDocument("freeze", "") },
        }
        : new BsonDocument("$set", new BsonDocument
        {
            { "frozen", BsonBoolean.True }, { "freeze", Of(freeze) },
        });

    /// <summary>Writes what a batch changes. Whether the wallet is frozen is not the batch's to write.</summary>
    public static void WriteChange(BsonBuffer buffer, MongoWallet wallet)
    {
        buffer.BeginDocument("$set"u8);
        buffer.Add("balance"u8, wallet.BalanceMinor);
        buffer.Add("sequence"u8, wallet.Sequence);
        buffer.Add("head"u8, wallet.Head);
        buffer.Add("lastEntryAt"u8, wallet.LastEntryAt);
        buffer.Add("lastDebit"u8, wallet.LastDebit);
        buffer.Add("lastCredit"u8, wallet.LastCredit);
        SpendingDocument.WriteSpent(buffer, wallet);
        buffer.End();
    }

    /// <summary>The wallet that a document's bytes tell of.</summary>
    /// <exception cref="InvalidCastException">A field is of another type.</exception>
    /// <exception cref="FormatException">A field is missing.</exception>
    public static MongoWallet ToState(ReadOnlySpan<byte> document)
    {
        WalletId? id = null;
        long? balance = null, sequence = null, lastEntryAt = null, lastDebit = null, lastCredit = null;
        byte[]? head = null;
        bool? frozen = null;
        BsonDocument? freeze = null;
        (DaySpending, long Debit) spent = default;
        WalletLimits? limits = null;
        for (var field = new BsonFields(document); field.Next();)
        {
            var name = field.Name;
            if (name.SequenceEqual("_id"u8))
                id = WalletId.Parse(field.Text);
            else if (name.SequenceEqual("balance"u8))
                balance = field.Int64;
            else if (name.SequenceEqual("sequence"u8))
                sequence = field.Int64;
            else if (name.SequenceEqual("head"u8))
                head = field.Bytes.ToArray();
            else if (name.SequenceEqual("lastEntryAt"u8))
                lastEntryAt = field.Int64;
            else if (name.SequenceEqual("lastDebit"u8))
                lastDebit = field.Int64;
            else if (name.SequenceEqual("lastCredit"u8))
                lastCredit = field.Int64;
            else if (name.SequenceEqual("frozen"u8))
                frozen = field.Boolean;
            else if (name.SequenceEqual("freeze"u8))
                freeze = BsonSerializer.Deserialize<BsonDocument>(field.Document.ToArray());
            else if (name.SequenceEqual("spent"u8))
                spent = SpendingDocument.ToSpent(field.Document);
            else if (name.SequenceEqual("limits"u8))
                limits = SpendingDocument.ToLimits(
                    BsonSerializer.Deserialize<BsonDocument>(field.Document.ToArray()));
        }

        return new MongoWallet
        {
            Id = id ?? throw Missing("_id"),
            BalanceMinor = balance ?? throw Missing("balance"),
            Sequence = sequence ?? throw Missing("sequence"),
            Head = head ?? throw Missing("head"),
            LastEntryAt = new Timestamp(lastEntryAt ?? throw Missing("lastEntryAt")),
            LastDebit = lastDebit ?? throw Missing("lastDebit"),
            LastCredit = lastCredit ?? throw Missing("lastCredit"),
            Freeze = id.Value.IsHouse ? null : ToFreeze(frozen ?? throw Missing("frozen"), freeze),
            Spending = SpendingDocument.Certain(spent, sequence.Value, lastDebit.Value),
            CountedDebit = spent.Debit,
            OwnLimits = limits,
        };
    }

    public static WalletView ToView(BsonDocument document) => new(
        document["_id"].ToWalletId(), document["balance"].AsInt64,
        document["_id"].ToWalletId().IsHouse
            ? null
            : ToFreeze(document["frozen"].AsBoolean, document.GetValue("freeze", null)?.AsBsonDocument),
        document["createdAt"].ToTimestamp(), document["sequence"].AsInt64);

    private static BsonDocument Of(Freeze freeze)
    {
        var document = new BsonDocument("sides", new BsonInt32((int)freeze.Sides));
        return freeze.Until is { } until ? document.Add("until", BsonValues.Of(until)) : document;
    }

    private static Freeze? ToFreeze(bool frozen, BsonDocument? freeze)
    {
        if (!frozen)
            return null;
        // Frozen by a program that knows no sides.
        if (freeze is null)
            return new Freeze(FrozenSides.Both);
        return Freeze.OfStored(
            freeze["sides"].AsInt32, freeze.TryGetValue("until", out var until) ? until.AsInt64 : null);
    }

    private static FormatException Missing(string field) => new($"A stored wallet has no {field}.");
}

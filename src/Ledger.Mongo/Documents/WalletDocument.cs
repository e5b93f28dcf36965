using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>wallets</c>: the one place that changes with each transfer.
/// <code>{ _id: "name@wallet", balance, sequence, head, lastEntryAt, lastDebit, lastCredit, frozen, createdAt,
/// currency, freeze?: { sides, until? } }</code>
/// </summary>
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

    /// <summary>What a batch changes. Whether the wallet is frozen is not the batch's to write.</summary>
    public static BsonDocument Change(MongoWallet wallet) => new("$set", new BsonDocument
    {
        { "balance", new BsonInt64(wallet.BalanceMinor) },
        { "sequence", new BsonInt64(wallet.Sequence) },
        { "head", new BsonBinaryData(wallet.Head) },
        { "lastEntryAt", BsonValues.Of(wallet.LastEntryAt) },
        { "lastDebit", new BsonInt64(wallet.LastDebit) },
        { "lastCredit", new BsonInt64(wallet.LastCredit) },
    });

    public static MongoWallet ToState(BsonDocument document) => new()
    {
        Id = document["_id"].ToWalletId(),
        BalanceMinor = document["balance"].AsInt64,
        Sequence = document["sequence"].AsInt64,
        Head = document["head"].AsByteArray,
        LastEntryAt = document["lastEntryAt"].ToTimestamp(),
        LastDebit = document["lastDebit"].AsInt64,
        LastCredit = document["lastCredit"].AsInt64,
        Freeze = ToFreeze(document),
    };

    public static WalletView ToView(BsonDocument document) => new(
        document["_id"].ToWalletId(), document["balance"].AsInt64, ToFreeze(document),
        document["createdAt"].ToTimestamp());

    private static BsonDocument Of(Freeze freeze)
    {
        var document = new BsonDocument("sides", new BsonInt32((int)freeze.Sides));
        return freeze.Until is { } until ? document.Add("until", BsonValues.Of(until)) : document;
    }

    private static Freeze? ToFreeze(BsonDocument document)
    {
        if (!document["frozen"].AsBoolean)
            return null;
        // Frozen by a program that knows no sides.
        if (!document.TryGetValue("freeze", out var value))
            return new Freeze(FrozenSides.Both);
        var freeze = value.AsBsonDocument;
        return Freeze.OfStored(
            freeze["sides"].AsInt32, freeze.TryGetValue("until", out var until) ? until.AsInt64 : null);
    }
}

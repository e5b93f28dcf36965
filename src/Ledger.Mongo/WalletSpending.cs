using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Limits of wallets, and what wallets have sent.</summary>
internal static class WalletSpending
{
    /// <summary>A wallet's limits and what it has sent; null if there is no such wallet.</summary>
    public static async Task<SpendingView?> FindAsync(
        LedgerDatabase db, WalletId wallet, Timestamp now, Deadline deadline) =>
        await LedgerDatabase.FindOneAsync(db.Wallets, "_id", BsonValues.Of(wallet), deadline) is { } document
            ? View(WalletDocument.ToState(document.ToBson()), now)
            : null;

    /// <summary>Sets a wallet's limits, inside a transaction.</summary>
    public static async Task<Attempt<SpendingView?>> SetAsync(
        LedgerDatabase db, IClientSessionHandle session, WalletId wallet, SpendingLimits wanted, Timestamp now,
        CancellationToken cancellation)
    {
        var id = new BsonDocument("_id", BsonValues.Of(wallet));
        // Read by writing: of this transaction and the committer's, which may be about to write the wallet too, the one
        // that comes to it first goes through, and what was read is still so when the limits are written.
        var document = wallet.IsHouse
            ? null
            : await db.Wallets.FindOneAndUpdateAsync(
                session, id, new BsonDocument("$set", new BsonDocument("limitsSetAt", BsonValues.Of(now))),
                new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After }, cancellation);
        if (document is null)
            return new(null);
        var state = WalletDocument.ToState(document.ToBson());
        var at = Timestamp.Max(now, state.LastEntryAt);
        var limits = WalletLimits.Set(state.OwnLimits, wanted, at);
        await db.Wallets.UpdateOneAsync(session, id, SpendingDocument.Change(limits), null, cancellation);
        return new(SpendingView.Of(limits, state.Spending, at));
    }

    private static SpendingView View(WalletState state, Timestamp now) =>
        SpendingView.Of(state.OwnLimits, state.Spending, Timestamp.Max(now, state.LastEntryAt));
}

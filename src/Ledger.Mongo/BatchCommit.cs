using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// One batch inside one transaction: read keys and wallets, let Core decide, write keys, wallets and entries. Each of
/// these is one command, however many transfers the batch holds.
/// </summary>
internal static class BatchCommit
{
    public static async Task<Attempt<IReadOnlyList<Decision>>> RunAsync(
        LedgerDatabase db, IClientSessionHandle session, CommitterFence? fence, IReadOnlyList<LedgerCommand> commands,
        Timestamp now, CancellationToken cancellation)
    {
        var batch = new LedgerBatch(commands);
        var read = new BatchRead(db, session, cancellation);
        await read.KeysAndWalletsAsync(batch, fence);
        await read.LinksAsync(batch);
        var decisions = batch.Decide(now);
        return batch.Records.Count == 0 || await WriteAsync(db, session, batch, cancellation)
            ? new(decisions)
            : new([], LostRace: true);
    }

    // False if another committer recorded one of the keys since this transaction began.
    private static async Task<bool> WriteAsync(
        LedgerDatabase db, IClientSessionHandle session, LedgerBatch batch, CancellationToken cancellation)
    {
        try
        {
            await db.Keys.InsertManyAsync(
                session, batch.Records.Select(static record => KeyDocument.Of(record)), null, cancellation);
        }
        catch (MongoBulkWriteException e) when (MongoFailure.IsDuplicateKey(e))
        {
            return false;
        }

        var moved = batch.Records.Where(static record => record.Record.Transfer is not null).ToList();
        if (moved.Count == 0)
            return true;
        foreach (var (_, _, _, debit, credit) in moved)
        {
            ((MongoWallet)debit.Wallet).LastDebit = debit.Sequence;
            ((MongoWallet)credit.Wallet).LastCredit = credit.Sequence;
        }

        // Wallets before entries: a second committer then collides on a wallet, which the server resolves by letting
        // one of the two run again, and not on an entry's sequence, which could not be told from a broken chain.
        await WriteWalletsAsync(db, session, batch.ChangedWallets.Cast<MongoWallet>(), cancellation);
        await db.Entries.InsertManyAsync(session, moved.SelectMany(static r => Entries(r)), null, cancellation);
        return true;
    }

    private static async Task WriteWalletsAsync(
        LedgerDatabase db, IClientSessionHandle session, IEnumerable<MongoWallet> wallets,
        CancellationToken cancellation)
    {
        var updates = wallets.Select(Update).Select(update => new UpdateOneModel<BsonDocument>(
            update["q"].AsBsonDocument, update["u"].AsBsonDocument)).ToList();
        var result =
            await db.Wallets.BulkWriteAsync(session, updates, new BulkWriteOptions { IsOrdered = true }, cancellation);
        // The snapshot rules this out. Should it ever happen, the entries would not match the balances: nothing may be
        // committed.
        if (result.MatchedCount != updates.Count)
            throw new InvalidOperationException(
                "A wallet was not at the sequence at which this transaction had read it.");
    }

    public static BsonDocument Update(MongoWallet wallet) => new()
    {
        { "q", new BsonDocument { { "_id", BsonValues.Of(wallet.Id) }, { "sequence", new BsonInt64(wallet.ReadAt) } } },
        { "u", WalletDocument.Change(wallet) },
    };

    public static BsonDocument[] Entries(PostedRecord record) =>
    [
        EntryDocument.Of(record.Record.Transfer!, record.Debit, Direction.Debit),
        EntryDocument.Of(record.Record.Transfer!, record.Credit, Direction.Credit),
    ];
}

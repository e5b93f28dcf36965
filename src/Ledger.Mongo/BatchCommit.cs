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
        await read.LogAsync(batch);
        var decisions = batch.Decide(now);
        return batch.Records.Count == 0 || await WriteAsync(db, session, batch, cancellation)
            ? new(decisions)
            : new([], LostRace: true);
    }

    // False if another committer recorded one of the keys since this transaction began, or an operator acted.
    private static async Task<bool> WriteAsync(
        LedgerDatabase db, IClientSessionHandle session, LedgerBatch batch, CancellationToken cancellation)
    {
        if (!await TakesAsync(BatchCommands.InsertKeys(batch.Records), batch.Records.Count))
            return false;
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
        // The snapshot rules that chain out. Should a wallet nevertheless not be as it was read, then one of the new
        // entries' sequences is taken, and nothing is committed.
        var wallets = batch.ChangedWallets;
        if (await TakesAsync(BatchCommands.UpdateWallets(wallets.Cast<MongoWallet>()), wallets.Count)
            && await TakesAsync(BatchCommands.InsertEntries(moved), 2 * moved.Count))
            return batch.LogEntries.Count == 0
                || await OperatorActs.AppendAsync(db, session, batch.LogEntries, cancellation);
        throw new InvalidOperationException("A wallet was not at the sequence at which this transaction had read it.");

        async Task<bool> TakesAsync(BsonDocument command, int documents) =>
            BatchCommands.Took(await BatchCommands.SendAsync(db, session, command, cancellation), documents);
    }
}

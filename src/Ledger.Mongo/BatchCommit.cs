using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// One batch inside one transaction: read keys and wallets, let Core decide, write keys, wallets and entries. Each of
/// these is one command, however many transfers the batch holds. One batch at a time.
/// </summary>
internal sealed class BatchCommit(LedgerDatabase db)
{
    private readonly BatchCommands _commands = new();

    public async Task<Attempt<IReadOnlyList<Decision>>> RunAsync(
        IClientSessionHandle session, CommitterFence? fence, IReadOnlyList<LedgerCommand> commands, Timestamp now,
        CancellationToken cancellation)
    {
        var batch = new LedgerBatch(commands);
        var read = new BatchRead(db, session, cancellation);
        await read.KeysAndWalletsAsync(_commands, batch, fence);
        await read.LinksAsync(_commands, batch);
        await read.RequestsAsync(batch);
        await read.LogAsync(batch);
        var decisions = batch.Decide(now);
        return batch.Records.Count == 0 || await WriteAsync(session, batch, cancellation)
            ? new(decisions)
            : new([], LostRace: true);
    }

    // False if another committer recorded one of the keys since this transaction began, or an operator acted.
    private async Task<bool> WriteAsync(
        IClientSessionHandle session, LedgerBatch batch, CancellationToken cancellation)
    {
        var (records, changed) = (batch.Records, batch.ChangedWallets);
        RawBsonDocument? wallets = null, entries = null;
        var entryCount = 0;
        if (!await TakesAsync(_commands.InsertKeys(records), records.Count, MakeTheOthers))
            return false;
        if (wallets is null || entries is null)
            return true;

        // Wallets before entries: a second committer then collides on a wallet, which the server resolves by letting
        // one of the two run again, and not on an entry's sequence, which could not be told from a broken chain.
        // The snapshot rules that chain out. Should a wallet nevertheless not be as it was read, then one of the new
        // entries' sequences is taken, and nothing is committed.
        if (await TakesAsync(wallets, changed.Count) && await TakesAsync(entries, entryCount))
        {
            await HoldWrites.WriteAsync(db, session, batch, cancellation);
            if (batch.PaidRequests.Count > 0)
                await PaymentRequestCollection.PayAsync(db, session, batch.PaidRequests, cancellation);
            return batch.LogEntries.Count == 0
                || await OperatorActs.AppendAsync(db, session, batch.LogEntries, cancellation);
        }

        throw new InvalidOperationException("A wallet was not at the sequence at which this transaction had read it.");

        void MakeTheOthers()
        {
            if (changed.Count == 0)
                return;
            for (var i = 0; i < records.Count; i++)
            {
                var (_, _, record, debit, credit) = records[i];
                if (record.Transfer is null)
                    continue;
                ((MongoWallet)debit.Wallet).LastDebit = debit.Sequence;
                ((MongoWallet)credit.Wallet).LastCredit = credit.Sequence;
            }

            wallets = _commands.UpdateWallets(changed);
            entries = _commands.InsertEntries(records, out entryCount);
        }

        async Task<bool> TakesAsync(RawBsonDocument command, int documents, Action? meanwhile = null) =>
            BatchCommands.Took(
                await WithAsync(
                    BatchCommands.SendAsync<BsonDocument>(db, session, command, cancellation), meanwhile),
                documents);
    }

    /// <summary>Waits for the reply to a command that was sent, and does something first, which is done before the
    /// server is.</summary>
    internal static async Task<T> WithAsync<T>(Task<T> reply, Action? meanwhile)
    {
        try
        {
            meanwhile?.Invoke();
        }
        catch
        {
            // What comes next is the command that aborts, and of one transaction one command is under way at a time.
            await ((Task)reply).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await reply;
    }
}

using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Begins the operators' log of a ledger that was made before there were any: what is in force gets a row, reversals in
/// the order of their time and with their reason, then the freezes. It happens once, in one transaction with the
/// setting that says so, in whichever process is first; programs from before there was a log don't notice.
/// </summary>
internal static class LogAdoption
{
    /// <summary>Runs it.</summary>
    /// <exception cref="LedgerStartException">The ledger can't be written.</exception>
    public static async Task RunAsync(LedgerDatabase db, Timestamp now, CancellationToken cancellation)
    {
        // All wallets have to be looked at for those few, which may take longer than a transaction may.
        var frozen = await db.Wallets.Find(IsFrozen).Project(new BsonDocument("_id", 1)).ToListAsync(cancellation);
        using var transactions = new Transactions(db);
        try
        {
            await transactions.RunAsync((session, token) =>
                AdoptAsync(db, session, frozen.ConvertAll(static wallet => wallet["_id"]), now, token));
        }
        catch (LedgerException e)
        {
            throw new LedgerStartException($"The operators' log at {db.Hosts} can't be begun: {e.Message}", e);
        }
    }

    private static BsonDocument IsFrozen => new("frozen", BsonBoolean.True);

    private static async Task<Attempt<bool>> AdoptAsync(
        LedgerDatabase db, IClientSessionHandle session, List<BsonValue> frozen, Timestamp now,
        CancellationToken cancellation)
    {
        var settings = await db.Settings.Find(session, Preparation.OfLedger).SingleAsync(cancellation);
        if (settings.Contains(Preparation.HasLog))
            return new(false);
        var head = OperatorLogHead.Empty;
        var entries = new List<OperatorLogEntry>();
        using var reversals = await db.Keys.FindAsync(
            session, new BsonDocument("link", new BsonDocument("$exists", true)).Add(Indexes.HasTransfer),
            new FindOptions<BsonDocument> { Hint = Indexes.ByLink }, cancellation);
        foreach (var reversal in (await reversals.ToListAsync(cancellation)).Select(KeyDocument.ToTransfer)
            .OfType<Transfer>().Where(static transfer => Operations.Of(transfer.Operation).IsOperators)
            .OrderBy(static transfer => transfer.CreatedAt).ThenBy(static transfer => transfer.Id.ToString()))
            Add(head.Next(reversal.CreatedAt, null, reversal));
        foreach (var wallet in frozen)
        {
            var act = FreezeWallet.BeforeLog(wallet.ToWalletId());
            var changed = await db.Wallets.UpdateOneAsync(
                session, IsFrozen.Add("_id", wallet), WalletDocument.Change(act.Freeze), null, cancellation);
            if (changed.MatchedCount == 1)
                Add(head.Next(now, act));
        }

        await db.Settings.UpdateOneAsync(
            session, Preparation.OfLedger,
            new BsonDocument("$set", new BsonDocument(Preparation.HasLog, BsonBoolean.True)), null, cancellation);
        return new(true, LostRace: entries.Count > 0
            && !await OperatorActs.AppendAsync(db, session, entries, cancellation));

        void Add(OperatorLogEntry entry)
        {
            entries.Add(entry);
            head = OperatorLogHead.Of(entry);
        }
    }
}

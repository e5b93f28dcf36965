using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Gives what is in force a row of the operators' log if a program from before there was a log has left none: reversals
/// in the order of their time and with their reason, and once, when the log begins, freezes.
/// </summary>
internal static class LogAdoption
{
    /// <summary>Begins the log of a ledger that was made before there were any, in one transaction with the setting
    /// that says so. It happens in whichever process is first; older programs don't notice.</summary>
    /// <exception cref="LedgerStartException">The ledger can't be written.</exception>
    public static async Task BeginAsync(LedgerDatabase db, Timestamp now, CancellationToken cancellation)
    {
        // All wallets have to be looked at for those few, which may take longer than a transaction may.
        var frozen = await db.Wallets.Find(IsFrozen).Project(new BsonDocument("_id", 1)).ToListAsync(cancellation);
        // Escrow says so to older programs alone.
        frozen.RemoveAll(static one => one["_id"] == WalletId.Escrow.Value);
        using var transactions = new Transactions(db);
        try
        {
            await transactions.RunAsync(async (session, token) =>
            {
                var settings = await db.Settings.Find(session, Preparation.OfLedger).SingleAsync(token);
                if (settings.Contains(Preparation.HasLog))
                    return new Attempt<bool>(false);
                var entries = await ReversalsAsync(db, session, token);
                await AddFreezesAsync(db, session, frozen.ConvertAll(static one => one["_id"]), now, entries, token);
                await db.Settings.UpdateOneAsync(
                    session, Preparation.OfLedger,
                    new BsonDocument("$set", new BsonDocument(Preparation.HasLog, BsonBoolean.True)), null, token);
                return new Attempt<bool>(true, LostRace: !await AppendAsync(db, session, entries, token));
            });
        }
        catch (LedgerException e)
        {
            throw new LedgerStartException($"The operators' log at {db.Hosts} can't be begun: {e.Message}", e);
        }
    }

    /// <summary>Adds the rows of reversals that an older program has committed, outside of a transaction.</summary>
    /// <param name="db">The ledger.</param>
    /// <param name="session">The session of whoever has taken over from it.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task AddMissingAsync(
        LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation) =>
        session.WithTransactionAsync(
            async (_, token) => await AppendAsync(db, session, await ReversalsAsync(db, session, token), token)
                ? true
                : throw new InvalidOperationException("The operators' log was not where this transaction had read it."),
            new TransactionOptions(ReadConcern.Snapshot, ReadPreference.Primary, LedgerDatabase.Durable),
            cancellation);

    private static BsonDocument IsFrozen => new("frozen", BsonBoolean.True);

    private static async Task<List<OperatorLogEntry>> ReversalsAsync(
        LedgerDatabase db, IClientSessionHandle session, CancellationToken cancellation)
    {
        var (head, logged) = (OperatorLogHead.Empty, new HashSet<string>(StringComparer.Ordinal));
        using (var acts = await db.OperatorActs.FindAsync(
            session, new BsonDocument(), ById, cancellation))
        {
            foreach (var entry in (await acts.ToListAsync(cancellation)).Select(ActDocument.ToEntry))
            {
                head = OperatorLogHead.Of(entry);
                if (entry.Kind == OperatorActKind.Reversed)
                    logged.Add(entry.Detail);
            }
        }

        using var linked = await db.Keys.FindAsync(
            session, new BsonDocument("link", new BsonDocument("$exists", true)).Add(Indexes.HasTransfer),
            new FindOptions<BsonDocument> { Hint = Indexes.ByLink }, cancellation);
        var entries = new List<OperatorLogEntry>();
        foreach (var reversal in (await linked.ToListAsync(cancellation)).Select(KeyDocument.ToTransfer)
            .OfType<Transfer>().Where(static transfer => Operations.Of(transfer.Operation).IsOperators)
            .OrderBy(static transfer => transfer.CreatedAt)
            .ThenBy(static transfer => transfer.Id.ToString(), StringComparer.Ordinal))
        {
            var entry = head.Next(reversal.CreatedAt, null, reversal);
            if (logged.Contains(entry.Detail))
                continue;
            entries.Add(entry);
            head = OperatorLogHead.Of(entry);
        }

        return entries;
    }

    private static FindOptions<BsonDocument> ById => new() { Hint = Indexes.ById, Sort = new BsonDocument("_id", 1) };

    private static async Task AddFreezesAsync(
        LedgerDatabase db, IClientSessionHandle session, List<BsonValue> frozen, Timestamp now,
        List<OperatorLogEntry> entries, CancellationToken cancellation)
    {
        foreach (var wallet in frozen)
        {
            var act = FreezeWallet.BeforeLog(wallet.ToWalletId());
            var changed = await db.Wallets.UpdateOneAsync(
                session, IsFrozen.Add("_id", wallet), WalletDocument.Change(act.Freeze), null, cancellation);
            if (changed.MatchedCount == 1)
                entries.Add((entries is [.., var last] ? OperatorLogHead.Of(last) : OperatorLogHead.Empty)
                    .Next(now, act));
        }
    }

    private static async Task<bool> AppendAsync(
        LedgerDatabase db, IClientSessionHandle session, List<OperatorLogEntry> entries,
        CancellationToken cancellation) =>
        entries.Count == 0 || await OperatorActs.AppendAsync(db, session, entries, cancellation);
}

using System.Diagnostics.Metrics;
using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The ledger on a MongoDB replica set: each batch is one multi-document transaction with snapshot reads and a majority
/// commit. <see cref="LedgerBatch"/> decides; this class reads and writes documents. Nothing is kept in memory between
/// two calls, so any number of processes may have the same ledger open.
/// </summary>
public sealed partial class MongoLedger : ILedgerStore, IAsyncDisposable
{
    private readonly LedgerDatabase _db;
    private readonly Transactions _transactions;
    private readonly Lazy<CommitterLane> _committer;

    private MongoLedger(LedgerDatabase db, MongoLedgerOptions options, LedgerClock clock, TimeProvider time)
    {
        _db = db;
        var size = new SeldomAsked<Measurement<long>[]>([], () => LedgerSize.AskAsync(db), time);
        LedgerTelemetry.Size.Add(this, _ => size.Read());
        _transactions = new Transactions(db);
        // A gateway never commits a batch, so it has no connections for them.
        _committer = new Lazy<CommitterLane>(() => new CommitterLane(options));
        Clock = clock;
    }

    /// <summary>What its entries are dated with.</summary>
    public LedgerClock Clock { get; }

    /// <summary>Opens a ledger, and makes its collections, indexes and issuer if they are not there.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The ledger's clock. It is compared with the server's.</param>
    /// <param name="cancellation">Gives up opening.</param>
    /// <exception cref="LedgerStartException">It can't be opened; the message is one plain line that says
    /// why.</exception>
    public static async Task<MongoLedger> OpenAsync(
        MongoLedgerOptions options, TimeProvider time, CancellationToken cancellation = default)
    {
        var db = new LedgerDatabase(options);
        try
        {
            var clock = new LedgerClock(time, db.AskTimeAsync, "the MongoDB server", options.MaxClockLead);
            await Preparation.MakeAsync(db, clock, cancellation);
            return new MongoLedger(db, options, clock, time);
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void BeginEpoch() => _committer.Value.BeginEpoch();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch) =>
        await _committer.Value.CommitAsync(batch, await Clock.NowAsync());

    /// <inheritdoc/>
    public ValueTask<KeyRecord?> FindKeyAsync(WalletId caller, IdempotencyKey key) => _db.ReadAsync(async deadline =>
        await LedgerDatabase.FindOneAsync(_db.Keys, "_id", KeyDocument.Id(caller, key), deadline) is { } document
            ? KeyDocument.ToRecord(document)
            : null);

    /// <inheritdoc/>
    public ValueTask<Transfer?> FindTransferAsync(TransferId id) => _db.ReadAsync(async deadline =>
        await LedgerDatabase.FindOneAsync(_db.Keys, TransferDocument.Id, BsonValues.Of(id.Value), deadline)
            is { } document
            ? KeyDocument.ToTransfer(document)
            : null);

    /// <inheritdoc/>
    public ValueTask<WalletView?> FindWalletAsync(WalletId id) => _db.ReadAsync(async deadline =>
        await LedgerDatabase.FindOneAsync(_db.Wallets, "_id", BsonValues.Of(id), deadline) is { } document
            ? WalletDocument.ToView(document)
            : null);

    /// <inheritdoc/>
    public ValueTask<HistoryPage> ReadHistoryAsync(WalletId wallet, HistoryQuery query)
    {
        if (query.Limit is < 1 or > Limits.MaxPageSize)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "A page has 1 to 200 entries.");
        return _db.ReadAsync(deadline => HistoryRead.RunAsync(_db, wallet, query, deadline));
    }

    /// <inheritdoc/>
    public ValueTask<WalletView?> FindWalletAtAsync(WalletId id, Timestamp at) =>
        _db.ReadAsync(deadline => StatementRead.FindWalletAtAsync(_db, id, at, deadline));

    /// <inheritdoc/>
    public ValueTask<StatementView?> FindStatementAsync(WalletId wallet, Timestamp? from, Timestamp? to) =>
        _db.ReadAsync(deadline => StatementRead.FindStatementAsync(_db, wallet, from, to, deadline));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HistoryItem>> ReadEntriesAsync(WalletId wallet, long first, long last)
    {
        StatementView.CheckSlice(first, last);
        return _db.ReadAsync((session, deadline) =>
            StatementRead.ReadEntriesAsync(_db, session, wallet, first, last, deadline));
    }

    /// <inheritdoc/>
    /// <remarks>A linearizable read needs the acknowledgement of a majority, as a commit does: it tells a primary that
    /// has lost its majority.</remarks>
    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            return await Clock.CheckAsync() is null && await FindWalletAsync(WalletId.Issuer) is not null;
        }
        catch (LedgerException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<WalletId?> RegisterAsync(NewUser user, IEnumerable<WalletId> candidates)
    {
        await Clock.NowAsync();
        return await _transactions.RunAsync((session, cancellation) =>
            UserCollection.RegisterAsync(_db, session, user, candidates, cancellation));
    }

    /// <inheritdoc/>
    public ValueTask<User?> FindAsync(UserId id) =>
        _db.ReadAsync(deadline => UserCollection.FindAsync(_db, "_id", BsonValues.Of(id.Value), deadline));

    /// <inheritdoc/>
    public ValueTask<User?> FindByEmailAsync(EmailAddress email) =>
        _db.ReadAsync(deadline => UserCollection.FindAsync(_db, "email", email.Value, deadline));

    /// <inheritdoc/>
    public ValueTask<User?> FindByWalletAsync(WalletId wallet) =>
        _db.ReadAsync(deadline => UserCollection.FindAsync(_db, "wallet", BsonValues.Of(wallet), deadline));

    /// <inheritdoc/>
    public ValueTask<bool> ReplacePinAsync(UserId id, SecretHash current, SecretHash replacement) =>
        _db.WriteAsync(deadline =>
            UserCollection.ReplaceAsync(_db, id, "pin", current, replacement, newGeneration: false, deadline.Token));

    /// <inheritdoc/>
    public ValueTask<bool> ReplacePasswordAsync(UserId id, SecretHash current, SecretHash replacement) =>
        _db.WriteAsync(deadline => UserCollection.ReplaceAsync(
            _db, id, "password", current, replacement, newGeneration: true, deadline.Token));

    /// <inheritdoc/>
    public ValueTask<bool> RehashPasswordAsync(UserId id, SecretHash current, SecretHash replacement) =>
        _db.WriteAsync(deadline => UserCollection.ReplaceAsync(
            _db, id, "password", current, replacement, newGeneration: false, deadline.Token));

    /// <inheritdoc/>
    public ValueTask<OperatorKey?> FindOperatorKeyAsync(byte[] digest) => _db.ReadAsync(async deadline =>
        await LedgerDatabase.FindOneAsync(_db.OperatorKeys, "digest", new BsonBinaryData(digest), deadline)
            is { } document
            ? OperatorKeyDocument.ToKey(document)
            : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OperatorKey>> ListOperatorKeysAsync() =>
        _db.ReadAsync((session, deadline) => OperatorKeys.ListAsync(_db, session, deadline));

    /// <inheritdoc/>
    public async ValueTask<OperatorVerdict> ActAsync(OperatorAct act)
    {
        var now = await Clock.NowAsync();
        return await _transactions.RunAsync((session, cancellation) =>
            OperatorActs.DoAsync(_db, session, act, now, cancellation));
    }

    /// <inheritdoc/>
    public async ValueTask<Freeze?> FindFreezeAsync(WalletId wallet) =>
        await Clock.InForceAsync((await FindWalletAsync(wallet))?.Freeze);

    /// <inheritdoc/>
    public async ValueTask<SpendingView?> FindSpendingAsync(WalletId wallet)
    {
        var now = await Clock.NowAsync();
        return await _db.ReadAsync(deadline => WalletSpending.FindAsync(_db, wallet, now, deadline));
    }

    /// <inheritdoc/>
    public async ValueTask<SpendingView?> SetLimitsAsync(WalletId wallet, SpendingLimits limits)
    {
        var now = await Clock.NowAsync();
        return await _transactions.RunAsync((session, cancellation) =>
            WalletSpending.SetAsync(_db, session, wallet, limits, now, cancellation));
    }

    /// <inheritdoc/>
    public ValueTask<OperatorLogEntry?> FindLastFreezeAsync(WalletId wallet) =>
        _db.ReadAsync((session, deadline) => ActReads.LastFreezeAsync(_db, session, wallet, deadline));

    /// <inheritdoc/>
    public ValueTask<long> FindGivenBackAsync(TransferId transfer) =>
        _db.ReadAsync((session, deadline) => ActReads.GivenBackAsync(_db, session, transfer, deadline));

    /// <inheritdoc/>
    public async ValueTask<HoldView?> FindHoldAsync(TransferId id)
    {
        var now = await Clock.NowAsync();
        return await ReadHoldsAsync(holds => holds.FindAsync(id, now));
    }

    /// <inheritdoc/>
    public async ValueTask<HoldPage> ListHoldsAsync(WalletId wallet, HoldQuery query)
    {
        var now = await Clock.NowAsync();
        return await ReadHoldsAsync(holds => holds.ListAsync(wallet, query, now));
    }

    /// <inheritdoc/>
    public ValueTask<long> FindHeldAsync(WalletId payer) => ReadHoldsAsync(holds => holds.HeldAsync(payer));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DueHold>> FindDueHoldsAsync(DueHold? after, int limit)
    {
        var now = await Clock.NowAsync();
        return await ReadHoldsAsync(holds => holds.DueAsync(now, after, limit));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OperatorLogEntry>> ReadOperatorLogAsync(int limit, long? beforeSequence = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Limits.MaxPageSize);
        return _db.ReadAsync(async Task<IReadOnlyList<OperatorLogEntry>> (session, deadline) =>
            await OperatorActs.ReadAsync(_db, session, limit, beforeSequence, deadline.Token));
    }

    /// <inheritdoc/>
    public async ValueTask SaveAuditAsync(StoredAudit audit) =>
        await _db.WriteAsync(deadline => OperatorKeys.SaveAuditAsync(_db, audit, deadline));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredAudit>> ListAuditsAsync(int limit) =>
        _db.ReadAsync((session, deadline) => OperatorKeys.ListAuditsAsync(_db, session, limit, deadline));

    private ValueTask<T> ReadHoldsAsync<T>(Func<HoldReads, Task<T>> read) =>
        _db.ReadAsync((session, deadline) => read(new HoldReads(_db, session, deadline.Token)));

    /// <summary>Closes the connections. What was committed is the replica set's.</summary>
    public ValueTask DisposeAsync()
    {
        LedgerTelemetry.Size.Remove(this);
        if (_committer.IsValueCreated)
            _committer.Value.Dispose();
        _transactions.Dispose();
        _db.Dispose();
        return ValueTask.CompletedTask;
    }
}

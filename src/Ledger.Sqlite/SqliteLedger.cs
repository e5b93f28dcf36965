using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// The embedded ledger: one SQLite file in WAL mode with <c>synchronous=FULL</c>, so that a commit is on the disk when
/// it is answered. One writer, readers apart. <see cref="LedgerBatch"/> decides; this class reads and writes rows.
/// </summary>
public sealed partial class SqliteLedger : ILedgerStore, IAsyncDisposable
{
    // Payments wait for some milliseconds while so many are taken off the list of ends.
    private const int EndedAtOnce = 1000;

    private readonly LedgerFileLock _lock;
    private readonly Writer _writer;
    private readonly Readers _readers;
    private readonly WalletNumbers _numbers = new();
    private readonly KeyIndex _keys;
    private int _disposed;

    private SqliteLedger(
        string path, LedgerClock clock, LedgerFileLock fileLock, Database db, LogCopyRules copying, KeyIndex keys)
    {
        Clock = clock;
        _lock = fileLock;
        _keys = keys;
        _writer = new Writer(path, db, copying, keys.Forget);
        _readers = new Readers(path);
        LedgerTelemetry.Size.Add(this, _ =>
            [LedgerTelemetry.Part("file", SizeOf(path)), LedgerTelemetry.Part("log", SizeOf(path + "-wal"))]);
    }

    /// <summary>What its entries are dated with.</summary>
    public LedgerClock Clock { get; }

    /// <summary>Opens a ledger and makes it if there is none.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="clock">What the entries are dated with, where there is another clock to compare
    /// <paramref name="time"/> with.</param>
    /// <exception cref="LedgerStartException">It can't be opened; the message is one plain line that says
    /// why.</exception>
    public static SqliteLedger Open(SqliteLedgerOptions options, TimeProvider time, LedgerClock? clock = null)
    {
        var path = Path.GetFullPath(options.Path);
        var fileLock = new LedgerFileLock(path + ".lock", options.Shared);
        Database? db = null;
        try
        {
            SqliteRestore.RefuseInterrupted(path);
            db = new Database(path, OpenMode.Create);
            Schema.Prepare(db, path, options.Currency, Timestamp.Now(time));
            var keys = new KeyIndex(options.RecentKeys);
            db.Execute("BEGIN");
            keys.CatchUp(db);
            db.Execute("COMMIT");
            return new SqliteLedger(path, clock ?? new LedgerClock(time), fileLock, db, options.LogCopying, keys);
        }
        catch (Exception e)
        {
            db?.Dispose();
            fileLock.Dispose();
            if (e is SqliteFailure)
                throw new LedgerStartException($"The ledger {path} can't be opened: {e.Message}.", e);
            if (e is LedgerException)
                throw new LedgerStartException($"{path}: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch)
    {
        var now = await Clock.NowAsync().ConfigureAwait(false);
        return await _writer.RunAsync(db => BatchCommit.Run(db, _numbers, _keys, batch, now), continueHere: true)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<KeyRecord?> FindKeyAsync(WalletId caller, IdempotencyKey key) =>
        Read(db => _numbers.Find(db, caller) is var number and not 0
            ? LedgerReads.FindKey(db, _numbers, _keys, number, key)
            : null);

    /// <inheritdoc/>
    public ValueTask<Transfer?> FindTransferAsync(TransferId id) =>
        Read(db => LedgerReads.FindTransfer(db, _numbers, id));

    /// <inheritdoc/>
    public ValueTask<WalletView?> FindWalletAsync(WalletId id) => Read(db => LedgerReads.FindWallet(db, id));

    /// <inheritdoc/>
    public ValueTask<HistoryPage> ReadHistoryAsync(WalletId wallet, HistoryQuery query)
    {
        if (query.Limit is < 1 or > Limits.MaxPageSize)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "A page has 1 to 200 entries.");
        return Read(db => _numbers.Find(db, wallet) is var number and not 0
            ? HistoryRead.Run(db, _numbers, number, wallet, query)
            : new HistoryPage([], null));
    }

    /// <inheritdoc/>
    public ValueTask<WalletView?> FindWalletAtAsync(WalletId id, Timestamp at) =>
        Read(db => _numbers.Find(db, id) is var number and not 0
            ? StatementRead.FindWalletAt(db, number, id, at)
            : null);

    /// <inheritdoc/>
    public ValueTask<StatementView?> FindStatementAsync(WalletId wallet, Timestamp? from, Timestamp? to) =>
        Read(db => _numbers.Find(db, wallet) is var number and not 0
            ? StatementRead.FindStatement(db, number, from, to)
            : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HistoryItem>> ReadEntriesAsync(WalletId wallet, long first, long last)
    {
        StatementView.CheckSlice(first, last);
        return Read(db => StatementRead.ReadEntries(db, _numbers, wallet, first, last));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            // After a failure only a write that reaches the disk proves that the store is back.
            if (_writer.IsFailing)
                await _writer.RunAsync(Probe);
            return await Clock.CheckAsync() is null && await Read(db =>
                db.Prepare("SELECT 1 FROM wallets WHERE number = ?1").Bind(1, Schema.IssuerNumber).StepOnce());
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
        return await WriteAsync(db => UserTable.Register(db, user, candidates));
    }

    /// <inheritdoc/>
    public ValueTask<User?> FindAsync(UserId id) => Read(db => UserTable.Find(db, id));

    /// <inheritdoc/>
    public ValueTask<User?> FindByEmailAsync(EmailAddress email) => Read(db => UserTable.FindByEmail(db, email));

    /// <inheritdoc/>
    public ValueTask<User?> FindByWalletAsync(WalletId wallet) => Read(db => UserTable.FindByWallet(db, wallet));

    /// <inheritdoc/>
    public async ValueTask<bool> ReplacePinAsync(UserId id, SecretHash current, SecretHash replacement) =>
        await WriteAsync(db => UserTable.ReplacePin(db, id, current, replacement));

    /// <inheritdoc/>
    public async ValueTask<bool> ReplacePasswordAsync(UserId id, SecretHash current, SecretHash replacement) =>
        await WriteAsync(db => UserTable.ReplacePassword(db, id, current, replacement));

    /// <inheritdoc/>
    public async ValueTask<bool> RehashPasswordAsync(UserId id, SecretHash current, SecretHash replacement) =>
        await WriteAsync(db => UserTable.RehashPassword(db, id, current, replacement));

    /// <inheritdoc/>
    public ValueTask<OperatorKey?> FindOperatorKeyAsync(byte[] digest) => Read(db => OperatorKeys.Find(db, digest));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OperatorKey>> ListOperatorKeysAsync() =>
        Read<IReadOnlyList<OperatorKey>>(static db => OperatorKeys.List(db).ConvertAll(static one => one.Key));

    /// <inheritdoc/>
    public async ValueTask<OperatorVerdict> ActAsync(OperatorAct act)
    {
        var now = await Clock.NowAsync();
        return await WriteAsync(db => OperatorActs.Do(db, _numbers, act, now));
    }

    /// <inheritdoc/>
    public async ValueTask<Freeze?> FindFreezeAsync(WalletId wallet) =>
        await Clock.InForceAsync((await FindWalletAsync(wallet))?.Freeze);

    /// <inheritdoc/>
    public async ValueTask<SpendingView?> FindSpendingAsync(WalletId wallet)
    {
        var now = await Clock.NowAsync();
        return await Read(db => SpendingRows.Find(db, wallet, now));
    }

    /// <inheritdoc/>
    public async ValueTask<SpendingView?> SetLimitsAsync(WalletId wallet, SpendingLimits limits)
    {
        var now = await Clock.NowAsync();
        return await WriteAsync(db => SpendingRows.Set(db, wallet, limits, now));
    }

    /// <inheritdoc/>
    public ValueTask<OperatorLogEntry?> FindLastFreezeAsync(WalletId wallet) =>
        Read(db => OperatorActs.LastFreeze(db, wallet));

    /// <inheritdoc/>
    public ValueTask<long> FindGivenBackAsync(TransferId transfer) => Read(db => OperatorActs.GivenBack(db, transfer));

    /// <inheritdoc/>
    public async ValueTask<HoldView?> FindHoldAsync(TransferId id)
    {
        var now = await Clock.NowAsync();
        return await Read(db => HoldReads.Find(db, _numbers, id, now));
    }

    /// <inheritdoc/>
    public async ValueTask<HoldPage> ListHoldsAsync(WalletId wallet, HoldQuery query)
    {
        var now = await Clock.NowAsync();
        return await Read(db => HoldReads.List(db, _numbers, wallet, query, now));
    }

    /// <inheritdoc/>
    public ValueTask<long> FindHeldAsync(WalletId payer) =>
        Read(db => HoldReads.Held(db, _numbers.Find(db, payer)));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DueHold>> FindDueHoldsAsync(DueHold? after, int limit)
    {
        var now = await Clock.NowAsync();
        var due = new List<DueHold>();
        while (true)
        {
            var ended = await Read(db => HoldReads.Ended(db, _numbers, now, after, EndedAtOnce));
            due.AddRange(ended.Where(static one => one.LeftMinor > 0).Select(static one => one.Hold)
                .Take(limit - due.Count));
            // What was captured or released before is taken off the list here.
            TransferId[] closed =
                [.. ended.Where(static one => one.LeftMinor == 0).Select(static one => one.Hold.Transfer.Id)];
            if (closed.Length > 0)
                await WriteAsync(db => HoldRows.Forget(db, closed));
            if (due.Count == limit || ended.Count < EndedAtOnce)
                return due;
            after = ended[^1].Hold;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OperatorLogEntry>> ReadOperatorLogAsync(int limit, long? beforeSequence = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Limits.MaxPageSize);
        return Read<IReadOnlyList<OperatorLogEntry>>(db => OperatorActs.Read(db, limit, beforeSequence));
    }

    /// <inheritdoc/>
    public async ValueTask SaveAuditAsync(StoredAudit audit) =>
        await WriteAsync(db => OperatorKeys.SaveAudit(db, audit));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredAudit>> ListAuditsAsync(int limit) =>
        Read<IReadOnlyList<StoredAudit>>(db => OperatorKeys.ListAudits(db, limit));

    /// <summary>Finishes what was accepted and closes the file. May be called again: a container does so for each name
    /// it knows the ledger by.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        LedgerTelemetry.Size.Remove(this);
        _readers.Dispose();
        await _writer.DisposeAsync();
        _lock.Dispose();
    }

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static bool Probe(Database db)
    {
        db.Prepare("""
            REPLACE INTO settings (name, value)
            VALUES ('probe', coalesce((SELECT value + 1 FROM settings WHERE name = 'probe'), '1'))
            """).Run();
        return true;
    }

    private async Task WriteAsync(Action<Database> write) => await WriteAsync(db =>
    {
        write(db);
        return true;
    });

    // Whatever SQLite refuses here is a failure of the store: no input makes these statements fail.
    private async Task<T> WriteAsync<T>(Func<Database, T> write)
    {
        try
        {
            return await _writer.RunAsync(write);
        }
        catch (SqliteFailure e)
        {
            throw new LedgerException(LedgerFailure.Unavailable, "The ledger can't be written: " + e.Message, e);
        }
    }

    // A read takes microseconds from memory and a few milliseconds from the disk, so it runs where it is called.
    private ValueTask<T> Read<T>(Func<Database, T> read)
    {
        try
        {
            return new ValueTask<T>(_readers.Read(read));
        }
        catch (LedgerException e)
        {
            return ValueTask.FromException<T>(e);
        }
    }
}

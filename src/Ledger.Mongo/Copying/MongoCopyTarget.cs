using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A new MongoDB ledger that is made by a copy. Each slice is one transaction, which also moves on how far the copy is,
/// from where it was: of two processes that copy into one database, one fails.
/// </summary>
/// <remarks>
/// A slice does not wait until a majority has it. One that is rolled back when the primary changes takes how far the
/// copy is along, so the next one fails, and the copy is gone on with by running it again; and what is written last,
/// that the copy is a ledger, a majority has only together with all that was written before.
/// </remarks>
public sealed class MongoCopyTarget : ICopyTarget
{
    private const int DuplicateKey = 11000;

    private static readonly BsonDocument Ledger = Preparation.OfLedger;

    private readonly LedgerDatabase _db;
    private IClientSessionHandle? _session;
    private Task? _indexing;
    private string _state = "", _currency = "";

    private MongoCopyTarget(LedgerDatabase db) => _db = db;

    /// <summary>Opens a database. Nothing is written to it yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <exception cref="LedgerStartException">The connection string can't be used.</exception>
    public static MongoCopyTarget Open(MongoLedgerOptions options) =>
        new(new LedgerDatabase(options, LedgerDatabase.Copying));

    /// <inheritdoc/>
    public async Task<CopyState> BeginAsync(CopyState start, string currency)
    {
        _currency = currency;
        await Preparation.ExplainAsync(_db, async () =>
        {
            // Causally consistent: a transaction sees what the one before it has written, though no majority may have
            // that yet.
            _session ??= await _db.Client.StartSessionAsync();
            await Preparation.MakeForCopyAsync(_db, CancellationToken.None);
            var settings = await NewestSettingsAsync();
            if (settings.ElementCount == 0)
                settings = await CreateAsync(start);
            if (!settings.TryGetValue(Preparation.CopyState, out var state))
                throw NotEmpty();
            _state = state.AsString;
            await _db.Settings.Find(_session, Ledger).FirstOrDefaultAsync();
        });
        return CopyState.Parse(_state);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(CopySlice slice, CopyState state)
    {
        // No entry comes any more: the server makes their indexes while the rest is written.
        if (slice is RecordSlice)
            _indexing ??= Preparation.MakeEntryIndexesAsync(_db, CancellationToken.None);
        var writes = Documents(slice);
        var text = state.ToText();
        await TryAsync(async () =>
        {
            await _session!.WithTransactionAsync(
                async (session, cancellation) =>
                {
                    var moved = await _db.Settings.UpdateOneAsync(
                        session, At(_state),
                        new BsonDocument("$set", new BsonDocument(Preparation.CopyState, text)), null, cancellation);
                    if (moved.MatchedCount != 1)
                        throw Elsewhere();
                    foreach (var (collection, documents) in writes.Where(static write => write.Documents.Count > 0))
                        await collection.InsertManyAsync(session, documents, null, cancellation);
                    return true;
                },
                new TransactionOptions(ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.W1));
        });
        _state = text;
    }

    /// <inheritdoc/>
    public Task IndexAsync(IProgress<AuditProgress>? progress = null) => TryAsync(async () =>
    {
        await (_indexing ?? Task.CompletedTask);
        await Preparation.MakeIndexesAsync(_db, CancellationToken.None);
        // What is read back is what a majority has, and now it has all of it.
        await NewestSettingsAsync();
        await HoldWrites.ListOpenAsync(_db);
    });

    /// <inheritdoc/>
    public async Task<ICopySource> ReadBackAsync() => await MongoCopySource.OpenUnfinishedAsync(_db);

    /// <inheritdoc/>
    public Task CompleteAsync() => Preparation.ExplainAsync(_db, async () =>
    {
        var change = new BsonDocument
        {
            { "$set", new BsonDocument("format", Preparation.Format) },
            { "$unset", new BsonDocument(Preparation.CopyState, 1) },
        };
        if ((await _db.Settings.UpdateOneAsync(At(_state), change)).MatchedCount != 1)
            throw Elsewhere();
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // Indexes that the server still makes for a copy that has failed are found when it is run again.
        _session?.Dispose();
        _db.Dispose();
        return ValueTask.CompletedTask;
    }

    // What was written last, perhaps by a process that has just been killed, once a majority has it.
    private async Task<BsonDocument> NewestSettingsAsync() =>
        await _db.Settings.WithReadConcern(ReadConcern.Linearizable).Find(Ledger).FirstOrDefaultAsync() ?? [];

    private async Task<BsonDocument> CreateAsync(CopyState start)
    {
        foreach (var collection in (IMongoCollection<BsonDocument>[])
            [_db.Users, _db.Wallets, _db.Entries, _db.Keys, _db.OperatorActs, _db.OperatorKeys, _db.Audits,
            _db.OpenHolds, _db.Requests, _db.RequestBlocks])
        {
            if (await collection.Find(new BsonDocument()).Limit(1).AnyAsync())
                throw NotEmpty();
        }

        // A silo that starts at this moment makes a ledger of it, or finds the copy's mark.
        return await _db.Settings.FindOneAndUpdateAsync<BsonDocument>(
            Ledger,
            new BsonDocument("$setOnInsert", new BsonDocument
            {
                { "currency", _currency }, { Preparation.CopyState, start.ToText() },
                { Preparation.HasLog, BsonBoolean.True },
            }),
            new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After });
    }

    private List<(IMongoCollection<BsonDocument> Collection, List<BsonDocument> Documents)> Documents(
        CopySlice slice) => slice switch
        {
            WalletSlice { Wallets: var wallets } =>
                [(_db.Wallets, [.. wallets.Select(wallet => WalletDocument.Of(wallet, _currency))])],
            UserSlice { Users: var users } => [(_db.Users, [.. users.Select(UserDocument.Of)])],
            EntrySlice { Entries: var entries } =>
                [(_db.Entries, [.. entries.Select(static one => EntryDocument.Of(one.Entry, one.Hash))])],
            RecordSlice { Records: var records } =>
                [(_db.Keys, [.. records.Select(static one => KeyDocument.Of(
                    one.Caller, one.Key, one.Operation, one.Link, one.Record, one.Debit.Sequence,
                    one.Credit.Sequence))])],
            ActSlice { Acts: var acts } => [(_db.OperatorActs, [.. acts.Select(ActDocument.Of)])],
            OperatorKeySlice { Keys: var keys } =>
                [(_db.OperatorKeys, [.. keys.Select(static one => OperatorKeyDocument.Of(one.Key, one.Digest))])],
            AuditSlice { Audits: var audits } =>
                [(_db.Audits, [.. audits.Select(static audit => new BsonDocument
                {
                    { "_id", BsonValues.Of(audit.StartedAt) }, { "report", audit.ToText() },
                })])],
            RequestSlice { Requests: var requests } =>
                [(_db.Requests, [.. requests.Select(PaymentRequestDocument.Of)])],
            BlockSlice { Blocks: var blocks } =>
                [(_db.RequestBlocks, [.. blocks.Select(static one =>
                    new BsonDocument("_id", PaymentRequestDocument.BlockId(one.Payer, one.Payee)))])],
            _ => throw new InvalidOperationException("There is no such part of a ledger."),
        };

    private static BsonDocument At(string state) => new(Ledger) { { Preparation.CopyState, state } };

    private Task TryAsync(Func<Task> write) => Preparation.ExplainAsync(_db, async () =>
    {
        try
        {
            await write();
        }
        catch (Exception e) when (
            e is MongoCommandException { Code: DuplicateKey }
            || e is MongoBulkWriteException { WriteErrors: [{ Category: ServerErrorCategory.DuplicateKey }, ..] })
        {
            throw Twice();
        }
    });

    private static LedgerStartException Elsewhere() => new(
        "Another process copies into the same database, or its primary changed. Run the copy again when neither does.");

    // The server's message quotes the value, which may be an e-mail address.
    private static LedgerStartException Twice() =>
        new("The copy can't be written: the source has two rows where one may be, so it is damaged.");

    private LedgerStartException NotEmpty() => new(
        $"The database {_db.Database.DatabaseNamespace} at {_db.Hosts} is not empty; a copy overwrites nothing.");
}

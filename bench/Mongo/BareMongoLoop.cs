using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Ledger.Mongo;

namespace Wallet.Bench;

/// <summary>
/// The limit that the MongoDB ledger is measured against: transactions of the very commands that the ledger sends, on
/// its own collections and indexes and as durable. They are bytes before the clock starts, and of what the server
/// answers nothing is read but that it is well.
/// </summary>
internal sealed class BareMongoLoop : IDisposable
{
    private static readonly TransactionOptions Options =
        new(ReadConcern.Snapshot, ReadPreference.Primary, LedgerDatabase.Durable);

    private readonly BatchCommands _commands = new();
    private readonly LedgerDatabase _db;
    private readonly Dictionary<WalletId, MongoWallet> _wallets;

    private BareMongoLoop(LedgerDatabase db, Dictionary<WalletId, MongoWallet> wallets) =>
        (_db, _wallets) = (db, wallets);

    /// <summary>Makes an empty ledger with wallets that have money.</summary>
    public static async Task<BareMongoLoop> CreateAsync(MongoLedgerOptions options, int wallets)
    {
        await using (await MongoLedger.OpenAsync(options, TimeProvider.System))
        {
        }

        var db = new LedgerDatabase(options);
        var documents = Enumerable.Range(0, wallets).Select(place => WalletDocument.New(
            BenchWallets.Id(place), db.Currency, Timestamp.Now(TimeProvider.System))
            .Set("balance", BenchWallets.StartMinor)).ToList();
        await db.Wallets.InsertManyAsync(documents);
        return new BareMongoLoop(db, documents.Select(static document => WalletDocument.ToState(document.ToBson()))
            .ToDictionary(static wallet => wallet.Id));
    }

    /// <summary>How many transfers it was given to prepare.</summary>
    public long Prepared { get; private set; }

    /// <summary>Runs the batches one after the other.</summary>
    public async Task RunAsync(IEnumerable<RawBsonDocument[]> batches)
    {
        using var session = await _db.Client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = false });
        foreach (var batch in batches)
        {
            session.StartTransaction(Options);
            foreach (var command in batch)
            {
                using var answer = await _db.Database.RunCommandAsync<RawBsonDocument>(session, command);
                if (answer.Contains("writeErrors"))
                    throw new BenchException("The bare loop failed.");
            }

            await session.CommitTransactionAsync();
        }
    }

    /// <summary>The commands of each batch, as bytes.</summary>
    public List<RawBsonDocument[]> Prepare(LedgerCommand[] commands, int batchSize) =>
        [.. commands.Chunk(batchSize).Select(batch => Prepare(batch))];

    /// <inheritdoc/>
    public void Dispose() => _db.Dispose();

    private RawBsonDocument[] Prepare(LedgerCommand[] commands)
    {
        Prepared += commands.Length;
        var batch = new LedgerBatch(commands);
        var ids = commands.SelectMany(static command => new[] { command.Sender, command.Receiver }).Distinct().ToList();
        foreach (var wallet in ids.Select(id => _wallets[id]))
            batch.FoundWallet(wallet);
        batch.Decide(Timestamp.Now(TimeProvider.System));
        RawBsonDocument[] made =
        [
            _commands.Read([.. commands.Select(static command => (command.Caller, command.Key))], ids),
            _commands.InsertKeys(batch.Records),
            _commands.UpdateWallets(batch.ChangedWallets),
            _commands.InsertEntries(batch.Records, out _),
        ];
        foreach (var wallet in ids.Select(id => _wallets[id]))
            _wallets[wallet.Id] = Read(wallet);
        // Bytes of their own: these will be written over by the next batch.
        return [.. made.Select(static command => new RawBsonDocument(command.ToBson()))];
    }

    // As the next batch would read it.
    private static MongoWallet Read(MongoWallet wallet) => new()
    {
        Id = wallet.Id,
        BalanceMinor = wallet.BalanceMinor,
        Sequence = wallet.Sequence,
        Head = wallet.Head,
        LastEntryAt = wallet.LastEntryAt,
        LastDebit = wallet.LastDebit,
        LastCredit = wallet.LastCredit,
        Freeze = wallet.Freeze,
    };
}

using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The client and the collections. Everything reads from the primary what a majority has, and is written when a
/// majority has it, whatever the connection string says: the ledger's promises are not a setting. Inside a transaction
/// the transaction's own concerns hold.
/// </summary>
internal sealed class LedgerDatabase : IDisposable
{
    /// <summary>On the disks of a majority. Where the set's configuration counts what is in memory as written, which
    /// it may, the journal has to be asked for.</summary>
    public static readonly WriteConcern Durable = WriteConcern.WMajority.With(journal: true);

    /// <summary>For what a host or a command reads and writes, but for batches.</summary>
    public const string Serving = "wallet-ledger";

    /// <summary>For the one batch that is under way, and for nothing else.</summary>
    public const string Committing = "wallet-committer";

    /// <summary>For a copy.</summary>
    public const string Copying = "wallet-copy";

    private const string DefaultName = "wallet";

    // One is in use. A connection that broke or was given up may still be closing while the next one is needed.
    private const int CommitterConnections = 4;

    private readonly MongoClient _client;
    private readonly SemaphoreSlim _slots;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">Where the ledger is.</param>
    /// <param name="application">What it is for, as the server is told: <see cref="Serving"/>,
    /// <see cref="Committing"/> or <see cref="Copying"/>.</param>
    /// <exception cref="LedgerStartException">The connection string can't be used.</exception>
    public LedgerDatabase(MongoLedgerOptions options, string application = Serving)
    {
        MongoUrl url;
        MongoClientSettings settings;
        try
        {
            url = new MongoUrl(options.ConnectionString);
            settings = MongoClientSettings.FromUrl(url);
        }
        // The driver's message may quote the connection string, password and all, so it is dropped.
        catch (Exception e) when (e is MongoConfigurationException or FormatException or ArgumentException)
        {
            throw new LedgerStartException(
                "The connection string of the MongoDB ledger is not valid: " +
                "mongodb://host1,host2,host3/database?replicaSet=name is expected.");
        }

        // A pool of its own: no burst of reads stands between a batch and its connection.
        if (application == Committing)
            (settings.MinConnectionPoolSize, settings.MaxConnectionPoolSize) = (0, CommitterConnections);
        settings.ReadPreference = ReadPreference.Primary;
        settings.ReadConcern = ReadConcern.Majority;
        settings.WriteConcern = Durable;
        // In a transaction this changes nothing: its writes are not retried one by one, and its commit always may be.
        settings.RetryWrites = true;
        settings.RetryReads = true;
        Timeout = options.Timeout;
        Currency = options.Currency;
        // Ends before the deadline, because "no primary" says more than "no answer".
        settings.ServerSelectionTimeout = 0.8 * Timeout;
        settings.ConnectTimeout = 0.8 * Timeout;
        Hosts = string.Join(", ", url.Servers.Select(static server => server.ToString()));
        var name = options.Database ?? url.DatabaseName ?? DefaultName;
        settings.ApplicationName ??= application;
        _client = new MongoClient(settings);
        _slots = new SemaphoreSlim(application == Committing ? 1 : settings.MaxConnectionPoolSize);
        Database = _client.GetDatabase(name);
        Settings = Database.GetCollection<BsonDocument>("settings");
        Users = Database.GetCollection<BsonDocument>("users");
        Wallets = Database.GetCollection<BsonDocument>("wallets");
        Entries = Database.GetCollection<BsonDocument>("entries");
        Keys = Database.GetCollection<BsonDocument>("keys");
        OperatorActs = Database.GetCollection<BsonDocument>("operatorActs");
        OperatorKeys = Database.GetCollection<BsonDocument>("operatorKeys");
        Audits = Database.GetCollection<BsonDocument>("audits");
        OpenHolds = Database.GetCollection<BsonDocument>("openHolds");
        Requests = Database.GetCollection<BsonDocument>("paymentRequests");
        RequestBlocks = Database.GetCollection<BsonDocument>("requestBlocks");
    }

    /// <summary>How long one transaction or read may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The one currency of the ledger, once it is prepared.</summary>
    public string Currency { get; }

    /// <summary>The servers of the connection string, without user and password.</summary>
    public string Hosts { get; }

    /// <summary>The client, for sessions.</summary>
    public IMongoClient Client => _client;

    /// <summary>The database.</summary>
    public IMongoDatabase Database { get; }

    /// <summary>One document: format, currency, whether there is an operators' log, and who the committer
    /// is.</summary>
    public IMongoCollection<BsonDocument> Settings { get; }

    /// <summary>Users, by ID.</summary>
    public IMongoCollection<BsonDocument> Users { get; }

    /// <summary>Wallets, by ID.</summary>
    public IMongoCollection<BsonDocument> Wallets { get; }

    /// <summary>Entries, by wallet and sequence.</summary>
    public IMongoCollection<BsonDocument> Entries { get; }

    /// <summary>Key records with their transfers, by caller and key.</summary>
    public IMongoCollection<BsonDocument> Keys { get; }

    /// <summary>The operators' log, by sequence.</summary>
    public IMongoCollection<BsonDocument> OperatorActs { get; }

    /// <summary>The keys of operators, by ID.</summary>
    public IMongoCollection<BsonDocument> OperatorKeys { get; }

    /// <summary>Audits that were made while serving, by the time when they began.</summary>
    public IMongoCollection<BsonDocument> Audits { get; }

    /// <summary>Holds of which something is left, by ID.</summary>
    public IMongoCollection<BsonDocument> OpenHolds { get; }

    /// <summary>Payment requests, by ID.</summary>
    public IMongoCollection<BsonDocument> Requests { get; }

    /// <summary>Who has shut whom out of asking for payments, by payer and payee.</summary>
    public IMongoCollection<BsonDocument> RequestBlocks { get; }

    /// <summary>Reads the one document that a filter on a unique value can find, linearizably: a majority confirms to
    /// the primary that it still is the primary before it answers. So it has seen all that was acknowledged
    /// before.</summary>
    public static async Task<BsonDocument?> FindOneAsync(
        IMongoCollection<BsonDocument> collection, string field, BsonValue value, Deadline deadline,
        IClientSessionHandle? session = null)
    {
        var linearizable = collection.WithReadConcern(ReadConcern.Linearizable);
        var filter = new BsonDocument(field, value);
        var options = new FindOptions<BsonDocument> { Limit = 1, MaxTime = deadline.Left };
        using var cursor = session is null
            ? await linearizable.FindAsync(filter, options, deadline.Token)
            : await linearizable.FindAsync(session, filter, options, deadline.Token);
        return await cursor.FirstOrDefaultAsync(deadline.Token);
    }

    /// <summary>
    /// Waits until a connection is free. The driver's own queue for connections refuses whoever comes when it is full,
    /// which would turn a burst of reads into errors; here the burst only waits, as long as its deadline lets it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The deadline has come.</exception>
    public async ValueTask<Slot> EnterAsync(Deadline deadline)
    {
        await _slots.WaitAsync(deadline.Token);
        return new Slot(_slots);
    }

    /// <summary>The time of day by the primary's clock; null if it does not say within the deadline.</summary>
    public async Task<Timestamp?> AskTimeAsync()
    {
        try
        {
            return await ReadAsync(async deadline => Timestamp.From(
                (await Database.RunCommandAsync<BsonDocument>(
                new BsonDocument("hello", 1), ReadPreference.Primary, deadline.Token))["localTime"].ToUniversalTime()));
        }
        catch (LedgerException)
        {
            return null;
        }
    }

    /// <summary>Starts a causally consistent session: each read in it sees at least what those before it have
    /// seen.</summary>
    public Task<IClientSessionHandle> StartSessionAsync(Deadline deadline) =>
        _client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = true }, deadline.Token);

    /// <summary>Reads within the deadline.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    public ValueTask<T> ReadAsync<T>(Func<Deadline, Task<T>> read) =>
        RunAsync(read, LedgerFailure.Unavailable, "The MongoDB ledger can't be read.");

    /// <summary>Reads several documents within the deadline. What is linearizable is the read of one document; so the
    /// settings are read like that, and all reads after it in the session see at least what was acknowledged
    /// before.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    public ValueTask<T> ReadAsync<T>(Func<IClientSessionHandle, Deadline, Task<T>> read) => ReadAsync(async deadline =>
    {
        using var session = await StartSessionAsync(deadline);
        await FindOneAsync(Settings, "_id", Preparation.OfLedger["_id"], deadline, session);
        return await read(session, deadline);
    });

    /// <summary>Writes one document outside a transaction, within the deadline. The driver repeats it once if the
    /// connection breaks.</summary>
    /// <exception cref="LedgerException">The store failed; the write may have landed.</exception>
    public ValueTask<T> WriteAsync<T>(Func<Deadline, Task<T>> write) =>
        RunAsync(write, LedgerFailure.Unknown, "The MongoDB ledger can't be written.");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async ValueTask<T> RunAsync<T>(Func<Deadline, Task<T>> work, LedgerFailure failure, string what)
    {
        using var deadline = new Deadline(Timeout);
        try
        {
            using var slot = await EnterAsync(deadline);
            return await work(deadline);
        }
        catch (Exception e) when (MongoFailure.IsOfStore(e))
        {
            throw MongoFailure.ToLedgerException(failure, what, e);
        }
    }

    /// <summary>The right to use a connection.</summary>
    public readonly struct Slot(SemaphoreSlim slots) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => slots.Release();
    }
}

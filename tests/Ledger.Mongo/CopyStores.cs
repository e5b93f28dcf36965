using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A database of a real server, for a ledger that is copied.</summary>
internal sealed class MongoCopyStore(string connectionString) : ICopyStore
{
    private readonly MongoLedgerOptions _options = MongoUnderTest.New(connectionString);

    public async Task<ILedgerUnderTest> OpenAsync(TimeProvider time) => await MongoUnderTest.OpenAsync(_options, time);

    public async Task<ICopySource> OpenSourceAsync() => await MongoCopySource.OpenAsync(_options, sliceSize: 7);

    public Task<ICopyTarget> OpenTargetAsync() => Task.FromResult<ICopyTarget>(MongoCopyTarget.Open(_options));

    /// <summary>Audits it while nobody writes.</summary>
    public async Task<AuditReport> AuditAsync()
    {
        await using var source = await OpenSourceAsync();
        return await source.AuditAsync();
    }

    /// <summary>A collection, to damage it.</summary>
    public IMongoCollection<BsonDocument> Collection(string name) =>
        new MongoClient(connectionString).GetDatabase(_options.Database).GetCollection<BsonDocument>(name);

    public async ValueTask DisposeAsync()
    {
        using var client = new MongoClient(connectionString);
        await client.DropDatabaseAsync(_options.Database);
    }
}

/// <summary>A file that a ledger is copied to or from.</summary>
internal sealed class SqliteFileStore : ICopyStore
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.File("ledger.db");

    public Task<ILedgerUnderTest> OpenAsync(TimeProvider time) =>
        Task.FromResult<ILedgerUnderTest>(new File(Path, time));

    public Task<ICopySource> OpenSourceAsync() =>
        Task.FromResult<ICopySource>(SqliteCopySource.Open(Path, sliceRows: 7));

    public Task<ICopyTarget> OpenTargetAsync() => Task.FromResult<ICopyTarget>(SqliteCopyTarget.Open(Path));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class File : ILedgerUnderTest
    {
        private readonly SqliteLedgerOptions _options;
        private readonly TimeProvider _time;
        private SqliteLedger _ledger;

        public File(string path, TimeProvider time)
        {
            (_options, _time) = (new SqliteLedgerOptions { Path = path }, time);
            _ledger = SqliteLedger.Open(_options, time);
        }

        public ILedger Ledger => _ledger;

        public IUserStore Users => _ledger;

        public ILedgerOperator Operator => new SqliteOperator(_options, _time);

        public ValueTask CloseAsync() => _ledger.DisposeAsync();

        public async Task ReopenAsync()
        {
            await CloseAsync();
            _ledger = SqliteLedger.Open(_options, _time);
        }

        public Task<IReadOnlyList<string>> AuditAsync() => Task.FromResult<IReadOnlyList<string>>(
            [.. SqliteAudit.Run(_options.Path).Violations.Select(static violation => violation.ToString())]);

        public ValueTask DisposeAsync() => CloseAsync();
    }
}

using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A database of a real server, for a ledger that is copied.</summary>
internal sealed class MongoCopyStore(string connectionString) : ICopyStore
{
    private readonly MongoLedgerOptions _options = MongoUnderTest.New(connectionString);

    public async Task<ILedgerUnderTest> OpenAsync(TimeProvider time) => await MongoUnderTest.OpenAsync(_options, time);

    public async Task<ICopySource> OpenSourceAsync() => await MongoCopySource.OpenAsync(_options, sliceSize: 7);

    public Task<ICopyTarget> OpenTargetAsync() => Task.FromResult<ICopyTarget>(MongoCopyTarget.Open(_options));

    /// <summary>Audits it.</summary>
    public Task<AuditReport> AuditAsync() => MongoAudit.RunAsync(_options);

    /// <summary>A collection, to damage it.</summary>
    public IMongoCollection<BsonDocument> Collection(string name) =>
        new MongoClient(connectionString).GetDatabase(_options.Database)
            .GetCollection<BsonDocument>(name).WithWriteConcern(WriteConcern.WMajority);

    public async ValueTask DisposeAsync()
    {
        using var client = new MongoClient(connectionString);
        await client.DropDatabaseAsync(_options.Database);
    }
}

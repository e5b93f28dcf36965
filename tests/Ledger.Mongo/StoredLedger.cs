using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A ledger on a real MongoDB replica set, where there is one, or on our own fake of the wire protocol; and
/// its collections, for what is done behind the ledger's back.</summary>
/// <param name="server">The real one; null for our own fake.</param>
public abstract class StoredLedger(RealMongoServer? server) : IAsyncLifetime
{
    private MongoUnderTest? _opened;
    private MongoClient? _client;

    private protected MongoUnderTest Opened =>
        _opened ?? throw new InvalidOperationException("The ledger was not opened.");

    private protected ILedger Ledger => Opened.Ledger;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _opened = await OpenAsync(TimeProvider.System);
        _client = new MongoClient(_opened.Options.ConnectionString);
        await FillAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        if (_opened is not null)
            await _opened.DisposeAsync();
    }

    /// <summary>Does what each test begins with.</summary>
    protected virtual Task FillAsync() => Task.CompletedTask;

    /// <summary>Opens a new ledger.</summary>
    private protected Task<MongoUnderTest> OpenAsync(TimeProvider time) => server is null
        ? MongoUnderTest.OpenOnFakeAsync(time)
        : MongoUnderTest.OpenAsync(server.RequireConnectionString(), time);

    /// <summary>A collection of the ledger. Audits read what a majority has, so that is written.</summary>
    private protected IMongoCollection<BsonDocument> Collection(string name) =>
        _client!.GetDatabase(Opened.Options.Database).GetCollection<BsonDocument>(name)
            .WithWriteConcern(WriteConcern.WMajority);

    /// <summary>Audits the ledger.</summary>
    protected Task<AuditReport> AuditAsync(AuditHeads? since = null) =>
        MongoAudit.RunAsync(Opened.Options, since: since, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Audits the ledger in slices of one document, and does something after each of the first: an audit would
    /// never catch up with more.</summary>
    /// <returns>The report, and how many slices there were.</returns>
    protected async Task<(AuditReport Report, int Slices)> AuditMeanwhileAsync(int times, Func<int, Task> act)
    {
        var slices = 0;
        var acting = new Slices(() =>
        {
            if (++slices <= times)
                act(slices).GetAwaiter().GetResult();
        });
        var report = await MongoAudit.RunAsync(
            Opened.Options, sliceSize: 1, acting, null, TestContext.Current.CancellationToken);
        return (report, slices);
    }

    // Unlike Progress<T>, it calls at once, where the audit is.
    private sealed class Slices(Action each) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => each();
    }
}

using Wallet.Core;
using Wallet.Ledger.Mongo;
using Wallet.Ledger.Sqlite;

namespace Wallet.Cluster;

/// <summary>The ledger of this process, opened as its address says. Disposing of it closes the ledger.</summary>
public sealed class OpenLedger : IAsyncDisposable
{
    private readonly IAsyncDisposable _store;

    private OpenLedger(ILedger ledger, IUserStore users, LedgerClock clock, IAsyncDisposable store) =>
        (Ledger, Users, Clock, _store) = (ledger, users, clock, store);

    /// <summary>The ledger.</summary>
    public ILedger Ledger { get; }

    /// <summary>The users beside it.</summary>
    public IUserStore Users { get; }

    /// <summary>What the ledger's entries are dated with.</summary>
    public LedgerClock Clock { get; }

    /// <summary>Opens the ledger.</summary>
    /// <exception cref="StartException">It can't be opened, or this machine's clock is far ahead.</exception>
    public static async Task<OpenLedger> OpenAsync(ClusterSettings settings, TimeProvider time)
    {
        try
        {
            return settings.Ledger.Mongo is { } mongo ? await OpenMongoAsync(
                mongo, settings, time) : await OpenSqliteAsync(settings.Ledger.SqlitePath!, settings, time);
        }
        catch (LedgerStartException e)
        {
            throw new StartException(StartException.CannotServe, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static async Task<OpenLedger> OpenMongoAsync(
        string connectionString, ClusterSettings settings, TimeProvider time)
    {
        var ledger = await MongoLedger.OpenAsync(
            new MongoLedgerOptions { ConnectionString = connectionString, Currency = settings.Currency }, time);
        return new OpenLedger(ledger, ledger, ledger.Clock, ledger);
    }

    private static async Task<OpenLedger> OpenSqliteAsync(string path, ClusterSettings settings, TimeProvider time)
    {
        var clock = new LedgerClock(time, () => RedisTime.AskAsync(settings), "the clustering Redis");
        if (await clock.CheckAsync() is { } complaint)
            throw new LedgerStartException(complaint);
        var options = new SqliteLedgerOptions
        {
            Path = path,
            Shared = true,
            Currency = settings.Currency,
            RecentKeys = settings.RecentKeys
        };
        var ledger = SqliteLedger.Open(options, time, clock);
        return new OpenLedger(ledger, ledger, clock, ledger);
    }
}

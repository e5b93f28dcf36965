using Wallet.Core;
using Wallet.Hosting;
using Wallet.Ledger.Mongo;
using Wallet.Ledger.Sqlite;

namespace Wallet.Cluster;

/// <summary>The ledger of this process, opened where the settings say. Disposing of it closes the ledger.</summary>
public sealed class OpenLedger : IAsyncDisposable
{
    private readonly IAsyncDisposable _store;

    private OpenLedger(ILedgerStore ledger, LedgerClock clock, IAsyncDisposable store) =>
        (Ledger, Clock, _store) = (ledger, clock, store);

    /// <summary>The ledger, with its users and what operators see and do.</summary>
    public ILedgerStore Ledger { get; }

    /// <summary>What the ledger's entries are dated with.</summary>
    public LedgerClock Clock { get; }

    /// <summary>Opens the ledger.</summary>
    /// <exception cref="StartException">It can't be opened, or this machine's clock is far ahead.</exception>
    public static async Task<OpenLedger> OpenAsync(ClusterSettings settings, TimeProvider time)
    {
        try
        {
            if (settings.ConnectionStrings.SqlitePath is null)
            {
                var mongo = await MongoLedger.OpenAsync(Mongo(settings), time);
                return new OpenLedger(mongo, mongo.Clock, mongo);
            }

            var clock = SharedClock(settings, time);
            if (await clock.CheckAsync() is { } complaint)
                throw new LedgerStartException(complaint);
            var sqlite = SqliteLedger.Open(Sqlite(settings), time, clock);
            return new OpenLedger(sqlite, clock, sqlite);
        }
        catch (LedgerStartException e)
        {
            throw new StartException(ExitCodes.CannotStart, e.Message, e);
        }
    }

    /// <summary>What the operator's commands do with the ledger. Nothing is opened yet.</summary>
    public static ILedgerOperator Operator(ClusterSettings settings, TimeProvider time) =>
        settings.ConnectionStrings.SqlitePath is null
            ? new MongoOperator(Mongo(settings), time)
            : new SqliteOperator(Sqlite(settings), time) { Clock = SharedClock(settings, time) };

    /// <summary>The ledgers that a copy is made from and to, of either kind.</summary>
    public static CopyEnds CopyEnds(ClusterSettings settings)
    {
        return new CopyEnds(
            async address => Hosting.CopyEnds.SqlitePath(Resolve(address)) is { } path
                ? SqliteCopySource.Open(path)
                : await MongoCopySource.OpenAsync(Patient(Resolve(address))),
            address => Task.FromResult<ICopyTarget>(Hosting.CopyEnds.SqlitePath(Resolve(address)) is { } path
                ? SqliteCopyTarget.Open(path)
                : MongoCopyTarget.Open(Patient(Resolve(address)))));

        string Resolve(string? address) => address is not null && !StoreSettings.IsLedger(address)
            ? throw new StartException(
                ExitCodes.BadSetting, $"--from and --to must be {StoreSettings.LedgerAddresses}.")
            : (address ?? settings.ConnectionStrings.Ledger) is { Length: > 0 } known
                ? known
                : throw new StartException(
                    ExitCodes.BadSetting, "Missing settings: ConnectionStrings:Ledger, or --from and --to.");

        // A slice is larger than a batch, and nobody waits for it.
        static MongoLedgerOptions Patient(string address) =>
            new() { ConnectionString = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static MongoLedgerOptions Mongo(ClusterSettings settings) => new()
    {
        ConnectionString = settings.ConnectionStrings.Ledger,
        Currency = settings.Wallet.Currency,
    };

    private static SqliteLedgerOptions Sqlite(ClusterSettings settings) => new()
    {
        Path = Path.GetFullPath(settings.ConnectionStrings.SqlitePath!),
        Shared = true,
        Currency = settings.Wallet.Currency,
        RecentKeys = settings.Wallet.RecentKeys,
    };

    // A file has no clock of its own; a command may do without the clustering Redis.
    private static LedgerClock SharedClock(ClusterSettings settings, TimeProvider time) =>
        settings.ConnectionStrings.Clustering.Length == 0
            ? new LedgerClock(time)
            : new LedgerClock(time, () => RedisTime.AskAsync(settings), "the clustering Redis");
}

using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A MongoDB ledger that is copied, or a copy that is read back. Entries come wallet after wallet, so that the place of
/// each among all of them follows from its sequence and from what the wallets before it count; records come in the
/// order of their transfers' IDs, and the refusals after them. The server can't tell whether anybody serves it, so that
/// it was at rest shows only when it is read again.
/// </summary>
public sealed class MongoCopySource : ICopySource
{
    /// <summary>How many documents a slice has at most.</summary>
    public const int DefaultSliceSize = 2000;

    private readonly LedgerDatabase _db;
    private readonly IClientSessionHandle _session;
    private readonly int _sliceSize;
    private readonly bool _owned;
    private CopyPlaces? _places;

    private MongoCopySource(
        LedgerDatabase db, IClientSessionHandle session, bool owned, string currency, int sliceSize) =>
        (_db, _session, _owned, Currency, _sliceSize) = (db, session, owned, currency, sliceSize);

    /// <inheritdoc/>
    public string Currency { get; }

    /// <summary>Opens a ledger.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="sliceSize">How many documents a slice has at most.</param>
    /// <exception cref="LedgerStartException">There is none, or it can't be read; the message is one plain
    /// line.</exception>
    public static async Task<MongoCopySource> OpenAsync(
        MongoLedgerOptions options, int sliceSize = DefaultSliceSize)
    {
        var db = new LedgerDatabase(options, LedgerDatabase.Copying);
        try
        {
            await Preparation.CheckAsync(db, CancellationToken.None);
            return await OpenAsync(db, owned: true, sliceSize);
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>Opens what is being copied to; the database stays its maker's.</summary>
    internal static Task<MongoCopySource> OpenUnfinishedAsync(LedgerDatabase db) =>
        OpenAsync(db, owned: false, DefaultSliceSize);

    /// <inheritdoc/>
    public async ValueTask<long> CountRecordsAsync()
    {
        long count = 0;
        await Preparation.ExplainAsync(_db, async () =>
            count = await _db.Keys.CountDocumentsAsync(new BsonDocument(), new CountOptions { Hint = "_id_" }));
        return count;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CopySlice> ReadAsync(CopyPart part, string? after = null)
    {
        if (part == CopyPart.Entries || part == CopyPart.Records)
            _places ??= await Explained(() => CopyPlaces.ReadAsync(_db, _session));
        var read = part switch
        {
            CopyPart.Wallets => CopyReads.WalletsAsync(_db, _session, after, _sliceSize),
            CopyPart.Users => CopyReads.UsersAsync(_db, _session, after, _sliceSize),
            CopyPart.Entries => CopyReads.EntriesAsync(_db, _session, _places!, after, _sliceSize),
            CopyPart.Records => RecordReads.ReadAsync(_db, _session, _places!, after, _sliceSize),
            CopyPart.Acts => OperatorReads.ActsAsync(_db, _session, after, _sliceSize),
            CopyPart.OperatorKeys => OperatorReads.KeysAsync(_db, _session, after, _sliceSize),
            CopyPart.Requests => RequestReads.RequestsAsync(_db, _session, after, _sliceSize),
            CopyPart.RequestBlocks => RequestReads.BlocksAsync(_db, _session, after, _sliceSize),
            _ => OperatorReads.AuditsAsync(_db, _session, after, _sliceSize),
        };
        await using var slices = read.GetAsyncEnumerator();
        while (await Explained(() => slices.MoveNextAsync().AsTask()))
            yield return slices.Current;
    }

    /// <inheritdoc/>
    public Task<AuditReport> AuditAsync(IProgress<AuditProgress>? progress = null) =>
        Explained(() => MongoAudit.RunAsync(
            _db, MongoAudit.SliceSize, progress, since: null, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        if (_owned)
            _db.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<MongoCopySource> OpenAsync(LedgerDatabase db, bool owned, int sliceSize)
    {
        var settings = new BsonDocument();
        IClientSessionHandle? session = null;
        await Preparation.ExplainAsync(db, async () =>
        {
            settings = await Preparation.SettingsAsync(db, CancellationToken.None);
            session = await db.Client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = true });
        });
        var isCurrent = settings.Contains(Preparation.HasLog);
        await Preparation.ExplainAsync(db, async () => isCurrent &= !owned || await db.Wallets
            .Find(session, new BsonDocument("_id", WalletId.Escrow.Value)).AnyAsync());
        if (!isCurrent)
            throw new LedgerStartException(
                $"The MongoDB ledger at {db.Hosts} was last served by an older program. Start a silo of this "
                + "version on it first.");
        return new MongoCopySource(db, session!, owned, settings["currency"].AsString, sliceSize);
    }

    private async Task<T> Explained<T>(Func<Task<T>> read)
    {
        T? result = default;
        await Preparation.ExplainAsync(_db, async () => result = await read());
        return result!;
    }
}

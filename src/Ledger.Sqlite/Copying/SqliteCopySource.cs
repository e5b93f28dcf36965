using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>A SQLite ledger that is copied, or a copy that is read back: rows in the order of their numbers.</summary>
public sealed class SqliteCopySource : ICopySource
{
    /// <summary>How many rows a slice has.</summary>
    public const int DefaultSliceRows = 8192;

    private readonly string _path;
    private readonly bool _unfinished;
    private readonly int _sliceRows;
    private readonly LedgerFileLock? _alone;
    private readonly Database _db;
    private Dictionary<long, WalletId>? _ids;

    private SqliteCopySource(string path, bool unfinished, LedgerFileLock? alone, int sliceRows)
    {
        (_path, _unfinished, _alone, _sliceRows) = (path, unfinished, alone, sliceRows);
        try
        {
            _db = new Database(path, OpenMode.Read);
            Schema.CheckFormat(_db, path, unfinished);
            Currency = _db.ScalarText("SELECT value FROM settings WHERE name = 'currency'");
        }
        catch (Exception e)
        {
            _db?.Dispose();
            alone?.Dispose();
            throw e is SqliteFailure failure ? Unreadable(failure) : e;
        }
    }

    /// <inheritdoc/>
    public string Currency { get; }

    /// <summary>Opens a ledger, and keeps everybody else from opening it.</summary>
    /// <param name="path">The ledger file. Nothing is written to it.</param>
    /// <param name="sliceRows">How many rows a slice has.</param>
    /// <exception cref="LedgerStartException">There is none, or somebody has opened it; the message is one plain
    /// line.</exception>
    public static SqliteCopySource Open(string path, int sliceRows = DefaultSliceRows)
    {
        path = Path.GetFullPath(path);
        SqliteRestore.RefuseInterrupted(path);
        if (!File.Exists(path))
            throw new LedgerStartException($"There is no ledger {path}.");
        return new SqliteCopySource(
            path, unfinished: false, new LedgerFileLock(path + ".lock", shared: false), sliceRows);
    }

    /// <summary>Opens a copy that is not finished, which its maker has locked.</summary>
    internal static SqliteCopySource OpenUnfinished(string path) =>
        new(path, unfinished: true, null, DefaultSliceRows);

    /// <inheritdoc/>
    public ValueTask<long> CountRecordsAsync() => new(Try(() => _db.Scalar("SELECT count(*) FROM key_records")));

    /// <inheritdoc/>
    public async IAsyncEnumerable<CopySlice> ReadAsync(CopyPart part, string? after = null)
    {
        // Reads of SQLite don't wait for anybody; so that others can go on meanwhile, they run where they don't hold
        // them up.
        while (await Task.Run(() => Try(() => Read(part, after))) is { Count: > 0 } slice)
        {
            yield return slice;
            after = slice.After;
        }
    }

    /// <inheritdoc/>
    public Task<AuditReport> AuditAsync(IProgress<AuditProgress>? progress = null) =>
        Task.Run(() => SqliteAudit.Run(_path, _unfinished, progress));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _db.Dispose();
        _alone?.Dispose();
        return ValueTask.CompletedTask;
    }

    private CopySlice Read(CopyPart part, string? after) => part switch
    {
        CopyPart.Wallets => ReadWallets(Number(after)),
        CopyPart.Users => ReadUsers(after),
        CopyPart.Entries => ReadEntries(Number(after)),
        CopyPart.Records => ReadRecords(Number(after)),
        CopyPart.Acts => ReadActs(Number(after)),
        CopyPart.Requests => CopyReads.Requests(_db, after, _sliceRows),
        CopyPart.RequestBlocks => CopyReads.Blocks(_db, after, _sliceRows),
        // There are so few of the rest that each is one slice.
        CopyPart.OperatorKeys => new OperatorKeySlice(after is null ? OperatorKeys.List(_db) : [], "all"),
        _ => new AuditSlice(after is null ? OperatorKeys.ListAudits(_db, StoredAudit.MaxKept) : [], "all"),
    };

    private WalletSlice ReadWallets(long after)
    {
        var rows = new List<CopiedWallet>(_sliceRows);
        var read = CopyReads.Wallets(_db, after, _sliceRows);
        for (; read.Step(); after = read.Int64(0))
            rows.Add(CopyReads.Wallet(read));
        return new WalletSlice(rows, Text(after));
    }

    private UserSlice ReadUsers(string? after)
    {
        var rows = new List<User>(_sliceRows);
        var read = CopyReads.Users(_db, after is null ? [] : Convert.FromHexString(after), _sliceRows);
        while (read.Step())
            rows.Add(UserTable.ReadRow(read));
        return new UserSlice(rows, rows.Count == 0 ? "" : rows[^1].Id.ToString());
    }

    private EntrySlice ReadEntries(long after) => new(
        ReadAll(CopyReads.Entries(_db, after, _sliceRows), CopyReads.Entry, ref after), Text(after));

    private RecordSlice ReadRecords(long after) => new(
        ReadAll(CopyReads.Records(_db, after, _sliceRows), CopyReads.Record, ref after), Text(after));

    private ActSlice ReadActs(long after) => new(
        ReadAll(OperatorActs.After(_db, after, _sliceRows), static (row, _) => OperatorActs.ReadRow(row), ref after),
        Text(after));

    // Rows by their numbers. The copy numbers them anew, so none may be missing.
    private List<T> ReadAll<T>(Statement read, Func<Statement, Dictionary<long, WalletId>, T> toRow, ref long last)
    {
        var rows = new List<T>(_sliceRows);
        while (read.Step())
        {
            if (read.Int64(0) != ++last)
                throw new FormatException("A row is missing.");
            rows.Add(toRow(read, Ids()));
        }

        return rows;
    }

    private Dictionary<long, WalletId> Ids()
    {
        if (_ids is not null)
            return _ids;
        var ids = new Dictionary<long, WalletId>();
        var read = _db.Prepare("SELECT number, wallet_id FROM wallets");
        while (read.Step())
            ids.Add(read.Int64(0), WalletId.Parse(read.Text(1)));
        return _ids = ids;
    }

    private T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteFailure e)
        {
            throw Unreadable(e);
        }
    }

    private LedgerStartException Unreadable(SqliteFailure e) =>
        new($"The ledger {_path} can't be read: {e.Message}.", e);

    private static long Number(string? after) =>
        after is null ? 0 : long.Parse(after, System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(long after) => after.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

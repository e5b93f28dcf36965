using System.Diagnostics;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>The tables of a ledger file, and which file may be opened.</summary>
internal static class Schema
{
    /// <summary>The format this code writes, in <c>PRAGMA user_version</c>.</summary>
    public const int Format = 9;

    // "WLET", in PRAGMA application_id: this SQLite file is a wallet ledger.
    private const int ApplicationId = 0x574c4554;

    // "WCPY": it is being made by a copy. Programs from before there were copies don't take it for a ledger either.
    private const int UnfinishedId = 0x57435059;

    /// <summary>The number of the issuer's wallet.</summary>
    public const long IssuerNumber = 1;

    /// <summary>The one table that a ledger need not have: the lockouts' states, in a backup and in a ledger that was
    /// restored from one.</summary>
    public const string LockoutsOfBackup =
        "CREATE TABLE guard_books (name TEXT, grain TEXT, version TEXT, book BLOB, forget_at INTEGER)";

    // A commit pays for each page it touches, so rows are laid out to touch few. Wallets are numbered, so that the rows
    // of entries and keys stay narrow. What changes with each transfer (balances) is apart from what never changes
    // (wallets). Entries are numbered in the order of their writing, so those of a batch lie side by side whosever they
    // are; each names the wallet's entry before it, and some of a wallet are in an index, so that any position in its
    // history is a few steps away (Marks). Numbers and transfer IDs only grow, so those rows land at the right edge. A
    // key is found by 16 bytes of SHA-256 over caller and key (KeyDigest), of which nobody can make two; digests are
    // random, so key_index is not written with each transfer but now and then in order (KeyIndex). The columns that a
    // table has last came with a later format: an old ledger has them added, which asks for a default.
    private static readonly string Tables = $"""
        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE wallets (
          number INTEGER PRIMARY KEY,
          wallet_id TEXT NOT NULL UNIQUE,
          created_at INTEGER NOT NULL,
          {Currency}
        ) STRICT;
        CREATE TABLE balances (
          wallet INTEGER PRIMARY KEY,
          balance INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          head BLOB NOT NULL,
          last_entry_at INTEGER NOT NULL,
          last_entry INTEGER NOT NULL,
          last_debit INTEGER NOT NULL,
          last_credit INTEGER NOT NULL,
          frozen INTEGER NOT NULL,
          {FrozenUntil},
          {SpendingRows.Day}, {SpendingRows.Spent}, {SpendingRows.Since}, {SpendingRows.OwnLimits}
        ) STRICT;
        CREATE TABLE users (
          user_id BLOB PRIMARY KEY,
          email TEXT NOT NULL UNIQUE,
          wallet INTEGER NOT NULL UNIQUE,
          password_pepper TEXT NOT NULL,
          password_hash TEXT NOT NULL,
          pin_pepper TEXT NOT NULL,
          pin_hash TEXT NOT NULL,
          token_generation INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          {UserName}
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE entries (
          number INTEGER PRIMARY KEY,
          wallet INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          transfer_id BLOB NOT NULL,
          direction INTEGER NOT NULL,
          counterparty INTEGER NOT NULL,
          amount INTEGER NOT NULL,
          balance_after INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          previous INTEGER NOT NULL,
          last_of_other_direction INTEGER NOT NULL,
          hash BLOB NOT NULL,
          note TEXT
        ) STRICT;
        CREATE UNIQUE INDEX entries_marks ON entries (wallet, sequence) WHERE {Marks.Condition};
        CREATE TABLE transfers (
          transfer_id BLOB PRIMARY KEY,
          key_record INTEGER NOT NULL,
          debit_entry INTEGER NOT NULL,
          credit_entry INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE key_records (
          number INTEGER PRIMARY KEY,
          caller INTEGER NOT NULL,
          key TEXT NOT NULL,
          key_digest BLOB NOT NULL,
          fingerprint BLOB NOT NULL,
          outcome INTEGER NOT NULL,
          transfer_id BLOB,
          {Operation}, {Link}, {Remaining}, {SpendingRows.ResetsAt}
        ) STRICT;
        {IndexOfLinks};
        {OperatorActs.Tables}
        {HoldRows.Tables}
        {HoldRows.Ends}
        {PaymentRequestTable.Tables}
        """;

    /// <summary>What format 6 added to <c>users</c>, and format 5 to <c>balances</c>: what people call them, and when a
    /// freeze ends by itself. Which sides are frozen is in <c>frozen</c>, 0 for none.</summary>
    public const string UserName = "name TEXT", FrozenUntil = "frozen_until INTEGER";

    /// <summary>What format 4 added to <c>wallets</c>: the currency it is kept in. There is one for now, the
    /// ledger's.</summary>
    public const string Currency = "currency TEXT NOT NULL DEFAULT ''";

    /// <summary>What format 4 added to <c>key_records</c>: the operation's code; the transfer it refers to; and what
    /// was left of that, with a refusal that says so.</summary>
    public const string Operation = "operation INTEGER NOT NULL DEFAULT 1", Link = "link BLOB",
        Remaining = "remaining INTEGER";

    /// <summary>Finds what refers to a transfer. Hardly any record does, and the others don't touch it.</summary>
    public const string IndexOfLinks =
        "CREATE INDEX key_records_by_link ON key_records (link) WHERE link IS NOT NULL";

    // Keys are found through these (see KeyIndex).
    public const string KeyTables = """
        CREATE TABLE key_index (
          key_digest BLOB PRIMARY KEY,
          record INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE key_index_state (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          indexed INTEGER NOT NULL,
          sealed INTEGER NOT NULL,
          cursor BLOB
        ) STRICT;
        """;

    // Ledger rows are never changed or removed, not even by a slip in this program.
    private const string Immutable = """
        CREATE TRIGGER $_stay BEFORE UPDATE ON $ BEGIN SELECT RAISE(ABORT, '$ are immutable'); END;
        CREATE TRIGGER $_remain BEFORE DELETE ON $ BEGIN SELECT RAISE(ABORT, '$ are immutable'); END;
        """;

    /// <summary>Makes the tables in a new file, or checks that an old one is a ledger this code can work on.</summary>
    /// <exception cref="LedgerStartException">It is not.</exception>
    public static void Prepare(Database db, string path, string currency, Timestamp now)
    {
        if (!string.Equals(SetLog(db), "wal", StringComparison.OrdinalIgnoreCase))
            throw new LedgerStartException(
                $"The ledger {path} can't use a write-ahead log: its folder must be on a local file system.");
        db.Execute("BEGIN IMMEDIATE");
        try
        {
            if (db.Scalar("SELECT count(*) FROM sqlite_schema") == 0)
                Create(db, currency, now);
            else
                BringUpToDate(db, now);
            CheckFormat(db, path);
            CheckCurrency(db, path, currency);
            db.Execute("COMMIT");
        }
        catch
        {
            db.RollBack();
            throw;
        }
    }

    /// <summary>Brings a ledger of an older format up to date, inside a transaction. Leaves any other file as it
    /// is.</summary>
    public static void BringUpToDate(Database db, Timestamp now)
    {
        if (db.Scalar("PRAGMA application_id") == ApplicationId)
            Upgrade.Run(db, db.Scalar("PRAGMA user_version"), now);
    }

    // When two open a new file at the same moment, SQLite refuses one of them at once, whatever its time-out, because
    // each may be waiting for what the other holds.
    private static string? SetLog(Database db)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return db.ScalarText("PRAGMA journal_mode = WAL");
            }
            catch (SqliteFailure e) when (e.IsBusy && Stopwatch.GetElapsedTime(since) < Database.BusyTimeout)
            {
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>Refuses a ledger that is kept in another currency.</summary>
    /// <exception cref="LedgerStartException">It is.</exception>
    public static void CheckCurrency(Database db, string path, string currency)
    {
        var stored = db.ScalarText("SELECT value FROM settings WHERE name = 'currency'");
        if (stored != currency)
            throw new LedgerStartException(
                $"The ledger {path} is kept in {stored}, but Wallet:Currency is {currency}.");
    }

    /// <summary>Checks that a file is a ledger in a format this code can read.</summary>
    /// <exception cref="LedgerStartException">It is not.</exception>
    /// <param name="db">The file.</param>
    /// <param name="path">Its path.</param>
    /// <param name="unfinished">Whether it must be an unfinished copy; otherwise it must be none.</param>
    public static void CheckFormat(Database db, string path, bool unfinished = false)
    {
        if (IsUnfinished(db) && !unfinished)
            throw new LedgerStartException(
                $"{path} is an unfinished copy of a ledger. Run the copy again to complete it, or remove the file.");
        if (db.Scalar("PRAGMA application_id") != (unfinished ? UnfinishedId : ApplicationId))
            throw new LedgerStartException($"{path} is not a wallet ledger.");
        var format = db.Scalar("PRAGMA user_version");
        if (format != Format)
            throw new LedgerStartException(
                $"The ledger {path} has format {format}; this program works on format {Format}.{Advice(format)}");
    }

    /// <summary>Whether a file is a ledger that is being made by a copy.</summary>
    public static bool IsUnfinished(Database db) => db.Scalar("PRAGMA application_id") == UnfinishedId;

    /// <summary>Says that a file is an unfinished copy, or that it is a ledger.</summary>
    public static void SetUnfinished(Database db, bool unfinished) =>
        db.Execute($"PRAGMA application_id = {(unfinished ? UnfinishedId : ApplicationId)}");

    private static string Advice(long format) => format switch
    {
        > Format => " Use a newer program.",
        >= 2 and < Format => " To start the server on it brings it up to date.",
        _ => "",
    };

    /// <summary>Makes the tables, without any row.</summary>
    public static void CreateTables(Database db)
    {
        db.Execute(Tables);
        db.Execute(KeyTables);
        foreach (var table in (string[])["entries", "transfers", "key_records", "key_index", "operator_acts", "holds"])
            MakeImmutable(db, table);
        db.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Format};");
    }

    private static void Create(Database db, string currency, Timestamp now)
    {
        CreateTables(db);
        SetIndexed(db, 0);
        db.Prepare("INSERT INTO settings (name, value) VALUES ('currency', ?1)").Bind(1, currency).Run();
        InsertWallet(db, WalletId.Issuer, now);
        InsertWallet(db, WalletId.Escrow, now);
    }

    /// <summary>Keeps the rows of a table from being changed or removed.</summary>
    public static void MakeImmutable(Database db, string table) =>
        db.Execute(Immutable.Replace("$", table, StringComparison.Ordinal));

    /// <summary>Says, in tables that were just made, up to which key record key_index is complete.</summary>
    public static void SetIndexed(Database db, long record) =>
        db.Prepare("INSERT INTO key_index_state (id, indexed, sealed) VALUES (1, ?1, ?1)").Bind(1, record).Run();

    /// <summary>Makes an empty wallet and returns its number.</summary>
    public static long InsertWallet(Database db, WalletId id, Timestamp now)
    {
        var insert = db.Prepare("""
            INSERT INTO wallets (wallet_id, created_at, currency)
            VALUES (?1, ?2, (SELECT value FROM settings WHERE name = 'currency')) RETURNING number
            """).Bind(1, id.Value).Bind(2, now.UnixMicroseconds);
        insert.Step();
        var number = insert.Int64(0);
        insert.Run();
        db.Prepare(
            "INSERT INTO balances (wallet, balance, sequence, head, last_entry_at, last_entry, last_debit, " +
            "last_credit, frozen) VALUES (?1, 0, 0, zeroblob(32), 0, 0, 0, 0, 0)")
            .Bind(1, number).Run();
        return number;
    }
}

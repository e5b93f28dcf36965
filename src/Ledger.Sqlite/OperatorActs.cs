using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>The operators' log, and what their acts change, in one transaction.</summary>
internal static class OperatorActs
{
    /// <summary>What format 5 added for operators: the log of what they did, their keys, and audits.</summary>
    public const string Tables = """
        CREATE TABLE operator_acts (
          sequence INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          operator_key BLOB,
          kind INTEGER NOT NULL,
          target TEXT NOT NULL,
          detail TEXT NOT NULL,
          reason TEXT NOT NULL,
          hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX operator_acts_freezes ON operator_acts (target, sequence) WHERE kind IN (3, 4);
        CREATE TABLE operator_keys (
          key_id BLOB PRIMARY KEY,
          digest BLOB NOT NULL UNIQUE,
          name TEXT NOT NULL,
          scopes INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          revoked_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE audits (started_at INTEGER PRIMARY KEY, report TEXT NOT NULL) STRICT;
        """;

    private const string Columns = "SELECT sequence, at, operator_key, kind, target, detail, reason, hash ";

    /// <summary>Does an act and logs it, inside a transaction.</summary>
    public static OperatorVerdict Do(Database db, WalletNumbers numbers, OperatorAct act, Timestamp now)
    {
        var entry = Head(db).Next(now, act);
        var verdict = act switch
        {
            FreezeWallet freeze => SetFreeze(db, numbers, freeze.Wallet, freeze.Freeze),
            ThawWallet thaw => SetFreeze(db, numbers, thaw.Wallet, null),
            SignOutUser signOut => Found(UserTable.EndTokens(db, signOut.User)),
            UnlockUser unlock => Found(UserTable.Find(db, unlock.User) is not null),
            AddOperatorKey add => OperatorKeys.Add(db, add.Key, add.Digest),
            RevokeOperatorKey revoke => OperatorKeys.Revoke(db, revoke.Key, entry.At),
            _ => throw new InvalidOperationException($"There is no way to do {act.Kind}."),
        };
        if (verdict == OperatorVerdict.Done)
            Insert(db, entry);
        return verdict;
    }

    /// <summary>Where the log ends.</summary>
    public static OperatorLogHead Head(Database db) =>
        Read(db, 1, null) is [var last] ? OperatorLogHead.Of(last) : OperatorLogHead.Empty;

    /// <summary>Rows of the log, newest first.</summary>
    public static List<OperatorLogEntry> Read(Database db, int limit, long? before)
    {
        var entries = new List<OperatorLogEntry>();
        var read = db.Prepare(
            Columns + "FROM operator_acts WHERE sequence < ?1 ORDER BY sequence DESC LIMIT ?2")
            .Bind(1, before ?? long.MaxValue).Bind(2, limit);
        while (read.Step())
            entries.Add(ReadRow(read));
        return entries;
    }

    /// <summary>The last row that froze or thawed a wallet; null if there is none.</summary>
    public static OperatorLogEntry? LastFreeze(Database db, WalletId wallet)
    {
        var find = db.Prepare(Columns + """
            FROM operator_acts WHERE kind IN (3, 4) AND target = ?1 ORDER BY sequence DESC LIMIT 1
            """).Bind(1, wallet.Value);
        if (!find.Step())
            return null;
        var entry = ReadRow(find);
        find.Reset();
        return entry;
    }

    /// <summary>How much of a transfer has been given back.</summary>
    public static long GivenBack(Database db, TransferId transfer)
    {
        var read = db.Prepare($"SELECT {LedgerReads.GivenBack} FROM transfers t WHERE t.transfer_id = ?1")
            .Bind(1, transfer.Value);
        if (!read.Step())
            return 0;
        var sum = read.Int64(0);
        read.Reset();
        return sum;
    }

    /// <summary>Rows of the log after one, oldest first.</summary>
    public static Statement After(Database db, long sequence, int limit) => db.Prepare(
        Columns + "FROM operator_acts WHERE sequence > ?1 ORDER BY sequence LIMIT ?2")
        .Bind(1, sequence).Bind(2, limit);

    /// <summary>The row that one of the above has read.</summary>
    public static OperatorLogEntry ReadRow(Statement row) => new(
        row.Int64(0), new Timestamp(row.Int64(1)), row.IsNull(2) ? null : new OperatorKeyId(row.Guid(2)),
        (OperatorActKind)checked((byte)row.Int64(3)), row.Text(4), row.Text(5), Note.Parse(row.Text(6)),
        row.Blob(7).ToArray());

    /// <summary>Writes a row.</summary>
    public static void Insert(Database db, OperatorLogEntry entry) => db.Prepare("""
        INSERT INTO operator_acts (sequence, at, operator_key, kind, target, detail, reason, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """)
        .Bind(1, entry.Sequence).Bind(2, entry.At.UnixMicroseconds).Bind(3, entry.By?.Value)
        .Bind(4, (long)entry.Kind).Bind(5, entry.Target).Bind(6, entry.Detail).Bind(7, entry.Reason.Value)
        .Bind(8, entry.Hash).Run();

    /// <summary>How a row of <c>balances</c> says that the wallet is frozen.</summary>
    public static Freeze? ReadFreeze(Statement row, int sides, int until) =>
        row.Int64(sides) is var frozen and not 0 ? Freeze.OfStored(frozen, row.Int64OrNull(until)) : null;

    private static OperatorVerdict Found(bool found) => found ? OperatorVerdict.Done : OperatorVerdict.NotFound;

    private static OperatorVerdict SetFreeze(Database db, WalletNumbers numbers, WalletId wallet, Freeze? freeze)
    {
        var number = wallet.IsHouse ? 0 : numbers.Find(db, wallet);
        if (number == 0)
            return OperatorVerdict.NotFound;
        db.Prepare("UPDATE balances SET frozen = ?2, frozen_until = ?3 WHERE wallet = ?1")
            .Bind(1, number).Bind(2, (long)(freeze?.Sides ?? 0)).Bind(3, freeze?.Until?.UnixMicroseconds).Run();
        return OperatorVerdict.Done;
    }
}

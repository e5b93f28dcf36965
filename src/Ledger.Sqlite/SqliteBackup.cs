using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Makes a consistent copy of a ledger, also while it is being written. Balances, wallets, users and what is the
/// operators' are copied in one snapshot; the rest is immutable and follows in short slices, up to what the snapshot
/// knows of. So no read transaction holds the write-ahead log for long.
/// </summary>
public static class SqliteBackup
{
    private const int SliceRows = 10_000;

    /// <summary>Copies the ledger <paramref name="path"/> to <paramref name="destination"/>, which must not exist. The
    /// copy is synced to the disk and gets its name last, and its folder is synced after that; only its owner can read
    /// it.</summary>
    /// <param name="path">The ledger file.</param>
    /// <param name="destination">The copy.</param>
    /// <param name="lockouts">The file of the lockouts' states, which are to be in the copy too; null, or missing, if
    /// there is none.</param>
    /// <exception cref="LedgerStartException">The ledger can't be read or the copy can't be written; the message is one
    /// plain line.</exception>
    public static void Run(string path, string destination, string? lockouts = null)
    {
        (path, destination) = (Path.GetFullPath(path), Path.GetFullPath(destination));
        SqliteRestore.RefuseInterrupted(path);
        if (!File.Exists(path))
            throw new LedgerStartException($"There is no ledger {path}.");
        if (File.Exists(destination) || Directory.Exists(destination))
            throw new LedgerStartException($"{destination} exists; a backup overwrites nothing.");
        var partial = destination + ".partial";
        try
        {
            using (var source = new Database(path, OpenMode.Read))
                Schema.CheckFormat(source, path);
            OwnersFile.Open(partial, FileMode.Create, FileAccess.Write, FileShare.Read).Dispose();

            using (var copy = new Database(partial, OpenMode.Write))
            {
                Copy(copy, path);
                if (File.Exists(lockouts))
                    CopyLockouts(copy, lockouts);
            }

            OwnersFile.Sync(partial);
            SyncedFolder.Move(partial, destination);
        }
        catch (Exception e) when (e is SqliteFailure or IOException or UnauthorizedAccessException)
        {
            if (File.Exists(partial))
                File.Delete(partial);
            throw new LedgerStartException($"The backup to {destination} failed: {e.Message}", e)
            {
                IsDiskFull = e is SqliteFailure { IsFull: true },
            };
        }
    }

    private static void Copy(Database copy, string path)
    {
        // The file is synced as a whole at the end, and a partial one is worth nothing.
        copy.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
        Schema.CreateTables(copy);
        copy.Prepare("ATTACH ?1 AS source").Bind(1, path).Run();

        copy.Execute("""
            BEGIN;
            INSERT INTO main.settings SELECT * FROM source.settings;
            INSERT INTO main.wallets SELECT * FROM source.wallets;
            INSERT INTO main.balances SELECT * FROM source.balances;
            INSERT INTO main.users SELECT * FROM source.users;
            INSERT INTO main.operator_acts SELECT * FROM source.operator_acts;
            INSERT INTO main.operator_keys SELECT * FROM source.operator_keys;
            INSERT INTO main.audits SELECT * FROM source.audits;
            INSERT INTO main.payment_requests SELECT * FROM source.payment_requests;
            INSERT INTO main.request_blocks SELECT * FROM source.request_blocks;
            INSERT INTO main.hold_ends SELECT * FROM source.hold_ends;
            CREATE TEMP TABLE snapshot AS SELECT
              (SELECT coalesce(max(number), 0) FROM source.key_records) AS last_key_record,
              (SELECT coalesce(max(number), 0) FROM source.entries) AS last_entry,
              (SELECT indexed FROM source.key_index_state) AS indexed;
            COMMIT;
            """);

        CopyInSlices(copy, """
            INSERT INTO main.key_records SELECT * FROM source.key_records
            WHERE number > (SELECT coalesce(max(number), 0) FROM main.key_records)
              AND number <= (SELECT last_key_record FROM snapshot)
            ORDER BY number LIMIT ?1
            """);
        // A merge that is under way is left behind: the copy begins it anew.
        Schema.SetIndexed(copy, copy.Scalar("SELECT indexed FROM snapshot"));
        CopyInSlices(copy, """
            INSERT INTO main.key_index SELECT * FROM source.key_index
            WHERE key_digest > (SELECT coalesce(max(key_digest), x'') FROM main.key_index)
              AND record <= (SELECT indexed FROM snapshot)
            ORDER BY key_digest LIMIT ?1
            """);
        CopyInSlices(copy, """
            INSERT INTO main.transfers SELECT * FROM source.transfers
            WHERE transfer_id > (SELECT coalesce(max(transfer_id), x'') FROM main.transfers)
              AND key_record <= (SELECT last_key_record FROM snapshot)
            ORDER BY transfer_id LIMIT ?1
            """);
        // Those that were made meanwhile are none of the copy's.
        CopyInSlices(copy, """
            INSERT INTO main.holds SELECT h.* FROM source.holds h
            WHERE h.hold_id > (SELECT coalesce(max(hold_id), x'') FROM main.holds)
              AND EXISTS (SELECT 1 FROM main.transfers t WHERE t.transfer_id = h.hold_id)
            ORDER BY h.hold_id LIMIT ?1
            """);
        CopyInSlices(copy, """
            INSERT INTO main.entries SELECT * FROM source.entries
            WHERE number > (SELECT coalesce(max(number), 0) FROM main.entries)
              AND number <= (SELECT last_entry FROM snapshot)
            ORDER BY number LIMIT ?1
            """);
    }

    private static void CopyLockouts(Database copy, string lockouts)
    {
        copy.Prepare("ATTACH ?1 AS lockouts").Bind(1, lockouts).Run();
        if (copy.Scalar("SELECT count(*) FROM lockouts.sqlite_schema WHERE name = 'guard_books'") == 0)
            return; // The host has not served yet.
        copy.Execute(Schema.LockoutsOfBackup);
        copy.Execute(
            "INSERT INTO main.guard_books SELECT name, grain, version, book, forget_at FROM lockouts.guard_books");
    }

    private static void CopyInSlices(Database copy, string sql)
    {
        var insert = copy.Prepare(sql).Bind(1, SliceRows);
        long before, after = copy.Scalar("SELECT total_changes()");
        do
        {
            before = after;
            insert.Run();
            after = copy.Scalar("SELECT total_changes()");
        }
        while (after != before);
    }
}

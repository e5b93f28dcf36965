namespace Wallet.Ledger.Sqlite;

/// <summary>
/// How far the merge of keys is, as the one row of key_index_state says. It changes in the same transactions as the
/// table key_index.
/// </summary>
/// <param name="Indexed">Every key record up to this number is in the table.</param>
/// <param name="Sealed">The records after <paramref name="Indexed"/> and up to this number are being merged. No later
/// one is in the table.</param>
/// <param name="Cursor">Those of them whose digest is at most this one are in the table; null if none is.</param>
internal readonly record struct MergeState(long Indexed, long Sealed, UInt128? Cursor)
{
    /// <summary>Reads the state.</summary>
    /// <exception cref="Core.LedgerException">The ledger is damaged.</exception>
    public static MergeState Read(Database db)
    {
        var read = db.Prepare(
            "SELECT indexed, sealed, cursor FROM key_index_state WHERE id = 1 AND indexed >= 0 AND sealed >= indexed");
        if (!read.Step())
            throw KeyIndex.Damaged("it does not say which keys are indexed");
        var state = new MergeState(read.Int64(0), read.Int64(1), read.IsNull(2) ? null : read.Digest(2));
        read.Reset();
        return state;
    }

    /// <summary>Begins to merge the records up to <paramref name="through"/>.</summary>
    public static void Seal(Database db, long through) =>
        db.Prepare("UPDATE key_index_state SET sealed = ?1 WHERE id = 1").Bind(1, through).Run();

    /// <summary>The sealed digests up to <paramref name="cursor"/> are in the table now.</summary>
    public static void Advance(Database db, UInt128 cursor) =>
        db.Prepare("UPDATE key_index_state SET cursor = ?1 WHERE id = 1").Bind(1, cursor).Run();

    /// <summary>All that was sealed is in the table now.</summary>
    public static void Finish(Database db, long sealedThrough) =>
        db.Prepare("UPDATE key_index_state SET indexed = ?1, sealed = ?1, cursor = NULL WHERE id = 1")
            .Bind(1, sealedThrough).Run();
}

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Fills key_index when all key records of a copy are there, from the smallest digest to the largest, so that each page
/// is written once. SQLite sorts in memory here, so it is done in parts of about as many keys as memory may hold, each
/// in a transaction; how far it is, is what a merge says of itself.
/// </summary>
internal static class CopyKeyIndex
{
    // Some 100 bytes each while they are sorted.
    private const long KeysPerPart = 500_000;

    /// <summary>A part: the digests after <paramref name="After"/> up to <paramref name="Cursor"/>.</summary>
    /// <param name="After">The largest digest of the part before; null before the first.</param>
    /// <param name="Cursor">The largest digest that there may be in this one.</param>
    /// <param name="Through">About how many records are indexed with it.</param>
    /// <param name="Records">How many records there are.</param>
    public readonly record struct Part(UInt128? After, UInt128 Cursor, long Through, long Records);

    /// <summary>The part that is to be written next; null when there is none any more.</summary>
    public static Part? Next(Database db)
    {
        var records = db.Scalar("SELECT coalesce(max(number), 0) FROM key_records");
        var state = MergeState.Read(db);
        if (state.Indexed == records)
            return null;
        // Digests are hashes: they lie evenly.
        var parts = (ulong)((records + KeysPerPart - 1) / KeysPerPart);
        var size = UInt128.MaxValue / parts;
        var part = state.Cursor is { } cursor ? cursor / size : 0;
        return part + 1 >= parts
            ? new Part(state.Cursor, UInt128.MaxValue, records, records)
            : new Part(state.Cursor, (part + 1) * size, (long)((part + 1) * (UInt128)records / parts), records);
    }

    /// <summary>Writes it, inside a transaction.</summary>
    public static void Write(Database db, Part part)
    {
        // Zero is a digest that nobody has.
        db.Prepare("""
            INSERT INTO key_index SELECT key_digest, number FROM key_records
            WHERE key_digest > ?1 AND key_digest <= ?2 ORDER BY key_digest
            """).Bind(1, part.After ?? 0).Bind(2, part.Cursor).Run();
        MergeState.Seal(db, part.Records);
        if (part.Cursor == UInt128.MaxValue)
            MergeState.Finish(db, part.Records);
        else
            MergeState.Advance(db, part.Cursor);
    }
}

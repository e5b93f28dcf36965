using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Finds key records by their digest. Digests are random, and an index that took each as it came would have a page
/// written for every transfer. So this one is a log-structured merge: key_records itself, in the order of writing, is
/// the log; the digests of its newest records are kept in memory; when there are enough of them they are sealed,
/// sorted, and merged into the table key_index from its first page to its last, slice by slice, inside the transactions
/// of later batches, so that many land on each page.
/// </summary>
/// <remarks>
/// <para>What is in memory is nothing but rows that are committed and never change. Every transaction, before it looks
/// for a key, reads the rows that came since the last one (<see cref="CatchUp"/>), whoever wrote them: so nothing has
/// to be undone when a commit fails, and other processes may write too. After a failure of the disk it is read anew
/// (<see cref="Forget"/>).</para>
/// <para>The one row of key_index_state says how far the merge is: every record up to <c>indexed</c> is in the table;
/// of those after it and up to <c>sealed</c>, those are whose digest is at most <c>cursor</c>; of later ones, none. A
/// digest is the table's primary key: should two records ever have one, nothing can be written any more, rather than
/// that money moves twice.</para>
/// </remarks>
internal sealed class KeyIndex(int recentKeys)
{
    // A slice is half as much again as has come since the one before: what is sealed is merged before as many have come
    // again. So not many more than twice recentKeys are in memory, some 100 bytes each.
    private const int MaxSlice = 1024;

    private const int MaxSliceAfter = 256;

    // So many are sorted in no time; more of them, beside the batches that go on.
    private const int FewKeys = 4096;

    private static readonly Task<KeyValuePair<UInt128, long>[]> Nothing =
        Task.FromResult<KeyValuePair<UInt128, long>[]>([]);

    private readonly int _sliceAfter = Math.Clamp(recentKeys / 16, 1, MaxSliceAfter);
    private readonly Lock _lock = new();
    private Dictionary<UInt128, long> _open = [], _sealed = [];
    private Task<KeyValuePair<UInt128, long>[]> _sorted = Nothing;
    private long _indexed, _sealedThrough, _loaded;
    // At once: a process that writes little would else never merge anything.
    private int _due = MaxSliceAfter;

    /// <summary>The number of the newest record, as of the transaction that caught up last.</summary>
    public long LastRecord => _loaded;

    /// <summary>What is thrown when the stored keys contradict each other: nothing may be decided on them.</summary>
    public static LedgerException Damaged(string how) =>
        new(LedgerFailure.Unavailable, $"The ledger is damaged: {how}. Nothing is written to it; an audit says more.");

    /// <summary>Reads what was committed since the last time, inside a transaction.</summary>
    /// <returns>False when the transaction began before something that has gone from memory by now: it has to begin
    /// anew.</returns>
    /// <exception cref="LedgerException">The ledger is damaged.</exception>
    public bool CatchUp(Database db)
    {
        var (indexed, sealedThrough, _) = ReadState(db);
        lock (_lock)
        {
            if (indexed < _indexed)
                return false;
            if (indexed > _indexed)
            {
                CheckIndexed(db, indexed);
                // Whatever was sealed or read before is in the table.
                if (indexed != _sealedThrough)
                    _open = [];
                (_sealed, _sorted) = ([], Nothing);
                (_indexed, _sealedThrough, _loaded) = (indexed, indexed, Math.Max(_loaded, indexed));
            }

            if (sealedThrough > _sealedThrough)
            {
                Load(db, sealedThrough);
                Seal(sealedThrough);
            }

            Load(db, long.MaxValue);
            return true;
        }
    }

    /// <summary>Finds the number of the record with a digest, 0 if there is none, in a transaction that only
    /// reads.</summary>
    /// <returns>False when the transaction has to begin anew, as for <see cref="CatchUp"/>.</returns>
    /// <exception cref="LedgerException">The ledger is damaged.</exception>
    public bool TryFind(Database db, UInt128 digest, out long number)
    {
        number = 0;
        lock (_lock) // Nothing may go from memory between the two.
        {
            if (!CatchUp(db))
                return false;
            IsRecent(digest, out number);
        }

        FindInTable(db, new ReadOnlySpan<UInt128>(in digest), new Span<long>(ref number));
        return true;
    }

    /// <summary>Finds the numbers of the records with some digests, 0 where there is none, in a transaction that writes
    /// and has caught up: nobody is ahead of it.</summary>
    public void Find(Database db, ReadOnlySpan<UInt128> digests, Span<long> numbers)
    {
        lock (_lock)
        {
            for (var i = 0; i < digests.Length; i++)
                IsRecent(digests[i], out numbers[i]);
        }

        FindInTable(db, digests, numbers);
    }

    /// <summary>Goes on with the merge, in the transaction of a batch that wrote so many records; it may fail and be
    /// done again.</summary>
    public void Merge(Database db, int written)
    {
        _due += written;
        if (_due < _sliceAfter)
            return;
        var (indexed, sealedThrough, cursor) = ReadState(db);
        if (sealedThrough > indexed)
        {
            if (_sorted.IsCompleted)
                MergeSlice(db, _sorted.Result, cursor, sealedThrough);
            return;
        }

        _due = 0;
        if (_loaded - indexed >= recentKeys)
            db.Prepare("UPDATE key_index_state SET sealed = ?1 WHERE id = 1").Bind(1, _loaded).Run();
    }

    /// <summary>Forgets what is in memory, so that it is read anew.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            (_open, _sealed, _sorted) = ([], [], Nothing);
            _indexed = _sealedThrough = _loaded = 0;
        }
    }

    private bool IsRecent(UInt128 digest, out long number) =>
        _open.TryGetValue(digest, out number) || _sealed.TryGetValue(digest, out number);

    // Those that are 0 so far.
    private static void FindInTable(Database db, ReadOnlySpan<UInt128> digests, Span<long> numbers)
    {
        for (int i = 0, sought = numbers.Count(0); sought > 0;)
        {
            var find = BatchStatements.FindKeys.Take(db, sought, out var rows);
            sought -= rows;
            for (var p = 1; p <= rows; i++)
            {
                if (numbers[i] == 0)
                    find.Bind(p++, digests[i]);
            }

            while (find.Step())
            {
                var found = find.Digest(0);
                for (var k = 0; k < i; k++)
                {
                    if (digests[k] == found)
                        numbers[k] = find.Int64(1);
                }
            }
        }
    }

    private static (long Indexed, long Sealed, UInt128? Cursor) ReadState(Database db)
    {
        var read = db.Prepare(
            "SELECT indexed, sealed, cursor FROM key_index_state WHERE id = 1 AND indexed >= 0 AND sealed >= indexed");
        if (!read.Step())
            throw Damaged("it does not say which keys are indexed");
        (long, long, UInt128?) state = (read.Int64(0), read.Int64(1), read.IsNull(2) ? null : read.Digest(2));
        read.Reset();
        return state;
    }

    // Whoever says that the table is complete up to a record must have put that record into it: what is not there is
    // not found.
    private static void CheckIndexed(Database db, long record)
    {
        var find =
            db.Prepare(
            "SELECT 1 FROM key_records k JOIN key_index i ON i.key_digest = k.key_digest WHERE k.number = ?1 AND " +
            "i.record = ?1").Bind(1, record);
        if (!find.StepOnce())
            throw Damaged("fewer keys are indexed than it says");
    }

    private void Load(Database db, long through)
    {
        var read =
            db.Prepare("SELECT number, key_digest FROM key_records WHERE number > ?1 AND number <= ?2 ORDER BY number")
            .Bind(1, _loaded).Bind(2, through);
        try
        {
            while (read.Step())
            {
                var (number, digest) = (read.Int64(0), read.Digest(1));
                if (number != _loaded + 1)
                    throw Damaged("a key record is missing");
                if (_sealed.ContainsKey(digest) || !_open.TryAdd(digest, number))
                    throw Damaged("a key has two records");
                _loaded = number;
            }
        }
        finally
        {
            read.Reset();
        }
    }

    private void Seal(long through)
    {
        if (_loaded != through)
            throw Damaged("keys are to be indexed that it does not have");
        (_sealed, _open) = (_open, new Dictionary<UInt128, long>(_open.Count));
        _sealedThrough = through;
        var all = _sealed; // From here on it only is read.
        _sorted = all.Count <= FewKeys ? Task.FromResult(Sort(all)) : Task.Run(() => Sort(all));
    }

    private static KeyValuePair<UInt128, long>[] Sort(Dictionary<UInt128, long> keys)
    {
        KeyValuePair<UInt128, long>[] sorted = [.. keys];
        Array.Sort(sorted, static (a, b) => a.Key.CompareTo(b.Key));
        return sorted;
    }

    private void MergeSlice(Database db, KeyValuePair<UInt128, long>[] sorted, UInt128? cursor, long sealedThrough)
    {
        var from = cursor is { } done ? CountUpTo(sorted, done) : 0;
        var through = from + Math.Min(Math.Min(_due + (_due + 1) / 2, MaxSlice), sorted.Length - from);
        _due = Math.Max(0, _due - MaxSlice);
        for (var i = from; i < through;)
        {
            var insert = BatchStatements.WriteKeyIndex.Take(db, through - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteKeyIndex.Columns;
                p += BatchStatements.WriteKeyIndex.Columns, i++)
                insert.Bind(p + 1, sorted[i].Key).Bind(p + 2, sorted[i].Value);
            Insert(insert);
        }

        if (through == sorted.Length)
            db.Prepare("UPDATE key_index_state SET indexed = ?1, sealed = ?1, cursor = NULL WHERE id = 1")
                .Bind(1, sealedThrough).Run();
        else
            db.Prepare("UPDATE key_index_state SET cursor = ?1 WHERE id = 1").Bind(1, sorted[through - 1].Key).Run();
    }

    private static void Insert(Statement insert)
    {
        try
        {
            insert.Run();
        }
        catch (SqliteFailure e) when (e.IsConstraint)
        {
            throw Damaged("a key that is to be indexed is in the index");
        }
    }

    // How many of the sorted digests are at most the given one.
    private static int CountUpTo(KeyValuePair<UInt128, long>[] sorted, UInt128 digest)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (sorted[middle].Key <= digest)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

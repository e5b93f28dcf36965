namespace Wallet.Ledger.Sqlite;

/// <summary>
/// The digests of the newest key records, in memory: the open ones, to which each new record is added, and the sealed
/// ones, which are being merged into the table.
/// </summary>
/// <remarks>
/// Nothing is kept here but rows that are committed and never change. Before it looks for a key, every transaction
/// reads the rows that came since the last one, whoever wrote them. So nothing has to be undone when a commit fails,
/// and other processes may write too. After a failure of the disk everything is read anew.
/// </remarks>
internal sealed class RecentKeys
{
    // Sorting this many takes no noticeable time. More are sorted on another thread while batches go on.
    private const int FewKeys = 4096;

    private static readonly Task<KeyValuePair<UInt128, long>[]> Nothing =
        Task.FromResult<KeyValuePair<UInt128, long>[]>([]);

    private readonly Lock _lock = new();
    private Dictionary<UInt128, long> _open = [], _sealed = [];
    private Task<KeyValuePair<UInt128, long>[]> _sorted = Nothing;
    private long _indexed, _sealedThrough, _loaded;

    /// <summary>The number of the newest record that has been read.</summary>
    public long LastRecord => _loaded;

    /// <summary>The sealed digests with the numbers of their records, in order; null while they are being
    /// sorted.</summary>
    public KeyValuePair<UInt128, long>[]? Sorted => _sorted.IsCompleted ? _sorted.Result : null;

    /// <summary>See <see cref="KeyIndex.CatchUp"/>.</summary>
    public bool CatchUp(Database db)
    {
        var state = MergeState.Read(db);
        lock (_lock)
        {
            if (state.Indexed < _indexed)
                return false;
            if (state.Indexed > _indexed)
            {
                CheckIndexed(db, state.Indexed);
                DropIndexed(state.Indexed);
            }

            if (state.Sealed > _sealedThrough)
            {
                Load(db, state.Sealed);
                Seal(state.Sealed);
            }

            Load(db, long.MaxValue);
            return true;
        }
    }

    /// <summary>Catches up, and finds the number of the record with a digest; 0 if it is not a recent one.</summary>
    /// <returns>False when the transaction has to begin anew.</returns>
    public bool TryFind(Database db, UInt128 digest, out long number)
    {
        number = 0;
        // One lock for both, or another transaction could drop the key from memory between them, while it is not in the
        // table as this transaction sees it.
        lock (_lock)
        {
            if (!CatchUp(db))
                return false;
            number = Find(digest);
            return true;
        }
    }

    /// <summary>Finds the numbers of the records with some digests; 0 for those that are not recent.</summary>
    public void Find(ReadOnlySpan<UInt128> digests, Span<long> numbers)
    {
        lock (_lock)
        {
            for (var i = 0; i < digests.Length; i++)
                numbers[i] = Find(digests[i]);
        }
    }

    /// <summary>Forgets everything, so that it is read anew.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            (_open, _sealed, _sorted) = ([], [], Nothing);
            _indexed = _sealedThrough = _loaded = 0;
        }
    }

    private long Find(UInt128 digest) =>
        _open.TryGetValue(digest, out var number) || _sealed.TryGetValue(digest, out number) ? number : 0;

    // Whoever says that the table is complete up to a record must have put that very record into it. If it is missing,
    // others may be too, and a key that is not found could pay again.
    private static void CheckIndexed(Database db, long record)
    {
        var find = db.Prepare("""
            SELECT 1 FROM key_records k JOIN key_index i ON i.key_digest = k.key_digest
            WHERE k.number = ?1 AND i.record = ?1
            """).Bind(1, record);
        if (!find.StepOnce())
            throw KeyIndex.Damaged("fewer keys are indexed than it says");
    }

    // The table now has every record up to this one. If the merge ended where this process has sealed, the open digests
    // are of later records and stay. Otherwise another process has sealed and merged more than this one had read.
    private void DropIndexed(long indexed)
    {
        if (indexed != _sealedThrough)
            _open = [];
        (_sealed, _sorted) = ([], Nothing);
        (_indexed, _sealedThrough, _loaded) = (indexed, indexed, Math.Max(_loaded, indexed));
    }

    private void Load(Database db, long through)
    {
        var read = db.Prepare(
            "SELECT number, key_digest FROM key_records WHERE number > ?1 AND number <= ?2 ORDER BY number")
            .Bind(1, _loaded).Bind(2, through);
        try
        {
            while (read.Step())
            {
                var (number, digest) = (read.Int64(0), read.Digest(1));
                if (number != _loaded + 1)
                    throw KeyIndex.Damaged("a key record is missing");
                if (_sealed.ContainsKey(digest) || !_open.TryAdd(digest, number))
                    throw KeyIndex.Damaged("a key has two records");
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
            throw KeyIndex.Damaged("keys are to be indexed that it does not have");
        (_sealed, _open) = (_open, new Dictionary<UInt128, long>(_open.Count));
        _sealedThrough = through;
        var all = _sealed; // Nothing is added to it from here on, so another thread may read it.
        _sorted = all.Count <= FewKeys ? Task.FromResult(Sort(all)) : Task.Run(() => Sort(all));
    }

    private static KeyValuePair<UInt128, long>[] Sort(Dictionary<UInt128, long> keys)
    {
        KeyValuePair<UInt128, long>[] sorted = [.. keys];
        Array.Sort(sorted, static (a, b) => a.Key.CompareTo(b.Key));
        return sorted;
    }
}

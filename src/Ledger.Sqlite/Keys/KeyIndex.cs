using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Finds key records by their digest. Digests are random, so an index that took each of them as it came would make
/// every transfer write a page of its own. This one is a log-structured merge instead: key_records itself, in the order
/// of writing, is the log; the digests of its newest records are kept in memory (<see cref="RecentKeys"/>); and when
/// there are enough of them they are sorted and merged into the table key_index (<see cref="KeyMerge"/>), so that many
/// land on each page.
/// </summary>
/// <remarks>
/// A digest is the table's primary key. Should two records ever have the same one, nothing can be written any more:
/// better than moving money twice.
/// </remarks>
internal sealed class KeyIndex(int recentKeys)
{
    private readonly RecentKeys _recent = new();
    private readonly KeyMerge _merge = new(recentKeys);

    /// <summary>The number of the newest record, as of the transaction that caught up last.</summary>
    public long LastRecord => _recent.LastRecord;

    /// <summary>What is thrown when the stored keys contradict each other: nothing may be decided on them.</summary>
    public static LedgerException Damaged(string how) =>
        new(LedgerFailure.Unavailable, $"The ledger is damaged: {how}. Nothing is written to it; an audit says more.");

    /// <summary>Reads what was committed since the last time, inside a transaction.</summary>
    /// <returns>False when the transaction is too old: it can't see keys in the table that have already left memory. It
    /// has to begin anew.</returns>
    /// <exception cref="LedgerException">The ledger is damaged.</exception>
    public bool CatchUp(Database db) => _recent.CatchUp(db);

    /// <summary>Finds the number of the record with a digest, 0 if there is none, in a transaction that only
    /// reads.</summary>
    /// <returns>False when the transaction has to begin anew, as for <see cref="CatchUp"/>.</returns>
    /// <exception cref="LedgerException">The ledger is damaged.</exception>
    public bool TryFind(Database db, UInt128 digest, out long number)
    {
        if (!_recent.TryFind(db, digest, out number))
            return false;
        FindInTable(db, new ReadOnlySpan<UInt128>(in digest), new Span<long>(ref number));
        return true;
    }

    /// <summary>Finds the numbers of the records with some digests, 0 where there is none, in a transaction that writes
    /// and has caught up: no other transaction can be ahead of it.</summary>
    public void Find(Database db, ReadOnlySpan<UInt128> digests, Span<long> numbers)
    {
        _recent.Find(digests, numbers);
        FindInTable(db, digests, numbers);
    }

    /// <summary>Goes on with the merge, in the transaction of a batch that wrote <paramref name="written"/> records. If
    /// the commit fails, the same slice is merged again later.</summary>
    public void Merge(Database db, int written) => _merge.GoOn(db, written, _recent);

    /// <summary>Forgets what is in memory, so that it is read anew.</summary>
    public void Forget() => _recent.Forget();

    // Looks up only digests without a record yet.
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
}

using System.Diagnostics.Metrics;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Merges recent digests into the table key_index. When <paramref name="recentKeys"/> of them are there, they are
/// sealed; then each batch's transaction writes a slice of them, in sorted order, from the table's first page to its
/// last.
/// </summary>
internal sealed class KeyMerge(int recentKeys)
{
    // A slice is half as large again as what has come since the one before. So what is sealed is merged before as many
    // new digests have come, and memory holds little more than twice recentKeys of them, some 100 bytes each.
    private const int MaxSlice = 1024;

    private const int MaxSliceAfter = 256;

    private static readonly Counter<long> Merged = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.key_index.merged", "{key}", "Keys that were merged into the index.");

    private static readonly Counter<long> Merges = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.key_index.merges", "{merge}", "Merges of collected keys into the index that came to their end.");

    private readonly int _sliceAfter = Math.Clamp(recentKeys / 16, 1, MaxSliceAfter);

    // How many records have been written since the last slice. It starts with enough for the first slice: a process
    // that writes little and is restarted often would otherwise never merge anything.
    private int _writtenSince = MaxSliceAfter;

    /// <summary>Goes on with the merge, in the transaction of a batch that wrote <paramref name="written"/>
    /// records.</summary>
    public void GoOn(Database db, int written, RecentKeys recent)
    {
        _writtenSince += written;
        if (_writtenSince < _sliceAfter)
            return;
        var state = MergeState.Read(db);
        if (state.Sealed > state.Indexed)
        {
            if (recent.Sorted is { } sorted)
                MergeSlice(db, sorted, state);
            return;
        }

        _writtenSince = 0;
        if (recent.LastRecord - state.Indexed >= recentKeys)
            MergeState.Seal(db, recent.LastRecord);
    }

    private void MergeSlice(Database db, KeyValuePair<UInt128, long>[] sorted, MergeState state)
    {
        var from = state.Cursor is { } done ? CountUpTo(sorted, done) : 0;
        var size = Math.Min(_writtenSince + (_writtenSince + 1) / 2, MaxSlice);
        var through = Math.Min(from + size, sorted.Length);
        _writtenSince = Math.Max(0, _writtenSince - MaxSlice);
        Insert(db, sorted.AsSpan(from, through - from));
        Merged.Add(through - from);
        if (through == sorted.Length)
        {
            MergeState.Finish(db, state.Sealed);
            Merges.Add(1);
        }
        else
        {
            MergeState.Advance(db, sorted[through - 1].Key);
        }
    }

    private static void Insert(Database db, ReadOnlySpan<KeyValuePair<UInt128, long>> keys)
    {
        while (!keys.IsEmpty)
        {
            var insert = BatchStatements.WriteKeyIndex.Take(db, keys.Length, out var rows);
            var p = 1;
            foreach (var (digest, record) in keys[..rows])
                insert.Bind(p++, digest).Bind(p++, record);
            try
            {
                insert.Run();
            }
            catch (SqliteFailure e) when (e.IsConstraint)
            {
                throw KeyIndex.Damaged("a key that is to be indexed is in the index");
            }

            keys = keys[rows..];
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

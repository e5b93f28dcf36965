using System.Buffers.Binary;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Checks what keys are found by, and not only the records: a key that only a record holds could be used again. Up to
/// the record that key_index_state names, the table must hold the digests of all records and no others; those after it
/// are few, and are compared one by one.
/// </summary>
internal sealed class KeyIndexAudit
{
    /// <summary>The tables it relies on, as <see cref="SchemaAudit"/> names them.</summary>
    public static readonly string[] Tables = ["table key_index", "table key_index_state"];

    // A ledger has up to about twice RecentKeys records that are not indexed.
    private const long MaxPending = 4L * SqliteLedgerOptions.MaxRecentKeys;

    private readonly AuditSnapshot _snapshot;
    private readonly AuditFindings _findings;
    private readonly State _state;
    private readonly long _indexed;
    private readonly RowPrints _expected = new();
    private readonly Dictionary<UInt128, long> _pending = [];

    private KeyIndexAudit(AuditSnapshot snapshot, AuditFindings findings, State state)
    {
        (_snapshot, _findings, _state) = (snapshot, findings, state);
        _indexed = Math.Min(state.Indexed, snapshot.LastKeyRecord);
    }

    /// <summary>Starts before the records are read. Null when it can't be done, which is a finding.</summary>
    public static KeyIndexAudit? Start(Database db, AuditSnapshot snapshot, AuditFindings findings)
    {
        if (ReadState(db) is not { } state)
            findings.Add(5, "key index", "it does not say how far it goes");
        else if (state.Indexed < snapshot.LastKeyRecord - MaxPending)
            findings.Add(5, "key index", $"it goes to record {state.Indexed} of {snapshot.LastKeyRecord}");
        else
            return new KeyIndexAudit(snapshot, findings, state);
        return null;
    }

    /// <summary>Adds a record of the snapshot, in order.</summary>
    public void Add(long number, ReadOnlySpan<byte> digest)
    {
        if (digest.Length != KeyDigest.Size)
            return; // That its digest is wrong is found elsewhere; here it is missed.
        if (number <= _indexed)
            _expected.Add(Print(digest, number));
        else
            _findings.Check(_pending.TryAdd(Read(digest), number), 5, "key records",
                $"record {number} has the key of an earlier one");
    }

    /// <summary>Reads the table and holds it against the records.</summary>
    public void Finish(Database db, AuditSteps steps)
    {
        var read =
            db.Prepare(
            "SELECT key_digest, record, typeof(key_digest) FROM key_index WHERE key_digest > ?1 ORDER BY key_digest " +
            "LIMIT ?2");
        var found = new RowPrints();
        long merged = 0, early = 0;
        byte[] last = [];
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            (rows, var old) = (0, 0);
            read.Bind(1, last).Bind(2, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                var digest = read.Blob(0);
                var record = read.Int64(1);
                if (read.Text(2) != "blob" || digest.Length != KeyDigest.Size || digest.SequenceCompareTo(last) <= 0)
                {
                    read.Reset();
                    _findings.Add(5, "key index", "it is out of order");
                    return;
                }

                last = digest.ToArray();
                if (record > _state.Indexed
                    && (record > _state.Sealed || _state.Cursor is null || Read(last) > _state.Cursor))
                    early++;
                if (record > _snapshot.LastKeyRecord)
                    continue;
                old++;
                if (record <= _indexed)
                    found.Add(Print(last, record));
                else
                    merged++;
                _findings.Check(
                    record <= _indexed ? !_pending.ContainsKey(Read(last)) : _pending.TryGetValue(
                    Read(last), out var number) && number == record, 5,
                    "key index", $"it leads to record {record} by the key of another");
            }

            steps.Add(old);
        }

        _findings.Check(found.Count == _expected.Count, 5, "key index",
            $"there are {_expected.Count} key records, but {found.Count} are found by their key");
        _findings.Check(found.Count != _expected.Count || found.IsSame(_expected), 5, "key index",
            "it holds other keys than the records");
        // While somebody writes, the merge goes on under this reader's eyes.
        if (ReadState(db) == _state)
            CheckMerge(merged, early, db.Scalar("SELECT max(number) FROM key_records"));
    }

    private void CheckMerge(long merged, long early, long newest)
    {
        _findings.Check(
            _state.Indexed <= _state.Sealed && _state.Sealed <= newest
            && (_state.Cursor is null || _state.Sealed > _state.Indexed), 5,
            "key index", "what it says of its merge makes no sense");
        _findings.Check(
            early == 0, 5, "key index", $"it holds {early} records that, by what it says, are yet to be merged");
        var expected = _state.Cursor is { } cursor
            ? _pending.Count(pair => pair.Value <= _state.Sealed && pair.Key <= cursor)
            : 0;
        _findings.Check(merged == expected, 5, "key index",
            $"{merged} records are merged, but by what it says, {expected} should be");
    }

    private static State? ReadState(Database db)
    {
        var read =
            db.Prepare(
            "SELECT indexed, sealed, cursor FROM key_index_state WHERE (SELECT count(*) FROM key_index_state) = 1 " +
            "AND id = 1 AND (cursor IS NULL OR length(cursor) = 16)");
        if (!read.Step())
            return null;
        var state = new State(read.Int64(0), read.Int64(1), read.IsNull(2) ? null : Read(read.Blob(2)));
        read.Reset();
        return state;
    }

    private static UInt128 Read(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);

    private static UInt128 Print(ReadOnlySpan<byte> digest, long number) =>
        RowPrints.Of([.. digest, .. BitConverter.GetBytes(number)]);

    private sealed record State(long Indexed, long Sealed, UInt128? Cursor);
}

using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Writes slices as rows, inside a transaction. Rows are numbered as they come.</summary>
internal sealed class CopyWrites
{
    private readonly Database _db;
    private readonly Dictionary<WalletId, SqliteWallet> _wallets = [];
    private readonly HashSet<SqliteWallet> _touched = [];

    /// <summary>Goes on with what is there.</summary>
    public CopyWrites(Database db)
    {
        _db = db;
        var read = db.Prepare("""
            SELECT w.number, w.wallet_id, b.last_entry, b.last_debit, b.last_credit
            FROM wallets w JOIN balances b ON b.wallet = w.number
            """);
        while (read.Step())
            Add(read.Int64(0), WalletId.Parse(read.Text(1)), read.Int64(2), read.Int64(3), read.Int64(4));
    }

    /// <summary>Writes a slice.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="state">How many rows there are with it.</param>
    public void Write(CopySlice slice, CopyState state)
    {
        switch (slice)
        {
            case WalletSlice { Wallets: var wallets }:
                foreach (var wallet in wallets)
                    Write(wallet);
                break;
            case UserSlice { Users: var users }:
                foreach (var user in users)
                    UserTable.Insert(_db, user, Number(user.Wallet));
                break;
            case EntrySlice { Entries: var entries }:
                WriteEntries(entries, state.Entries - entries.Count);
                WritePointers();
                break;
            case RecordSlice { Records: var records }:
                WriteRecords(records, state.Records - records.Count);
                WriteTransfers(records, state.Records - records.Count);
                WriteHolds(records);
                break;
            case ActSlice { Acts: var acts }:
                foreach (var act in acts)
                    OperatorActs.Insert(_db, act);
                break;
            case OperatorKeySlice { Keys: var keys }:
                foreach (var key in keys)
                    OperatorKeys.Insert(_db, key.Key, key.Digest);
                break;
            case AuditSlice { Audits: var audits }:
                foreach (var audit in audits)
                    OperatorKeys.SaveAudit(_db, audit);
                break;
            case RequestSlice { Requests: var requests }:
                foreach (var request in requests)
                    PaymentRequestTable.Insert(
                        _db, request, Number(request.Request.Payee), Number(request.Request.Payer));
                break;
            case BlockSlice { Blocks: var blocks }:
                foreach (var block in blocks)
                    PaymentRequestTable.InsertBlock(_db, Number(block.Payer), Number(block.Payee));
                break;
            default:
                throw new InvalidOperationException("There is no such part of a ledger.");
        }
    }

    private long Number(WalletId id) => _wallets[id].Number;

    private void Add(long number, WalletId id, long lastEntry, long lastDebit, long lastCredit) =>
        _wallets.Add(id, new SqliteWallet
        {
            Id = id,
            Number = number,
            LastEntry = lastEntry,
            LastDebit = lastDebit,
            LastCredit = lastCredit,
            // The rest is written as the source has it, and not looked at here.
            BalanceMinor = 0,
            Sequence = 0,
            Head = [],
            LastEntryAt = default,
            Freeze = null,
        });

    private void Write(CopiedWallet wallet)
    {
        var state = wallet.State;
        var number = Schema.InsertWallet(_db, state.Id, wallet.CreatedAt);
        if (state.Id.IsIssuer != (number == Schema.IssuerNumber))
            throw new FormatException("The issuer is not the first of the wallets.");
        var update = _db.Prepare("""
            UPDATE balances SET balance = ?2, sequence = ?3, head = ?4, last_entry_at = ?5, frozen = ?6,
              frozen_until = ?7, spent_day = ?8, spent = ?9, spent_since = ?10, limits = ?11
            WHERE wallet = ?1
            """).Bind(1, number).Bind(2, state.BalanceMinor).Bind(3, state.Sequence).Bind(4, state.Head)
            .Bind(5, state.LastEntryAt.UnixMicroseconds).Bind(6, (long)(state.Freeze?.Sides ?? 0))
            .Bind(7, state.Freeze?.Until?.UnixMicroseconds);
        SpendingRows.Bind(update, 8, state);
        update.Run();
        Add(number, state.Id, 0, 0, 0);
    }

    private void WriteEntries(IReadOnlyList<CopiedEntry> entries, long before)
    {
        for (var i = 0; i < entries.Count;)
        {
            var insert = BatchStatements.WriteEntries.Take(_db, entries.Count - i, out var rows);
            for (var p = 0; rows > 0; p += BatchStatements.WriteEntries.Columns, rows--, i++)
            {
                var (entry, hash) = entries[i];
                var wallet = _wallets[entry.Wallet];
                _touched.Add(wallet);
                var number = before + i + 1;
                var (previous, lastOfOther) = wallet.Append(number, entry.Direction);
                insert.Bind(p + 1, number).Bind(p + 2, wallet.Number).Bind(p + 3, entry.Sequence)
                    .Bind(p + 4, entry.TransferId.Value).Bind(p + 5, (long)entry.Direction)
                    .Bind(p + 6, Number(entry.Counterparty)).Bind(p + 7, entry.Amount.Minor)
                    .Bind(p + 8, entry.BalanceAfterMinor).Bind(p + 9, entry.CreatedAt.UnixMicroseconds)
                    .Bind(p + 10, previous).Bind(p + 11, lastOfOther).Bind(p + 12, hash)
                    .Bind(p + 13, entry.Note?.Value);
            }

            insert.Run();
        }
    }

    private void WritePointers()
    {
        var write = _db.Prepare(
            "UPDATE balances SET last_entry = ?2, last_debit = ?3, last_credit = ?4 WHERE wallet = ?1");
        foreach (var wallet in _touched.OrderBy(static wallet => wallet.Number))
            write.Bind(1, wallet.Number).Bind(2, wallet.LastEntry).Bind(3, wallet.LastDebit)
                .Bind(4, wallet.LastCredit).Run();
        _touched.Clear();
    }

    private void WriteRecords(IReadOnlyList<CopiedRecord> records, long before)
    {
        Span<byte> fingerprint = stackalloc byte[Fingerprint.Size];
        var columns = BatchStatements.WriteLinkedKeyRecords.Columns;
        for (var i = 0; i < records.Count;)
        {
            var insert = BatchStatements.WriteLinkedKeyRecords.Take(_db, records.Count - i, out var rows);
            for (var p = 0; rows > 0; p += columns, rows--, i++)
            {
                var (caller, key, operation, link, record, _, _) = records[i];
                var number = Number(caller);
                record.Fingerprint.CopyTo(fingerprint);
                insert.Bind(p + 1, before + i + 1).Bind(p + 2, number).Bind(p + 3, key.Value)
                    .Bind(p + 4, KeyDigest.Of(number, key)).Bind(p + 5, fingerprint).Bind(p + 6, (long)record.Code)
                    .Bind(p + 7, record.Transfer?.Id).Bind(p + 8, (long)operation).Bind(p + 9, link)
                    .Bind(p + 10, record.RemainingMinor).Bind(p + 11, record.ResetsAt?.UnixMicroseconds);
            }

            insert.Run();
        }
    }

    // Which are open is told when all records are there.
    private void WriteHolds(IReadOnlyList<CopiedRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Record.Transfer is { Operation: Operation.Hold, Hold: { } terms } hold)
                HoldRows.Insert(_db, hold.Id, Number(terms.Payer), Number(terms.Receiver), terms.ExpiresAt);
        }
    }

    private void WriteTransfers(IReadOnlyList<CopiedRecord> records, long before)
    {
        var moved = records.Count(static record => record.Record.Transfer is not null);
        for (var i = 0; moved > 0;)
        {
            var insert = BatchStatements.WriteTransfers.Take(_db, moved, out var rows);
            moved -= rows;
            for (var p = 0; rows > 0; i++)
            {
                if (records[i].Record.Transfer is not { } transfer)
                    continue;
                insert.Bind(p + 1, transfer.Id.Value).Bind(p + 2, before + i + 1).Bind(p + 3, records[i].Debit.Place)
                    .Bind(p + 4, records[i].Credit.Place);
                p += BatchStatements.WriteTransfers.Columns;
                rows--;
            }

            insert.Run();
        }
    }
}

using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>One batch inside one transaction: read keys and wallets, let Core decide, write the rows.</summary>
internal static class BatchCommit
{
    private static readonly MultiRowInsert KeyRecords = new("INSERT INTO key_records (number, caller, key, fingerprint, outcome, transfer_id) VALUES", 6);

    private static readonly MultiRowInsert Transfers =
        new("INSERT INTO transfers (transfer_id, key_record, debit_wallet, debit_sequence, credit_wallet, credit_sequence) VALUES", 6);

    private static readonly MultiRowInsert Entries = new(
        "INSERT INTO entries (wallet, sequence, transfer_id, direction, counterparty, amount, balance_after, created_at, last_of_other_direction, hash, note) VALUES", 11);

    private static readonly MultiRowInsert Balances = new(
        "REPLACE INTO balances (wallet, balance, sequence, head, last_entry_at, last_debit, last_credit, frozen) VALUES", 8);

    public static Decision[] Run(Database db, WalletNumbers numbers, IReadOnlyList<LedgerCommand> commands, Timestamp now)
    {
        var batch = new LedgerBatch(commands);
        for (var i = 0; i < commands.Count; i++)
        {
            var command = commands[i];
            var caller = numbers.Find(db, command.Caller);
            if (caller != 0 && LedgerReads.FindKey(db, caller, command.Key) is { } record)
            {
                batch.FoundKey(i, record);
                continue;
            }

            Load(db, numbers, batch, command.Sender);
            Load(db, numbers, batch, command.Receiver);
        }

        var decisions = batch.Decide(now);
        if (batch.Records.Count > 0)
            Write(db, batch);
        return decisions;
    }

    private static void Load(Database db, WalletNumbers numbers, LedgerBatch batch, WalletId id)
    {
        if (batch.Knows(id) || numbers.Find(db, id) is var number && number == 0)
            return;
        var read = db.Prepare("SELECT balance, sequence, head, last_entry_at, last_debit, last_credit, frozen FROM balances WHERE wallet = ?1").Bind(1, number);
        if (!read.Step())
            throw new InvalidOperationException("A wallet has no balance.");
        batch.FoundWallet(new WalletState
        {
            Id = id,
            Number = number,
            BalanceMinor = read.Int64(0),
            Sequence = read.Int64(1),
            Head = read.Blob(2).ToArray(),
            LastEntryAt = new Timestamp(read.Int64(3)),
            LastDebit = read.Int64(4),
            LastCredit = read.Int64(5),
            Frozen = read.Int64(6) != 0,
        });
        read.Reset();
    }

    private static void Write(Database db, LedgerBatch batch)
    {
        var records = batch.Records;
        var first = db.Prepare("SELECT coalesce(max(number), 0) + 1 FROM key_records");
        first.Step();
        var firstNumber = first.Int64(0);
        first.Reset();

        WriteKeyRecords(db, records, firstNumber);
        var moved = 0;
        foreach (var record in records)
        {
            if (record.Record.Transfer is not null)
                moved++;
        }

        if (moved == 0)
            return;
        WriteTransfers(db, records, firstNumber, moved);
        WriteEntries(db, records, moved);
        WriteBalances(db, batch);
    }

    private static void WriteKeyRecords(Database db, IReadOnlyList<PostedRecord> records, long firstNumber)
    {
        Span<byte> fingerprint = stackalloc byte[Fingerprint.Size];
        for (var i = 0; i < records.Count;)
        {
            var insert = KeyRecords.Take(db, records.Count - i, out var rows);
            for (var p = 0; p < rows * KeyRecords.Columns; p += KeyRecords.Columns, i++)
            {
                var (command, caller, record, _, _) = records[i];
                record.Fingerprint.CopyTo(fingerprint);
                insert.Bind(p + 1, firstNumber + i).Bind(p + 2, caller.Number).Bind(p + 3, command.Key.Value)
                    .Bind(p + 4, fingerprint).Bind(p + 5, (long)record.Code);
                if (record.Transfer is { } transfer)
                    insert.Bind(p + 6, transfer.Id.Value);
                else
                    insert.BindNull(p + 6);
            }

            insert.Run();
        }
    }

    private static void WriteTransfers(Database db, IReadOnlyList<PostedRecord> records, long firstNumber, int moved)
    {
        for (var i = 0; moved > 0;)
        {
            var insert = Transfers.Take(db, moved, out var rows);
            for (var p = 0; p < rows * Transfers.Columns; i++)
            {
                if (records[i].Record.Transfer is not { } transfer)
                    continue;
                var (debit, credit) = (records[i].Debit, records[i].Credit);
                insert.Bind(p + 1, transfer.Id.Value).Bind(p + 2, firstNumber + i)
                    .Bind(p + 3, debit.Wallet.Number).Bind(p + 4, debit.Sequence)
                    .Bind(p + 5, credit.Wallet.Number).Bind(p + 6, credit.Sequence);
                p += Transfers.Columns;
            }

            insert.Run();
            moved -= rows;
        }
    }

    private static void WriteEntries(Database db, IReadOnlyList<PostedRecord> records, int moved)
    {
        var next = new Queue<(Transfer Transfer, PostedEntry Entry, Direction Direction)>(2 * moved);
        foreach (var (_, _, record, debit, credit) in records)
        {
            if (record.Transfer is null)
                continue;
            next.Enqueue((record.Transfer, debit, Direction.Debit));
            next.Enqueue((record.Transfer, credit, Direction.Credit));
        }

        while (next.Count > 0)
        {
            var insert = Entries.Take(db, next.Count, out var rows);
            for (var p = 0; p < rows * Entries.Columns; p += Entries.Columns)
            {
                var (transfer, entry, direction) = next.Dequeue();
                insert.Bind(p + 1, entry.Wallet.Number).Bind(p + 2, entry.Sequence).Bind(p + 3, transfer.Id.Value)
                    .Bind(p + 4, (long)direction).Bind(p + 5, entry.Counterparty.Number).Bind(p + 6, transfer.Amount.Minor)
                    .Bind(p + 7, entry.BalanceAfterMinor).Bind(p + 8, transfer.CreatedAt.UnixMicroseconds)
                    .Bind(p + 9, entry.LastOfOtherDirection).Bind(p + 10, entry.Hash).Bind(p + 11, transfer.Note?.Value);
            }

            insert.Run();
        }
    }

    private static void WriteBalances(Database db, LedgerBatch batch)
    {
        var wallets = batch.ChangedWallets.ToArray();
        for (var i = 0; i < wallets.Length;)
        {
            var write = Balances.Take(db, wallets.Length - i, out var rows);
            for (var p = 0; p < rows * Balances.Columns; p += Balances.Columns, i++)
            {
                var wallet = wallets[i];
                write.Bind(p + 1, wallet.Number).Bind(p + 2, wallet.BalanceMinor).Bind(p + 3, wallet.Sequence).Bind(p + 4, wallet.Head)
                    .Bind(p + 5, wallet.LastEntryAt.UnixMicroseconds).Bind(p + 6, wallet.LastDebit).Bind(p + 7, wallet.LastCredit)
                    .Bind(p + 8, wallet.Frozen ? 1 : 0);
            }

            write.Run();
        }
    }
}

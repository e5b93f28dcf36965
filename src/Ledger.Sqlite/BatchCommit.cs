using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>One batch inside one transaction: read keys, links and wallets, let Core decide, write the rows.</summary>
internal static class BatchCommit
{
    public static Decision[] Run(
        Database db, WalletNumbers numbers, KeyIndex keys, IReadOnlyList<LedgerCommand> commands, Timestamp now)
    {
        var batch = new LedgerBatch(commands);
        if (!keys.CatchUp(db))
            throw KeyIndex.Damaged("it lost keys that it had");
        var digests = BatchRead.Keys(db, numbers, keys, batch);
        BatchRead.Links(db, numbers, batch);
        BatchRead.Requests(db, batch);
        BatchRead.Log(db, batch);
        BatchRead.Wallets(db, numbers, batch);
        var decisions = batch.Decide(now);
        if (batch.Records.Count > 0)
        {
            Write(db, numbers, batch, digests, keys.LastRecord + 1);
            keys.Merge(db, batch.Records.Count);
        }

        return decisions;
    }

    private static void Write(
        Database db, WalletNumbers numbers, LedgerBatch batch, UInt128[] digests, long firstNumber)
    {
        var records = batch.Records;
        WriteKeyRecords(db, batch, digests, firstNumber);
        var moved = 0;
        foreach (var record in records)
        {
            if (record.Record.Transfer is not null)
                moved++;
        }

        if (moved == 0)
            return;
        // Rows are numbered 1, 2, 3 … without a gap: what was removed is missed.
        var firstEntry = LastEntry(db) + 1;
        WriteTransfers(db, records, firstNumber, firstEntry, moved);
        WriteEntries(db, records, firstEntry, moved);
        WriteBalances(db, batch.ChangedWallets);
        HoldRows.Write(db, numbers, batch);
        foreach (var entry in batch.LogEntries)
            OperatorActs.Insert(db, entry);
        foreach (var request in batch.PaidRequests)
            PaymentRequestTable.Close(db, request);
    }

    private static long LastEntry(Database db)
    {
        var max = db.Prepare("SELECT max(number) FROM entries");
        max.Step();
        var last = max.Int64(0);
        max.Reset();
        return last;
    }

    private static void WriteKeyRecords(Database db, LedgerBatch batch, UInt128[] digests, long firstNumber)
    {
        Span<byte> fingerprint = stackalloc byte[Fingerprint.Size];
        var records = batch.Records;
        var more = SayMore(records);
        var statement = more ? BatchStatements.WriteLinkedKeyRecords : BatchStatements.WriteKeyRecords;
        for (int i = 0, c = 0; i < records.Count;)
        {
            var insert = statement.Take(db, records.Count - i, out var rows);
            for (var p = 0; p < rows * statement.Columns; p += statement.Columns, i++)
            {
                var (command, caller, record, _, _) = records[i];
                while (!ReferenceEquals(batch.Commands[c], command))
                    c++;
                record.Fingerprint.CopyTo(fingerprint);
                insert.Bind(p + 1, firstNumber + i).Bind(p + 2, ((SqliteWallet)caller).Number)
                    .Bind(p + 3, command.Key.Value).Bind(p + 4, digests[c]).Bind(p + 5, fingerprint)
                    .Bind(p + 6, (long)record.Code).Bind(p + 7, record.Transfer?.Id)
                    .Bind(p + 8, (long)command.Operation);
                if (more)
                    insert.Bind(p + 9, command.Link).Bind(p + 10, record.RemainingMinor)
                        .Bind(p + 11, record.ResetsAt?.UnixMicroseconds);
            }

            insert.Run();
        }
    }

    private static bool SayMore(IReadOnlyList<PostedRecord> records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Command.Link is not null || records[i].Record.RemainingMinor is not null)
                return true;
        }

        return false;
    }

    // The two entries of a transfer have numbers that follow each other, the debit's first.
    private static void WriteTransfers(
        Database db, IReadOnlyList<PostedRecord> records, long firstNumber, long entry, int moved)
    {
        for (var i = 0; moved > 0;)
        {
            var insert = BatchStatements.WriteTransfers.Take(db, moved, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteTransfers.Columns; i++)
            {
                if (records[i].Record.Transfer is not { } transfer)
                    continue;
                insert.Bind(p + 1, transfer.Id.Value).Bind(p + 2, firstNumber + i)
                    .Bind(p + 3, entry).Bind(p + 4, entry + 1);
                entry += 2;
                p += BatchStatements.WriteTransfers.Columns;
            }

            insert.Run();
            moved -= rows;
        }
    }

    private static void WriteEntries(Database db, IReadOnlyList<PostedRecord> records, long number, int moved)
    {
        var isCredit = false;
        for (int i = 0, remaining = 2 * moved; remaining > 0;)
        {
            var insert = BatchStatements.WriteEntries.Take(db, remaining, out var rows);
            remaining -= rows;
            for (var p = 0; p < rows * BatchStatements.WriteEntries.Columns;)
            {
                var record = records[i];
                if (record.Record.Transfer is not { } transfer)
                {
                    i++;
                    continue;
                }

                BindEntry(insert, p, number++, transfer, isCredit ? record.Credit : record.Debit,
                    isCredit ? Direction.Credit : Direction.Debit);
                p += BatchStatements.WriteEntries.Columns;
                if (isCredit)
                    i++;
                isCredit = !isCredit;
            }

            insert.Run();
        }
    }

    private static void BindEntry(
        Statement insert, int p, long number, Transfer transfer, in PostedEntry entry, Direction direction)
    {
        var wallet = (SqliteWallet)entry.Wallet;
        var (previous, lastOfOther) = wallet.Append(number, direction);
        insert.Bind(p + 1, number).Bind(p + 2, wallet.Number).Bind(p + 3, entry.Sequence)
            .Bind(p + 4, transfer.Id.Value).Bind(p + 5, (long)direction)
            .Bind(p + 6, ((SqliteWallet)entry.Counterparty).Number).Bind(p + 7, transfer.Amount.Minor)
            .Bind(p + 8, entry.BalanceAfterMinor).Bind(p + 9, transfer.CreatedAt.UnixMicroseconds)
            .Bind(p + 10, previous).Bind(p + 11, lastOfOther).Bind(p + 12, entry.Hash)
            .Bind(p + 13, transfer.Note?.Value);
    }

    private static void WriteBalances(Database db, IReadOnlyList<WalletState> wallets)
    {
        for (var i = 0; i < wallets.Count;)
        {
            var write = BatchStatements.WriteBalances.Take(db, wallets.Count - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteBalances.Columns;
                p += BatchStatements.WriteBalances.Columns, i++)
            {
                var wallet = (SqliteWallet)wallets[i];
                write.Bind(p + 1, wallet.Number).Bind(p + 2, wallet.BalanceMinor).Bind(p + 3, wallet.Sequence)
                    .Bind(p + 4, wallet.Head).Bind(p + 5, wallet.LastEntryAt.UnixMicroseconds)
                    .Bind(p + 6, wallet.LastEntry).Bind(p + 7, wallet.LastDebit).Bind(p + 8, wallet.LastCredit)
                    .Bind(p + 9, (long)(wallet.Freeze?.Sides ?? 0))
                    .Bind(p + 10, wallet.Freeze?.Until?.UnixMicroseconds);
                SpendingRows.Bind(write, p + 11, wallet);
            }

            write.Run();
        }
    }
}

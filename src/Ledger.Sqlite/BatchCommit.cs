using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>One batch inside one transaction: read keys and wallets, let Core decide, write the rows.</summary>
internal static class BatchCommit
{
    public static Decision[] Run(
        Database db, WalletNumbers numbers, KeyIndex keys, IReadOnlyList<LedgerCommand> commands, Timestamp now)
    {
        var batch = new LedgerBatch(commands);
        if (!keys.CatchUp(db))
            throw KeyIndex.Damaged("it lost keys that it had");
        var digests = FindKeys(db, numbers, keys, batch);
        ReadWallets(db, numbers, batch);
        var decisions = batch.Decide(now, Next(db.Prepare("SELECT max(number) FROM entries")));
        if (batch.Records.Count > 0)
        {
            Write(db, batch, digests, keys.LastRecord + 1);
            keys.Merge(db, batch.Records.Count);
        }

        return decisions;
    }

    // Returns the digests of the commands' keys.
    private static UInt128[] FindKeys(Database db, WalletNumbers numbers, KeyIndex keys, LedgerBatch batch)
    {
        var commands = batch.Commands;
        var (callers, digests, records) =
            (new long[commands.Count], new UInt128[commands.Count], new long[commands.Count]);
        for (var i = 0; i < callers.Length; i++)
        {
            callers[i] = numbers.Find(db, commands[i].Caller);
            digests[i] = KeyDigest.Of(callers[i], commands[i].Key);
        }

        keys.Find(db, digests, records);
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i] != 0)
                batch.FoundKey(i, LedgerReads.ReadKey(db, records[i], callers[i], commands[i].Key));
        }

        return digests;
    }

    private static void ReadWallets(Database db, WalletNumbers numbers, LedgerBatch batch)
    {
        var wanted = new Dictionary<long, WalletId>(2 * batch.Commands.Count);
        for (var i = 0; i < batch.Commands.Count; i++)
        {
            if (batch.HasKey(i))
                continue;
            var command = batch.Commands[i];
            wanted[numbers.Find(db, command.Sender)] = command.Sender;
            wanted[numbers.Find(db, command.Receiver)] = command.Receiver;
        }

        wanted.Remove(0); // Who does not exist has no number.
        Span<long> all = wanted.Keys.ToArray();
        while (all.Length > 0)
        {
            var read = BatchStatements.ReadBalances.Take(db, all.Length, out var rows);
            for (var i = 0; i < rows; i++)
                read.Bind(i + 1, all[i]);
            all = all[rows..];
            for (; read.Step(); rows--)
                batch.FoundWallet(Read(read, wanted));
            if (rows > 0)
                throw new InvalidOperationException("A wallet has no balance.");
        }
    }

    private static WalletState Read(Statement read, Dictionary<long, WalletId> ids) => new()
    {
        Id = ids[read.Int64(0)],
        Number = read.Int64(0),
        BalanceMinor = read.Int64(1),
        Sequence = read.Int64(2),
        Head = read.Blob(3).ToArray(),
        LastEntryAt = new Timestamp(read.Int64(4)),
        LastEntry = read.Int64(5),
        LastDebit = read.Int64(6),
        LastCredit = read.Int64(7),
        Frozen = read.Int64(8) != 0,
    };

    private static void Write(Database db, LedgerBatch batch, UInt128[] digests, long firstNumber)
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
        WriteTransfers(db, records, firstNumber, moved);
        WriteEntries(db, records, moved);
        WriteBalances(db, batch.ChangedWallets);
    }

    // Rows are numbered 1, 2, 3 … without a gap: what was removed is missed.
    private static long Next(Statement max)
    {
        max.Step();
        var last = max.Int64(0);
        max.Reset();
        return last + 1;
    }

    private static void WriteKeyRecords(Database db, LedgerBatch batch, UInt128[] digests, long firstNumber)
    {
        Span<byte> fingerprint = stackalloc byte[Fingerprint.Size];
        var records = batch.Records;
        for (int i = 0, c = 0; i < records.Count;)
        {
            var insert = BatchStatements.WriteKeyRecords.Take(db, records.Count - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteKeyRecords.Columns;
                p += BatchStatements.WriteKeyRecords.Columns, i++)
            {
                var (command, caller, record, _, _) = records[i];
                while (!ReferenceEquals(batch.Commands[c], command))
                    c++;
                record.Fingerprint.CopyTo(fingerprint);
                insert.Bind(p + 1, firstNumber + i).Bind(p + 2, caller.Number).Bind(p + 3, command.Key.Value)
                    .Bind(p + 4, digests[c]).Bind(p + 5, fingerprint).Bind(p + 6, (long)record.Code);
                if (record.Transfer is { } transfer)
                    insert.Bind(p + 7, transfer.Id.Value);
                else
                    insert.BindNull(p + 7);
            }

            insert.Run();
        }
    }

    private static void WriteTransfers(Database db, IReadOnlyList<PostedRecord> records, long firstNumber, int moved)
    {
        for (var i = 0; moved > 0;)
        {
            var insert = BatchStatements.WriteTransfers.Take(db, moved, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteTransfers.Columns; i++)
            {
                if (records[i].Record.Transfer is not { } transfer)
                    continue;
                insert.Bind(p + 1, transfer.Id.Value).Bind(p + 2, firstNumber + i)
                    .Bind(p + 3, records[i].Debit.Place).Bind(p + 4, records[i].Credit.Place);
                p += BatchStatements.WriteTransfers.Columns;
            }

            insert.Run();
            moved -= rows;
        }
    }

    private static void WriteEntries(Database db, IReadOnlyList<PostedRecord> records, int moved)
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

                BindEntry(insert, p, transfer, isCredit ? record.Credit : record.Debit,
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
        Statement insert, int p, Transfer transfer, in PostedEntry entry, Direction direction) =>
        insert.Bind(p + 1, entry.Place).Bind(p + 2, entry.Wallet.Number).Bind(p + 3, entry.Sequence)
            .Bind(p + 4, transfer.Id.Value)
            .Bind(p + 5, (long)direction).Bind(p + 6, entry.Counterparty.Number).Bind(p + 7, transfer.Amount.Minor)
            .Bind(p + 8, entry.BalanceAfterMinor).Bind(p + 9, transfer.CreatedAt.UnixMicroseconds)
            .Bind(p + 10, entry.Previous)
            .Bind(p + 11, entry.LastOfOtherDirection).Bind(p + 12, entry.Hash).Bind(p + 13, transfer.Note?.Value);

    private static void WriteBalances(Database db, IReadOnlyList<WalletState> wallets)
    {
        for (var i = 0; i < wallets.Count;)
        {
            var write = BatchStatements.WriteBalances.Take(db, wallets.Count - i, out var rows);
            for (var p = 0; p < rows * BatchStatements.WriteBalances.Columns;
                p += BatchStatements.WriteBalances.Columns, i++)
            {
                var wallet = wallets[i];
                write.Bind(p + 1, wallet.Number).Bind(p + 2, wallet.BalanceMinor).Bind(p + 3, wallet.Sequence)
                    .Bind(p + 4, wallet.Head)
                    .Bind(p + 5, wallet.LastEntryAt.UnixMicroseconds).Bind(p + 6, wallet.LastEntry)
                    .Bind(p + 7, wallet.LastDebit)
                    .Bind(p + 8, wallet.LastCredit).Bind(p + 9, wallet.Frozen ? 1 : 0);
            }

            write.Run();
        }
    }
}

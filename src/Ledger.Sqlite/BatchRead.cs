using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>What a batch needs to know before it can be decided, read inside its transaction.</summary>
internal static class BatchRead
{
    /// <summary>Tells the batch which keys have a record, and returns the digests of all its keys.</summary>
    public static UInt128[] Keys(Database db, WalletNumbers numbers, KeyIndex keys, LedgerBatch batch)
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
                batch.FoundKey(i, LedgerReads.ReadKey(db, numbers, records[i], callers[i], commands[i].Key));
        }

        return digests;
    }

    /// <summary>Tells the batch the transfers that it needs.</summary>
    public static void Links(Database db, WalletNumbers numbers, LedgerBatch batch)
    {
        var links = batch.FindLinks();
        if (links.Count == 0)
            return;
        Span<TransferId> all = links.ToArray();
        while (all.Length > 0)
        {
            var read = BatchStatements.ReadLinked.Take(db, all.Length, out var rows);
            for (var i = 0; i < rows; i++)
                read.Bind(i + 1, all[i].Value);
            all = all[rows..];
            Links(db, numbers, batch, read);
        }
    }

    private static void Links(Database db, WalletNumbers numbers, LedgerBatch batch, Statement read)
    {
        Transfer? transfer = null;
        long givenBack = 0, parts = 0;
        while (read.Step())
        {
            if (transfer?.Id.Value != read.Guid(0))
            {
                Tell();
                (transfer, givenBack, parts) = (LedgerReads.ReadTransfer(db, numbers, read), 0, 0);
            }

            if (!read.IsNull(LedgerReads.TransferColumnCount))
                (givenBack, parts) = (givenBack + read.Int64(LedgerReads.TransferColumnCount), parts + 1);
        }

        Tell();

        void Tell()
        {
            if (transfer is not null)
                batch.FoundLinked(new LinkedTransfer(transfer, givenBack, parts));
        }
    }

    /// <summary>Tells the batch the payment requests that its undecided commands pay.</summary>
    public static void Requests(Database db, LedgerBatch batch)
    {
        foreach (var id in batch.FindRequests())
        {
            if (PaymentRequestTable.Find(db, id) is { } request)
                batch.FoundRequest(request);
        }
    }

    /// <summary>Tells the batch where the operators' log ends, if it needs it.</summary>
    public static void Log(Database db, LedgerBatch batch)
    {
        if (batch.NeedsLog())
            batch.FoundLog(OperatorActs.Head(db));
    }

    /// <summary>Tells the batch its wallets.</summary>
    public static void Wallets(Database db, WalletNumbers numbers, LedgerBatch batch)
    {
        var ids = batch.FindWallets();
        var wanted = new Dictionary<long, WalletId>(ids.Count);
        foreach (var id in ids)
        {
            if (numbers.Find(db, id) is var number and not 0) // Who does not exist has no number.
                wanted.Add(number, id);
        }

        Span<long> all = wanted.Keys.ToArray();
        while (all.Length > 0)
        {
            var read = BatchStatements.ReadBalances.Take(db, all.Length, out var rows);
            for (var i = 0; i < rows; i++)
                read.Bind(i + 1, all[i]);
            all = all[rows..];
            for (; read.Step(); rows--)
                batch.FoundWallet(Wallet(read, wanted));
            if (rows > 0)
                throw new InvalidOperationException("A wallet has no balance.");
        }
    }

    private static SqliteWallet Wallet(Statement read, Dictionary<long, WalletId> ids) => new()
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
        Freeze = OperatorActs.ReadFreeze(read, 8, 9),
        Spending = SpendingRows.ReadSpending(read, 10),
        OwnLimits = SpendingRows.ReadLimits(read, 13),
    };
}

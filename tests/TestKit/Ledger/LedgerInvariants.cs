using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

/// <summary>Checks the invariants of the design from nothing but what a ledger lets anybody read.</summary>
internal static class LedgerInvariants
{
    /// <summary>Checks them over all wallets (the issuer among them) and all keys that were ever used.</summary>
    public static async Task CheckAsync(ILedger ledger, IReadOnlyCollection<WalletId> wallets,
        IReadOnlyCollection<(WalletId Caller, IdempotencyKey Key)> keys)
    {
        var sum = 0L;
        var entries = new List<HistoryItem>();
        foreach (var wallet in wallets)
        {
            var balance = await ledger.BalanceAsync(wallet);
            var chain = await ledger.ReadAllAsync(wallet);
            chain.Reverse();
            CheckChain(wallet, balance, chain);
            await CheckStatementAsync(ledger, wallet, balance, chain);
            sum += balance;
            entries.AddRange(chain);
        }

        Assert.Equal(0, sum);
        var transfers = entries.GroupBy(static entry => entry.TransferId)
            .ToDictionary(static pair => pair.Key, static pair => pair.ToArray());
        var found = (await AskAllAsync(transfers.Keys, ledger.FindTransferAsync))
            .ToDictionary(static pair => pair.Item, static pair => Assert.IsType<Transfer>(pair.Answer));
        foreach (var (id, transfer) in found)
            CheckPair(transfer, transfers[id]);

        CheckLinks(found);
        var paid = new HashSet<TransferId>();
        foreach (var (_, record) in await AskAllAsync(keys, key => ledger.FindKeyAsync(key.Caller, key.Key)))
        {
            if (record is not { Code: OutcomeCode.Committed })
                continue;
            Assert.True(paid.Add(record.Transfer!.Id), "Two keys lead to one transfer.");
            Assert.Equal(record.Transfer, found.GetValueOrDefault(record.Transfer.Id));
        }

        Assert.True(paid.SetEquals(transfers.Keys), "Keys and transfers do not match one to one.");
    }

    /// <summary>Asks about many things, some at a time: each answer of a ledger behind a network is a wait.</summary>
    public static async Task<List<(T Item, TAnswer Answer)>> AskAllAsync<T, TAnswer>(
        IEnumerable<T> items, Func<T, ValueTask<TAnswer>> ask)
    {
        var answers = new List<(T, TAnswer)>();
        foreach (var some in items.Chunk(64))
            answers.AddRange(await Task.WhenAll(some.Select(async item => (item, await ask(item)))));
        return answers;
    }

    private static void CheckChain(WalletId wallet, long balance, List<HistoryItem> chain)
    {
        Assert.True(wallet.IsIssuer || balance is >= 0 and <= Limits.MaxBalanceMinor, $"{wallet} has {balance}.");
        var (running, last) = (0L, new Timestamp(long.MinValue));
        for (var i = 0; i < chain.Count; i++)
        {
            var entry = chain[i];
            running += entry.Direction == Direction.Credit ? entry.Amount.Minor : -entry.Amount.Minor;
            Assert.Equal((wallet, i + 1, running), (entry.Wallet, entry.Sequence, entry.BalanceAfterMinor));
            Assert.True(entry.CreatedAt >= last, $"{wallet} went back in time at {entry.Sequence}.");
            last = entry.CreatedAt;
        }

        Assert.Equal(running, balance);
    }

    private static async Task CheckStatementAsync(
        ILedger ledger, WalletId wallet, long balance, List<HistoryItem> chain)
    {
        var view = Assert.IsType<StatementView>(await ledger.FindStatementAsync(wallet, null, null));
        Assert.Equal((1, chain.Count, 0, balance), (view.First, view.Last, view.OpeningMinor, view.ClosingMinor));
        var read = new List<HistoryItem>();
        for (var first = view.First; first <= view.Last; first += Limits.MaxSlice)
            read.AddRange(await ledger.ReadEntriesAsync(
                wallet, first, Math.Min(first + Limits.MaxSlice - 1, view.Last)));
        Assert.Equal(chain, read);
        if (chain.Count == 0)
            return;
        var middle = chain[chain.Count / 2];
        var last = chain.FindLast(entry => entry.CreatedAt == middle.CreatedAt)!;
        var then = (await ledger.FindWalletAtAsync(wallet, middle.CreatedAt))!;
        Assert.Equal((last.Sequence, last.BalanceAfterMinor), (then.Sequence, then.BalanceMinor));
    }

    private static void CheckLinks(Dictionary<TransferId, Transfer> transfers)
    {
        // Of two that pay one request, one has paid it twice.
        Assert.All(
            transfers.Values.Where(static transfer => transfer is { Operation: Operation.Transfer, Link: not null })
                .GroupBy(static transfer => transfer.Link!.Value), static some => Assert.Single(some));
        foreach (var some in transfers.Values
            .Where(static transfer => transfer.Link is not null && transfer.Operation != Operation.Transfer)
            .GroupBy(static transfer => transfer.Link!.Value))
        {
            var sum = some.Sum(static transfer => transfer.Amount.Minor);
            Assert.True(sum <= transfers[some.Key].Amount.Minor, $"{sum} came back of {some.Key}.");
        }
    }

    private static void CheckPair(Transfer transfer, HistoryItem[] sides)
    {
        Assert.Equal(2, sides.Length);
        var debit = Assert.Single(sides, static side => side.Direction == Direction.Debit);
        var credit = Assert.Single(sides, static side => side.Direction == Direction.Credit);
        Assert.Equal((debit.Wallet, credit.Wallet), (credit.Counterparty, debit.Counterparty));
        Assert.Equal((debit.Amount, debit.CreatedAt, debit.Note), (credit.Amount, credit.CreatedAt, credit.Note));
        Assert.Equal(
            new Transfer(
                debit.TransferId, debit.Wallet, credit.Wallet, debit.Amount, debit.BalanceAfterMinor,
                credit.BalanceAfterMinor, debit.CreatedAt, debit.Note, transfer.Operation, transfer.Link,
                transfer.Hold),
            transfer);
        Assert.All(sides, side => Assert.Equal((transfer.Operation, transfer.Link), (side.Operation, side.Link)));
        Assert.All(sides, side => Assert.Equal(transfer.Hold?.OtherThan(side.Wallet), side.OnBehalfOf));
        Assert.Equal(debit.Wallet.IsIssuer, transfer.Operation == Operation.Deposit);
        Assert.Equal(credit.Wallet.IsEscrow, transfer.Operation == Operation.Hold);
        Assert.Equal(debit.Wallet.IsEscrow, transfer.Operation is Operation.Capture or Operation.Release);
    }
}

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
        var entries = new List<LedgerEntry>();
        foreach (var wallet in wallets)
        {
            var balance = await ledger.BalanceAsync(wallet);
            var chain = await ledger.ReadAllAsync(wallet);
            chain.Reverse();
            CheckChain(wallet, balance, chain);
            sum += balance;
            entries.AddRange(chain);
        }

        Assert.Equal(0, sum);
        var transfers = entries.GroupBy(static entry => entry.TransferId)
            .ToDictionary(static pair => pair.Key, static pair => pair.ToArray());
        foreach (var (id, sides) in transfers)
            CheckPair(Assert.IsType<Transfer>(await ledger.FindTransferAsync(id)), sides);

        await CheckLinksAsync(ledger, transfers.Keys);
        var paid = new HashSet<TransferId>();
        foreach (var (caller, key) in keys)
        {
            if (await ledger.FindKeyAsync(caller, key) is not { Code: OutcomeCode.Committed } record)
                continue;
            Assert.True(paid.Add(record.Transfer!.Id), "Two keys lead to one transfer.");
            Assert.Equal(record.Transfer, await ledger.FindTransferAsync(record.Transfer.Id));
        }

        Assert.True(paid.SetEquals(transfers.Keys), "Keys and transfers do not match one to one.");
    }

    private static void CheckChain(WalletId wallet, long balance, List<LedgerEntry> chain)
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

    private static async Task CheckLinksAsync(ILedger ledger, IEnumerable<TransferId> ids)
    {
        var givenBack = new Dictionary<TransferId, long>();
        foreach (var id in ids)
        {
            if (await ledger.FindTransferAsync(id) is { Link: { } link } transfer)
                givenBack[link] = givenBack.GetValueOrDefault(link) + transfer.Amount.Minor;
        }

        foreach (var (link, sum) in givenBack)
            Assert.True(sum <= (await ledger.FindTransferAsync(link))!.Amount.Minor, $"{sum} came back of {link}.");
    }

    private static void CheckPair(Transfer transfer, LedgerEntry[] sides)
    {
        Assert.Equal(2, sides.Length);
        var debit = Assert.Single(sides, static side => side.Direction == Direction.Debit);
        var credit = Assert.Single(sides, static side => side.Direction == Direction.Credit);
        Assert.Equal((debit.Wallet, credit.Wallet), (credit.Counterparty, debit.Counterparty));
        Assert.Equal((debit.Amount, debit.CreatedAt, debit.Note), (credit.Amount, credit.CreatedAt, credit.Note));
        Assert.Equal(
            new Transfer(
                debit.TransferId, debit.Wallet, credit.Wallet, debit.Amount, debit.BalanceAfterMinor,
                credit.BalanceAfterMinor, debit.CreatedAt, debit.Note, transfer.Operation, transfer.Link),
            transfer);
        Assert.Equal(debit.Wallet.IsIssuer, transfer.Operation == Operation.Deposit);
    }
}

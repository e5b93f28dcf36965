using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>What tests do to a ledger all the time.</summary>
public static class LedgerMoves
{
    /// <summary>Commits a batch of one.</summary>
    public static async Task<Decision> CommitOneAsync(this ILedger ledger, LedgerCommand command) =>
        Xunit.Assert.Single(await ledger.CommitAsync([command]));

    /// <summary>Brings a wallet's balance up to an amount by deposits, as few and as large as may be.</summary>
    public static async Task FundAsync(this ILedger ledger, WalletId wallet, long balanceMinor)
    {
        var missing = balanceMinor - await ledger.BalanceAsync(wallet);
        while (missing > 0)
        {
            var batch = new List<LedgerCommand>();
            for (; missing > 0 && batch.Count < Limits.MaxBatch; missing -= batch[^1].Amount.Minor)
                batch.Add(Commands.Deposit(wallet, Math.Min(missing, Limits.MaxAmountMinor)));
            Xunit.Assert.All(await ledger.CommitAsync(batch), static decision =>
                Xunit.Assert.Equal(OutcomeCode.Committed, decision.Code));
        }
    }

    /// <summary>Freezes both sides of a wallet, or thaws it, as somebody with the command line does.</summary>
    public static async Task SetFrozenAsync(this IOperatorStore operators, WalletId wallet, bool frozen) =>
        Xunit.Assert.Equal(OperatorVerdict.Done, await operators.ActAsync(frozen
            ? Acts.Freeze(wallet, FrozenSides.Both)
            : Acts.Thaw(wallet)));

    /// <summary>A wallet's balance in minor units.</summary>
    public static async Task<long> BalanceAsync(this ILedger ledger, WalletId wallet) =>
        (await ledger.FindWalletAsync(wallet))?.BalanceMinor
            ?? throw new InvalidOperationException($"There is no wallet {wallet}.");

    /// <summary>Every entry that a query can see, newest first, page by page.</summary>
    public static async Task<List<HistoryItem>> ReadAllAsync(
        this ILedger ledger, WalletId wallet, HistoryQuery? query = null)
    {
        query ??= new HistoryQuery(Limits.MaxPageSize);
        var entries = new List<HistoryItem>();
        while (true)
        {
            var page = await ledger.ReadHistoryAsync(wallet, query);
            entries.AddRange(page.Entries);
            if (page.NextBeforeSequence is not { } next)
                return entries;
            // Only a page that is full has another behind it, or one for which much was looked at; otherwise a reader
            // could ask for ever.
            if (query.IsSifted && page.Entries.Count < query.Limit)
                Xunit.Assert.InRange(next, 1, (query.BeforeSequence ?? long.MaxValue) - Limits.MaxExamined);
            else
                Xunit.Assert.Equal(query.Limit, page.Entries.Count);
            query = query with { BeforeSequence = next };
        }
    }
}

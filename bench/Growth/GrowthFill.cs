using Wallet.Ledger.Sqlite;

namespace Wallet.Bench;

/// <summary>Fills a ledger through its port, in the largest batches.</summary>
internal sealed class GrowthFill(Workload workload)
{
    private long _entries;
    private long _transfers;

    /// <summary>Makes the wallets, with money.</summary>
    public async Task StartAsync(string ledgerFile)
    {
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = ledgerFile }, TimeProvider.System);
        await BenchWallets.RegisterAsync(ledger, GrowthWallets.Count + 1);
        var deposits = BenchWallets.Deposits(GrowthWallets.Count + 1);
        await LedgerRuns.BatchesAsync(ledger, deposits, Limits.MaxBatch);
        var small = Enumerable.Range(0, GrowthWallets.SmallEntries - 1)
            .Select(_ => workload.NextTo(GrowthWallets.Small)).ToArray();
        await LedgerRuns.BatchesAsync(ledger, small, Limits.MaxBatch);
        _entries = 2 * (deposits.Length + small.Length);
    }

    /// <summary>Goes on until there are so many entries.</summary>
    public async Task FillAsync(string ledgerFile, long entries)
    {
        Steps.Say($"fill to {entries:#,0} entries");
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = ledgerFile }, TimeProvider.System);
        var next = Batch(entries);
        while (next.Length > 0)
        {
            var commit = LedgerRuns.BatchesAsync(ledger, next, Limits.MaxBatch);
            next = Batch(entries); // Made while the one before commits.
            await commit;
        }
    }

    private LedgerCommand[] Batch(long entries)
    {
        var batch = new LedgerCommand[Math.Clamp((entries - _entries + 1) / 2, 0, Limits.MaxBatch)];
        for (var i = 0; i < batch.Length; i++)
            batch[i] = ++_transfers % GrowthWallets.LargeEvery == 0
                ? workload.NextTo(GrowthWallets.Large)
                : workload.Next();
        _entries += 2 * batch.Length;
        return batch;
    }
}

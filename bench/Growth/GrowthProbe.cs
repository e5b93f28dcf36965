using System.Diagnostics;
using System.Text.Json;
using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Bench;

/// <summary>Measures one ledger in a process of its own, so that memory and start-up are that ledger's alone.</summary>
internal static class GrowthProbe
{
    private const int Submitters = 64;

    private const int PageSize = 50;

    /// <summary>Takes one order as a line and answers with one.</summary>
    public static async Task<int> RunAsync()
    {
        var order = JsonSerializer.Deserialize(Console.ReadLine() ?? "", ProbeJson.Default.ProbeOrder)!;
        var start = Stopwatch.GetTimestamp();
        await using var ledger =
            SqliteLedger.Open(new SqliteLedgerOptions { Path = order.Ledger }, TimeProvider.System);
        await ledger.FindWalletAsync(GrowthWallets.Large);
        var open = Stopwatch.GetElapsedTime(start);

        var workload = new Workload(GrowthWallets.Count, order.Seed);
        await using var committer = new GroupCommitter(ledger, TimeProvider.System);
        // Warms caches and code.
        await LedgerRuns.SubmittersAsync(committer, workload.Take(order.Transfers), Submitters);
        var took = await LedgerRuns.SubmittersAsync(committer, workload.Take(order.Transfers), Submitters);

        var random = new Random(order.Seed);
        var newest = new HistoryQuery(PageSize);
        var last = (await ledger.ReadHistoryAsync(GrowthWallets.Large, newest)).Entries[0].Sequence;
        var (small, large, deep) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < order.Pages; i++)
        {
            small.Add(await TimeAsync(ledger, GrowthWallets.Small, newest));
            large.Add(await TimeAsync(ledger, GrowthWallets.Large, newest));
            deep.Add(await TimeAsync(
                ledger, GrowthWallets.Large, new HistoryQuery(PageSize, random.NextInt64(PageSize + 1, last))));
        }

        GC.Collect();
        Console.WriteLine(JsonSerializer.Serialize(
            new ProbeResult(
                open.TotalMilliseconds, order.Transfers / took.TotalSeconds, Series.MedianOf(small),
                Series.MedianOf(large), Series.MedianOf(deep),
                Environment.WorkingSet, GC.GetTotalMemory(false)),
            ProbeJson.Default.ProbeResult));
        return 0;
    }

    private static async ValueTask<double> TimeAsync(SqliteLedger ledger, WalletId wallet, HistoryQuery query)
    {
        var start = Stopwatch.GetTimestamp();
        var page = await ledger.ReadHistoryAsync(wallet, query);
        var took = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        return page.Entries.Count == PageSize
            ? took
            : throw new InvalidOperationException("A page of history was not full.");
    }
}

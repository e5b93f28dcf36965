using System.Text.Json;
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
        var order = JsonSerializer.Deserialize<ProbeOrder>(Console.ReadLine() ?? "")!;
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
        Console.WriteLine(JsonSerializer.Serialize(new ProbeResult(
            open.TotalMilliseconds, order.Transfers / took.TotalSeconds, Series.MedianOf(small), Series.MedianOf(large),
            Series.MedianOf(deep), Environment.WorkingSet, GC.GetTotalMemory(false))));
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

/// <summary>What a probe is to do.</summary>
/// <param name="Ledger">The ledger file.</param>
/// <param name="Transfers">How many transfers to time.</param>
/// <param name="Pages">How many pages of history to time, of each kind.</param>
/// <param name="Seed">Of the transfers; not used on this ledger before.</param>
internal sealed record ProbeOrder(string Ledger, int Transfers, int Pages, int Seed);

/// <summary>What a probe found.</summary>
/// <param name="OpenMs">Opening the ledger and reading a wallet, in milliseconds.</param>
/// <param name="PerSecond">Transfers per second of 64 submitters.</param>
/// <param name="SmallPageMicroseconds">The newest page of the wallet with few entries: the median time.</param>
/// <param name="LargePageMicroseconds">The same of the wallet with a tenth of all entries.</param>
/// <param name="DeepPageMicroseconds">A page anywhere in its history.</param>
/// <param name="WorkingSet">Memory of the process at the end, in bytes.</param>
/// <param name="ManagedHeap">Of that, the garbage-collected heap.</param>
internal sealed record ProbeResult(
    double OpenMs, double PerSecond, double SmallPageMicroseconds, double LargePageMicroseconds,
    double DeepPageMicroseconds, long WorkingSet, long ManagedHeap);

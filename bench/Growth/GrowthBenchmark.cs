using System.Text.Json;

namespace Wallet.Bench;

/// <summary>What becomes of throughput, history, start, file and memory as the ledger grows.</summary>
internal static class GrowthBenchmark
{
    // A probe on a ledger that is smaller than this would make it notably larger, so it works on a copy.
    private const long CopyBelow = 2_000_000;

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var sizes = options.Sizes ?? (options.Quick ? [20_000, 200_000] : [100_000, 1_000_000, 3_000_000, 10_000_000]);
        var repetitions = options.Repetitions ?? (options.Quick ? 2 : 5);
        var report = new Report("growth",
            $"{string.Join(", ", sizes.Select(static size => $"{size:#,0}"))} entries, {repetitions} repetitions in " +
            $"turn, seed {options.Seed}", Machine.Look(workspace));
        var results = await FillAsync(workspace, sizes, options.Seed);
        for (var i = 0; i < repetitions; i++)
        {
            Steps.Say($"probe all sizes, {i + 1} of {repetitions}");
            foreach (var result in results)
            {
                var order = new ProbeOrder(result.Ledger, options.Quick ? 5_000 : 20_000, 1_000,
                    Seed: 1_000_000 + 100 * options.Seed + i);
                result.Probes.Add(await ProbeAsync(workspace, result, order));
                result.StartSeconds.Add((await StartAsync(workspace, result.Folder)).TotalSeconds);
            }
        }

        Steps.Say("audit all sizes");
        foreach (var result in results)
            result.Audit = await WalletHost.AuditAsync(workspace, result.Folder);
        GrowthResult.AddTo(report, results);
        return report;
    }

    // Every size is a folder that the host can be started on, with keys, since the ledger has users.
    private static async Task<List<GrowthResult>> FillAsync(Workspace workspace, IReadOnlyList<long> sizes, int seed)
    {
        var growing = workspace.Folder("growing");
        await StartAsync(workspace, growing);
        var ledger = Path.Combine(growing, "ledger.db");
        var fill = new GrowthFill(new Workload(GrowthWallets.Count, seed));
        await fill.StartAsync(ledger);
        var results = new List<GrowthResult>();
        foreach (var size in sizes)
        {
            await fill.FillAsync(ledger, size);
            var folder = growing;
            if (size != sizes[^1])
            {
                folder = workspace.Folder($"size-{size}");
                foreach (var file in Directory.EnumerateFiles(growing))
                    File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            results.Add(new GrowthResult(size, folder));
        }

        return results;
    }

    private static async Task<ProbeResult> ProbeAsync(Workspace workspace, GrowthResult result, ProbeOrder order)
    {
        if (result.Entries < CopyBelow)
        {
            order = order with { Ledger = Path.Combine(workspace.Folder("probe"), "ledger.db") };
            File.Copy(result.Ledger, order.Ledger);
        }

        string answer;
        await using (var probe = new ChildProcess("growth-probe", new Dictionary<string, string>()))
            answer = await probe.AskAsync(JsonSerializer.Serialize(order), TimeSpan.FromMinutes(10));
        if (order.Ledger != result.Ledger)
            Directory.Delete(Path.GetDirectoryName(order.Ledger)!, recursive: true);
        return JsonSerializer.Deserialize<ProbeResult>(answer)!;
    }

    // From the start of the host's process to its line that it listens.
    private static async Task<TimeSpan> StartAsync(Workspace workspace, string folder)
    {
        var watch = Stopwatch.StartNew();
        await using var host =
            await WalletHost.StartAsync(workspace.Program("Standalone"), WalletHost.On(folder));
        var took = watch.Elapsed;
        await host.TerminateAsync();
        return took;
    }
}

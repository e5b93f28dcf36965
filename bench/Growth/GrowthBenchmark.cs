using System.Text.Json;

namespace Wallet.Bench;

/// <summary>What becomes of throughput, history, start-up, file and memory as the ledger grows.</summary>
internal static class GrowthBenchmark
{
    // A probe on a ledger that is smaller than this would make it notably larger, so it works on a copy.
    private const long CopyBelow = 2_000_000;

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var sizes = options.Sizes ?? (options.Quick ? [20_000, 200_000] : [100_000, 1_000_000, 3_000_000, 10_000_000]);
        var repetitions = options.Repetitions ?? (options.Quick ? 2 : 5);
        var report =
            new Report(
            "growth",
            $"{string.Join(", ", sizes.Select(static s => $"{s:#,0}"))} entries, {repetitions} repetitions in turn, " +
            $"seed {options.Seed}", Machine.Look(workspace));
        var results = await FillAsync(workspace, sizes, options.Seed);
        await Steps.RunAsync("probe all sizes in turns", repetitions * results.Count, async done =>
        {
            for (var i = 0; i < repetitions; i++)
            {
                foreach (var result in results)
                {
                    var order = new ProbeOrder(Ledger(result.Folder), options.Quick ? 5_000 : 20_000, 1_000,
                        Seed: 1_000_000 + 100 * options.Seed + i);
                    result.Probes.Add(await ProbeAsync(workspace, result, order));
                    done(1);
                }
            }
        });
        await StartHostsAsync(workspace, results, repetitions);
        await Steps.RunAsync("audit all sizes", results.Sum(static result => result.Entries), async done =>
        {
            foreach (var result in results)
            {
                result.Audits.Add(await WalletHost.AuditAsync(workspace, result.Folder));
                done(result.Entries);
            }
        });
        GrowthReport.Write(report, workspace, results);
        return report;
    }

    // Every size is a folder that the host can be started on, with keys, since the ledger has users.
    private static async Task<List<GrowthResult>> FillAsync(Workspace workspace, IReadOnlyList<long> sizes, int seed)
    {
        var growing = workspace.Folder("growing");
        await using (await WalletHost.StartAsync(workspace, growing, new Dictionary<string, string>()))
        {
        }

        var fill = new GrowthFill(new Workload(GrowthWallets.Count, seed));
        await fill.StartAsync(Ledger(growing));
        var results = new List<GrowthResult>();
        foreach (var size in sizes)
        {
            await fill.FillAsync(Ledger(growing), size);
            var last = size == sizes[^1];
            var folder = last ? growing : workspace.Folder($"size-{size}");
            if (!last)
                CopyFolder(growing, folder);
            results.Add(new GrowthResult(size, folder, new FileInfo(Ledger(folder)).Length));
        }

        return results;
    }

    private static async Task<ProbeResult> ProbeAsync(Workspace workspace, GrowthResult result, ProbeOrder order)
    {
        string? copy = null;
        if (result.Entries < CopyBelow)
        {
            copy = workspace.Folder("probe");
            File.Copy(order.Ledger, Ledger(copy), overwrite: true);
            order = order with { Ledger = Ledger(copy) };
        }

        await using (var probe = ChildProcess.Self("growth-probe", [], new Dictionary<string, string>()))
        {
            await probe.WriteLineAsync(JsonSerializer.Serialize(order, ProbeJson.Default.ProbeOrder));
            var answer = await probe.ReadLineAsync(TimeSpan.FromMinutes(10));
            await probe.EndedAsync();
            if (copy is not null)
                Directory.Delete(copy, recursive: true);
            return JsonSerializer.Deserialize(answer, ProbeJson.Default.ProbeResult)!;
        }
    }

    private static Task StartHostsAsync(Workspace workspace, List<GrowthResult> results, int repetitions) =>
        Steps.RunAsync("start the host on all sizes in turns", repetitions * results.Count, async done =>
        {
            for (var i = 0; i < repetitions; i++)
            {
                foreach (var result in results)
                {
                    await using var host =
                        await WalletHost.StartAsync(workspace, result.Folder, new Dictionary<string, string>());
                    result.StartSeconds.Add(host.StartedIn.TotalSeconds);
                    done(1);
                }
            }
        });

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static string Ledger(string folder) => Path.Combine(folder, "ledger.db");
}

using System.Globalization;
using System.Text.RegularExpressions;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>How fast a ledger is copied into another store, and in how much memory, by a silo's program in a process of
/// its own.</summary>
internal static partial class CopyBenchmark
{
    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var sizes = options.Sizes ?? (options.Quick ? [100_000] : [1_000_000]);
        var report = new Report("copy", $"{string.Join(", ", sizes.Select(static size => $"{size:#,0}"))} entries of "
            + $"{GrowthWallets.Count + 1} wallets, seed {options.Seed}", Machine.Look(workspace));
        var fill = new GrowthFill(new Workload(GrowthWallets.Count, options.Seed));
        var ledger = Path.Combine(workspace.Folder("source"), "ledger.db");
        await fill.StartAsync(ledger);
        foreach (var size in sizes)
        {
            await fill.FillAsync(ledger, size);
            await CopyAsync(workspace, report, size, "SQLite to SQLite", "sqlite:" + ledger, File("copy"));
            if (options.Mongo is not { } mongo)
                continue;
            var url = new UriBuilder(mongo) { Path = $"bench-copy-{Environment.ProcessId}-{size}" }.ToString();
            await CopyAsync(workspace, report, size, "SQLite to MongoDB", "sqlite:" + ledger, url);
            await CopyAsync(workspace, report, size, "MongoDB to SQLite", url, File("back"));

            string File(string name) => "sqlite:" + Path.Combine(workspace.Folder($"{name}-{size}"), "ledger.db");
        }

        report.Note("Entries a second are those of copying and indexing. The whole is that, the audits of both sides, "
            + "and the comparison.");
        return report;
    }

    private static async Task CopyAsync(
        Workspace workspace, Report report, long entries, string name, string from, string to)
    {
        Steps.Say($"{name}, {entries:#,0} entries");
        var watch = Stopwatch.StartNew();
        using var copy = DotnetProgram.Start(
            workspace.Program("Silo"), workspace.Data, ["ledger", "copy", "--from", from, "--to", to],
            [new("DOTNET_ENVIRONMENT", "Production")]);
        var said = Task.WhenAll(copy.StandardOutput.ReadToEndAsync(), copy.StandardError.ReadToEndAsync());
        long peak = 0;
        while (!said.IsCompleted)
        {
            peak = Math.Max(peak, ProcessTree.WorkingSetOf(copy.Id));
            await Task.Delay(20);
        }

        await copy.WaitForExitAsync();
        var output = string.Concat(await said);
        if (copy.ExitCode != 0 || !Copied().IsMatch(output))
            throw new BenchException($"{name} failed: {output}");
        var copied = Copied().Match(output);
        var perSecond = double.Parse(copied.Groups[1].Value, CultureInfo.InvariantCulture)
            / double.Parse(copied.Groups[2].Value, CultureInfo.InvariantCulture);
        var what = $"{name}, {entries:#,0} entries";
        report.Add(new Series(what, "entries/s", [perSecond]));
        report.Add(new Series($"{what}: the whole", "s", [watch.Elapsed.TotalSeconds]));
        report.Add(new Series($"{what}: peak of the working set", "MiB", [peak / 1048576.0]));
    }

    [GeneratedRegex(@"copied +(\d+) entries in ([0-9.]+) s")]
    private static partial Regex Copied();
}

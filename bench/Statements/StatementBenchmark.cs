using System.Net.Http.Headers;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Bench;

/// <summary>How fast a long history gets out of the standalone host: statements, and pages of it, sifted and
/// not.</summary>
internal static class StatementBenchmark
{
    private const int Payers = 1000;

    private const double GoalPerSecond = 100_000;

    private static readonly (string Name, string Query)[] Pages =
    [
        ("newest page of 50", "limit=50"),
        ("page of 50 of one counterparty among 1,000", "limit=50&counterparty=" + BenchWallets.Id(7)),
        ("page for which 1,000 entries are looked at in vain", "limit=50&operation=reversal"),
    ];

    private static readonly Dictionary<string, string> Registering = new()
    {
        ["DOTNET_ENVIRONMENT"] = "Testing",
        ["Wallet__Bcrypt__WorkFactor"] = "4",
    };

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var entries = options.Sizes?[^1] ?? (options.Quick ? 100_000 : 1_000_000);
        var repetitions = options.Repetitions ?? (options.Quick ? 2 : 5);
        var report = new Report("statements", $"{entries:#,0} entries of one wallet with {Payers:#,0} counterparties, "
            + $"{repetitions} repetitions in turn", Machine.Look(workspace));
        var (program, folder) = (workspace.Program("Standalone"), workspace.Folder("statements"));
        HostProcess? host = null;
        using var client = new WalletClient(() => [host!.Address], new UsedSecrets());
        try
        {
            host = await WalletHost.StartAsync(program, WalletHost.On(folder).Concat(Registering));
            var user = await TestUser.RegisterAsync(client);
            await host.TerminateAsync();
            await host.DisposeAsync();
            await FillAsync(Path.Combine(folder, "ledger.db"), WalletId.Parse(user.WalletId), entries);
            host = await WalletHost.StartAsync(program, WalletHost.On(folder).Concat(WalletUnderTest.Settings));
            await user.SignInAsync();
            using var http = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(10) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
            foreach (var format in (string[])["json", "csv"])
            {
                Steps.Say($"statements as {format}");
                await ReadAsync(http, format); // Warms code and caches.
                var perSecond = new List<double>();
                for (var i = 0; i < repetitions; i++)
                    perSecond.Add(entries / (await ReadAsync(http, format)).TotalSeconds);
                report.Add(new Series($"statement as {format}", "rows/s", [.. perSecond]));
                report.Add(new Ratio($"statement as {format} ÷ {GoalPerSecond:#,0} rows/s",
                    [.. perSecond.Select(static one => one / GoalPerSecond)], 1));
            }

            report.Add(new Series("working set of the host after it", "MiB",
                [ProcessTree.WorkingSetOf(host.Id) / 1048576.0]));
            await ReadPagesAsync(http, report);
        }
        finally
        {
            if (host is not null)
                await host.DisposeAsync();
        }

        report.Note("Whoever reads is on the same cores, and only counts bytes.");
        return report;
    }

    private static async Task FillAsync(string file, WalletId wallet, long entries)
    {
        Steps.Say($"fill to {entries:#,0} entries");
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = file }, TimeProvider.System);
        await BenchWallets.RegisterAsync(ledger, Payers);
        await LedgerRuns.BatchesAsync(ledger, BenchWallets.Deposits(Payers), Limits.MaxBatch);
        for (long made = 0; made < entries; made += Limits.MaxBatch)
        {
            var batch = new LedgerCommand[Math.Min(Limits.MaxBatch, entries - made)];
            for (var i = 0; i < batch.Length; i++)
            {
                var other = BenchWallets.Id((int)((made + i) / 2 % Payers));
                batch[i] = (made + i) % 2 == 0
                    ? Commands.Transfer(other, wallet, 100, note: "rent of a bicycle")
                    : Commands.Transfer(wallet, other, 99);
            }

            await LedgerRuns.BatchesAsync(ledger, batch, Limits.MaxBatch);
        }
    }

    private static async Task<TimeSpan> ReadAsync(HttpClient http, string format)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(
            new Uri("/statements?format=" + format, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[128 * 1024];
        // A statement that was cut off is an exception.
        while (await stream.ReadAsync(buffer) > 0)
        {
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task ReadPagesAsync(HttpClient http, Report report)
    {
        Steps.Say("pages");
        var samples = Pages.ToDictionary(static page => page.Name, static _ => new List<double>());
        for (var i = 0; i < 300; i++)
        {
            foreach (var (name, query) in Pages)
            {
                var start = Stopwatch.GetTimestamp();
                await http.GetByteArrayAsync(new Uri("/transactions?" + query, UriKind.Relative));
                // The first ones warm the code.
                if (i >= 100)
                    samples[name].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        foreach (var (name, times) in samples)
            report.Add(new Series(name, "µs over HTTP", [.. times]));
    }
}

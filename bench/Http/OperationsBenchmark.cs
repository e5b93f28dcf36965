using System.Net.Http.Headers;
using System.Net.Http.Json;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>What refunds, holds and captures cost beside transfers: over HTTP, all on one host and one ledger, and in
/// the ledger alone.</summary>
internal static class OperationsBenchmark
{
    /// <summary>How many times as much as a transfer a refund and a capture may cost.</summary>
    private const double Goal = 1.3;

    private const int BatchSize = 64;

    private const string Transfers = "transfers", Holds = "holds", Refunds = "refunds", Captures = "captures";

    private static readonly string[] Names = [Transfers, Holds, Refunds, Captures];

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var plan = HttpPlan.From(options);
        var report = new Report("operations", $"{plan}, seed {options.Seed}", Machine.Look(workspace));
        await OverHttpAsync(report, plan, options, workspace);
        await InTheLedgerAsync(report, options, workspace);
        return report;
    }

    private static async Task OverHttpAsync(Report report, HttpPlan plan, BenchOptions options, Workspace workspace)
    {
        await using var wallet = await WalletUnderTest.StandaloneAsync(workspace, plan.Wallets);
        await using var load = new LoadProcess();
        var target = wallet.Target;
        await load.SetTargetsAsync(
            target with { Name = Transfers }, target with { Name = Holds, Path = "/wallet/holds" });
        var runner = new Runner(
            load, Names.ToDictionary(static name => name, Func<TimeSpan> (_) => () => wallet.Cpu), options.Seed);
        Measured[] all = [.. Names.Select(static name =>
            new Measured(name, name, LoadPattern.Uniform, HttpPlan.Clients))];

        // What is refunded and captured later: half as much again as in the same time, for that may go faster.
        var seconds = 1.5 * (HttpPlan.WarmUpSeconds + plan.Repetitions * plan.Seconds);
        await runner.WarmUpAsync(seconds, all[..2]);
        await load.SetTargetsAsync(
            target with
            {
                Name = Refunds,
                Links = await FindAsync(target, "/transactions?direction=received&operation=transfer", "transferId",
                    ("/transfers/", "/refund"), withPin: true),
            },
            target with
            {
                Name = Captures,
                Links = await FindAsync(target, "/holds?role=receiver", "holdId",
                    ("/holds/", "/capture"), withPin: false),
            });
        await runner.WarmUpAsync(HttpPlan.WarmUpSeconds, all[2..]);
        await runner.InTurnsAsync(plan.Repetitions, plan.Seconds, all);
        if (Names.Sum(runner.Acknowledged) != runner.Answers)
            throw new BenchException("Something was refused, which costs other than to do it. " + runner.RefusalNote());
        foreach (var one in all)
            one.AddTo(report);
        foreach (var one in all[1..])
        {
            report.Add(Ratio.Of($"transfers ÷ {one.Target} (throughput over HTTP)",
                all[0].PerSecond, one.PerSecond, one.Target == Holds ? null : Goal, atLeast: false));
            report.Add(Ratio.Of($"{one.Target} ÷ transfers (server CPU a request)", one.ServerCpu, all[0].ServerCpu));
        }

        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        report.Note(await wallet.AuditAsync(Names.Sum(runner.Acknowledged)));
    }

    // Everybody's pages, from the newest to the oldest.
    private static async Task<LoadLinks> FindAsync(
        LoadTarget target, string list, string id, (string Before, string After) path, bool withPin)
    {
        Steps.Say($"read {list}");
        var found = new List<string>[target.Users.Count];
        using var http = new HttpClient { BaseAddress = target.Address };
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
        {
            found[i] = [];
            for (string? cursor = ""; cursor is not null;)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(
                    $"{list}&limit={Limits.MaxPageSize}" + (cursor.Length > 0 ? "&cursor=" + cursor : ""),
                    UriKind.Relative));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", target.Users[i].Token);
                using var response = await http.SendAsync(request, stop);
                var page = await response.EnsureSuccessStatusCode().Content
                    .ReadFromJsonAsync<System.Text.Json.JsonElement>(stop);
                found[i].AddRange(page.GetProperty("items").EnumerateArray()
                    .Select(item => item.GetProperty(id).GetString()!));
                cursor = page.GetProperty("nextCursor").GetString();
            }
        });

        // One after the other's: uniform, as transfers are.
        var links = found.SelectMany(static (ids, user) => ids.Select((one, place) => (one, user, place)))
            .OrderBy(static link => link.place).ToArray();
        Steps.Say($"found {links.Length:#,0}");
        return new LoadLinks(path.Before, path.After, withPin,
            [.. links.Select(static link => link.one)], [.. links.Select(static link => link.user)]);
    }

    private static async Task InTheLedgerAsync(Report report, BenchOptions options, Workspace workspace)
    {
        var (repetitions, count) = (options.Repetitions ?? 5, options.Quick ? 6_400 : 32_000);
        Steps.Say($"the ledger alone, {repetitions} repetitions");
        await using var ledger = SqliteLedger.Open(
            new SqliteLedgerOptions { Path = Path.Combine(workspace.Folder("operations"), "ledger.db") },
            TimeProvider.System);
        await BenchWallets.RegisterAsync(ledger, 1000);
        await CommitAsync(ledger, BenchWallets.Deposits(1000));
        var workload = new Workload(1000, options.Seed);
        var timings = Names.ToDictionary(static name => name, static _ => new List<Timing>());
        // The first rounds fill the write-ahead log once, and warm the code. What is given back was made before all of
        // them: nobody gives back what is still in the writer's cache.
        var rounds = repetitions + 3;
        var (paid, _) = await CommitAsync(ledger, workload.Take(rounds * count));
        var (held, _) = await CommitAsync(ledger, Hold(workload.Take(rounds * count)));
        for (var round = 0; round < rounds; round++)
        {
            var part = (round * count)..((round + 1) * count);
            LedgerCommand[][] all =
            [
                workload.Take(count), Hold(workload.Take(count)),
                [.. paid[part].Select(static one => Commands.Refund(one))],
                [.. held[part].Select(static one => Commands.Capture(one))],
            ];
            foreach (var (name, commands) in Names.Zip(all))
            {
                var (_, took) = await CommitAsync(ledger, commands);
                if (round >= rounds - repetitions)
                    timings[name].Add(took);
            }
        }

        foreach (var name in Names)
        {
            report.Add(new Series($"the ledger alone, batches of {BatchSize}: {name}", "1/s",
                [.. timings[name].Select(static one => one.PerSecond)]));
            report.Add(new Series($"the ledger alone, batches of {BatchSize}: CPU of {name}", "µs",
                [.. timings[name].Select(static one => one.CpuMicroseconds)]));
        }

        foreach (var name in Names[1..])
        {
            report.Add(new Ratio($"transfers ÷ {name} (throughput of the ledger alone)",
                [.. timings[Transfers].Zip(timings[name], static (a, b) => a.PerSecond / b.PerSecond)],
                name == Holds ? null : Goal, AtLeast: false));
            report.Add(new Ratio($"{name} ÷ transfers (CPU in the ledger alone)",
                [.. timings[name].Zip(timings[Transfers], static (a, b) => a.CpuMicroseconds / b.CpuMicroseconds)]));
        }
    }

    private static LedgerCommand[] Hold(LedgerCommand[] transfers) =>
        [.. transfers.Select(static one => Commands.Hold(one.Sender, one.Receiver, 1))];

    private static async Task<(Transfer[] Made, Timing Took)> CommitAsync(SqliteLedger ledger, LedgerCommand[] commands)
    {
        var made = new Transfer[commands.Length];
        var (cpu, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        for (var i = 0; i < commands.Length; i += BatchSize)
        {
            var batch = new ArraySegment<LedgerCommand>(commands, i, Math.Min(BatchSize, commands.Length - i));
            var decisions = await ledger.CommitAsync(batch);
            for (var j = 0; j < batch.Count; j++)
            {
                LedgerRuns.Check(decisions[j]);
                made[i + j] = decisions[j].Transfer!;
            }
        }

        return (made, new Timing(
            commands.Length, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - cpu));
    }
}

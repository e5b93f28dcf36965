using Wallet.Ledger.Mongo;

namespace Wallet.Bench;

/// <summary>The MongoDB ledger beside a bare loop of its commands, beside one transaction for each transfer, and its
/// reads beside weaker ones: all on one server, in turns.</summary>
internal static class MongoBenchmark
{
    /// <summary>How many clients pay at once.</summary>
    public const int Clients = 64;

    // Of the bare loop; of the usual way where everybody pays anybody, and where everyone pays one wallet.
    private const double Goal = 0.8, UniformGoal = 25, HotGoal = 150;

    // 15 s for each of the three.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);

    private static readonly (int BatchSize, int Transfers)[] Batches = [(64, 64 * 120), (512, 512 * 30)];

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var repetitions = options.Repetitions ?? (options.Quick ? 3 : 7);
        var scale = options.Quick ? 3 : 1;
        var time = TimeSpan.FromSeconds(options.Seconds ?? (options.Quick ? 2 : 5));
        await using var server = await MeasuredMongo.StartAsync(options.Mongo, workspace);
        var report = new Report("mongo",
            $"{server.Version}, {MongoContest.Wallets} wallets, {repetitions} repetitions in turn, {Clients} clients " +
            $"for {time.TotalSeconds:0.#} s, seed {options.Seed}", Machine.Look(workspace));
        await using var contest = await MongoContest.CreateAsync(server, options.Seed);
        await contest.WarmUpAsync(WarmUp);
        await contest.EvenOutAsync();
        foreach (var (batchSize, transfers) in Batches)
        {
            Steps.Say($"batches of {batchSize}, {repetitions} times");
            var match = new Match($"ledger, batches of {batchSize}", $"bare loop, batches of {batchSize}");
            await contest.BatchesAsync(match, transfers / scale, batchSize, repetitions);
            match.AddTo(report, Goal);
        }

        foreach (var (name, hot, goal) in ((string, bool, double)[])[("uniform", false, UniformGoal),
            ("hot", true, HotGoal)])
        {
            Steps.Say($"{Clients} clients, {name}, {repetitions} times");
            var match = new Match($"committer, {name}", $"one transaction each, {name}");
            await contest.ClientsAsync(match, hot, time, repetitions);
            match.AddTo(report, goal);
        }

        using (var db = new LedgerDatabase(server.Ledger("ledger")))
        {
            var reads = new MongoReads(contest, db);
            foreach (var underLoad in (bool[])[false, true])
                await reads.AddToAsync(report, underLoad, time / 2, Math.Min(3, repetitions));
        }

        report.Note(
            "The bare loop sends the very commands of the ledger, made before the clock starts, to as many documents " +
            "as the ledger has; it neither decides nor hashes, nor reads what the server answers.");
        report.Note(await contest.AuditAsync());
        return report;
    }
}

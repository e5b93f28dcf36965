using Wallet.Ledger.Mongo;

namespace Wallet.Bench;

/// <summary>The MongoDB ledger, the bare loop and the usual way, in databases of one server.</summary>
internal sealed class MongoContest : IAsyncDisposable
{
    /// <summary>How many wallets each has.</summary>
    public const int Wallets = 1000;

    private readonly MeasuredMongo _server;
    private readonly MongoLedger _ledger;
    private readonly BareMongoLoop _bare;
    private readonly UsualWay _usual;
    private readonly Workload _workload;

    private MongoContest(
        MeasuredMongo server, MongoLedger ledger, BareMongoLoop bare, UsualWay usual, Workload workload) =>
        (_server, _ledger, _bare, _usual, _workload) = (server, ledger, bare, usual, workload);

    /// <summary>How many transfers the ledger has committed, deposits included.</summary>
    public long Committed { get; private set; }

    /// <summary>The ledger.</summary>
    public MongoLedger Ledger => _ledger;

    /// <summary>Makes them, with funded wallets.</summary>
    public static async Task<MongoContest> CreateAsync(MeasuredMongo server, int seed)
    {
        Steps.Say($"{Wallets} wallets each");
        var contest = new MongoContest(
            server, await MongoLedger.OpenAsync(server.Ledger("ledger"), TimeProvider.System),
            await BareMongoLoop.CreateAsync(server.Ledger("bare"), Wallets),
            await UsualWay.CreateAsync(server.Database("usual"), Wallets), new Workload(Wallets, seed));
        contest._ledger.BeginEpoch();
        await BenchWallets.RegisterAsync(contest._ledger, Wallets);
        await LedgerRuns.BatchesAsync(contest._ledger, BenchWallets.Deposits(Wallets), 500);
        contest.Committed = Wallets;
        return contest;
    }

    /// <summary>Lets each of them work for some time.</summary>
    public async Task WarmUpAsync(TimeSpan time)
    {
        Steps.Say("warm up");
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time;)
        {
            var discarded = new Match("", "");
            await BatchesAsync(discarded, 4 * Limits.MaxBatch, Limits.MaxBatch, 1);
            await ClientsAsync(discarded, hot: false, time / 8, 1);
        }
    }

    /// <summary>Checks the ledger after all.</summary>
    public async Task<string> AuditAsync()
    {
        Steps.Say("audit");
        var audit = await new MongoOperator(_server.Ledger("ledger"), TimeProvider.System).AuditAsync();
        if (!audit.IsClean || audit.Transfers != Committed)
            throw new BenchException($"The audit found {audit.Transfers} transfers instead of {Committed}, " +
                $"and {audit.ViolationCount} violations.");
        return $"The audit found exactly the {Committed:#,0} transfers that the ledger had acknowledged.";
    }

    /// <summary>Gives the bare loop as many documents as the ledger has: in larger collections each costs
    /// more.</summary>
    public async Task EvenOutAsync()
    {
        Steps.Say("the bare loop catches up");
        while (Committed - _bare.Prepared is > 0 and var missing)
            await _bare.RunAsync(_bare.Prepare(_workload.Take((int)Math.Min(missing, 8192)), Limits.MaxBatch));
    }

    /// <summary>Times ledger and bare loop in turns, each as often before the other as after it.</summary>
    public async Task BatchesAsync(Match match, int transfers, int batchSize, int repetitions)
    {
        for (var i = 0; i < repetitions; i++)
        {
            var batches = _bare.Prepare(_workload.Take(transfers), batchSize);
            var commands = _workload.Take(transfers);
            if (i % 2 == 0)
            {
                var bare = await BareAsync();
                match.Add(await LedgerAsync(), bare);
            }
            else
            {
                match.Add(await LedgerAsync(), await BareAsync());
            }

            async Task<Timing> BareAsync()
            {
                var stop = Start();
                await _bare.RunAsync(batches);
                return stop(transfers);
            }

            async Task<Timing> LedgerAsync()
            {
                var stop = Start();
                await LedgerRuns.BatchesAsync(_ledger, commands, batchSize);
                Committed += transfers;
                return stop(transfers);
            }
        }
    }

    /// <summary>Times the ledger behind a committer and the usual way in turns.</summary>
    public async Task ClientsAsync(Match match, bool hot, TimeSpan time, int repetitions)
    {
        for (var i = 0; i < repetitions; i++)
        {
            var usual = await ClientsAsync(() => _usual.TransferAsync(Next(hot)), time);
            match.Add(await CommitterAsync(hot, time), usual);
        }
    }

    /// <summary>Times the ledger behind a committer.</summary>
    public async Task<Timing> CommitterAsync(bool hot, TimeSpan time)
    {
        await using var committer = new GroupCommitter(_ledger, TimeProvider.System);
        return await ClientsAsync(
            async () =>
            {
                LedgerRuns.Check(await committer.CommitAsync(Next(hot)));
                lock (_workload)
                    Committed++;
            },
            time);
    }

    // A transfer, or where everyone pays the first wallet, one to that.
    private LedgerCommand Next(bool hot)
    {
        lock (_workload)
            return hot ? _workload.NextTo(BenchWallets.Id(0)) : _workload.Next();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _bare.Dispose();
        await _ledger.DisposeAsync();
    }

    private async Task<Timing> ClientsAsync(Func<Task> transfer, TimeSpan time)
    {
        var stop = Start();
        Timing timing = default;
        var done = await Crowd.RunAsync(MongoBenchmark.Clients, time, transfer, () => timing = stop(0));
        return timing with { Transfers = done.Length };
    }

    private Func<int, Timing> Start()
    {
        var (start, cpu, server) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, _server.Cpu);
        return transfers => new Timing(
            transfers, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - cpu, _server.Cpu - server);
    }
}

using Wallet.Ledger.Sqlite;

namespace Wallet.Bench;

/// <summary>A ledger and a bare loop, each on a file of its own that started as the same bytes.</summary>
internal sealed class Contest : IAsyncDisposable
{
    private const long PageBytes = 4096;

    private readonly string _folder;
    private readonly SqliteLedger _ledger;
    private readonly BareLoop _bare;
    private readonly CountingLedger _counting;
    private readonly Workload _workload;

    private Contest(string folder, SqliteLedger ledger, BareLoop bare, Workload workload) =>
        (_folder, _ledger, _bare, _counting, _workload) = (folder, ledger, bare, new CountingLedger(ledger), workload);

    /// <summary>Makes both files, with funded wallets.</summary>
    public static async Task<Contest> CreateAsync(Workspace workspace, int wallets, int seed)
    {
        var folder = workspace.Folder("ledger");
        string path = Path.Combine(folder, "ledger.db"), barePath = Path.Combine(folder, "bare.db");
        await using (var made = SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, TimeProvider.System))
            await BenchWallets.RegisterAsync(made, wallets);
        File.Copy(path, barePath);
        var contest = new Contest(
            folder, SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, TimeProvider.System),
            new BareLoop(barePath, wallets), new Workload(wallets, seed));
        var deposits = BenchWallets.Deposits(wallets);
        await LedgerRuns.BatchesAsync(contest._ledger, deposits, 256);
        contest._bare.Run(deposits, 256);
        return contest;
    }

    /// <summary>
    /// Goes on until both have filled their write-ahead logs once and begun anew: a commit into a log that still grows
    /// costs the file system several times as much, so neither may be measured before the other is past that.
    /// </summary>
    public async Task WarmUpAsync()
    {
        Steps.Say("warm up");
        var rest = 8;
        while (rest > 0)
        {
            var commands = _workload.Take(Limits.MaxBatch);
            _bare.Run(commands, commands.Length);
            await LedgerRuns.BatchesAsync(_ledger, commands, commands.Length);
            if (LogOf("bare.db") >= LogCopyRules.DefaultCopyAfterPages * PageBytes
                && LogOf("ledger.db") >= LogCopyRules.DefaultRestartAfterPages * PageBytes)
                rest--;
        }
    }

    /// <summary>Times bare loop and ledger in turns.</summary>
    public async Task PlayAsync(Match match, int transfers, int batchSize, int repetitions)
    {
        Steps.Say($"batches of {batchSize}, {repetitions} times");
        for (var i = 0; i < repetitions; i++)
        {
            var bare = Bare(transfers, batchSize);
            match.Add(await LedgerAsync(transfers, batchSize), bare);
        }
    }

    /// <summary>Times the bare loop.</summary>
    public Timing Bare(int transfers, int batchSize)
    {
        var commands = _workload.Take(transfers);
        var cpu = Environment.CpuUsage.TotalTime;
        var took = _bare.Run(commands, batchSize);
        return new Timing(transfers, took, Environment.CpuUsage.TotalTime - cpu);
    }

    private async Task<Timing> LedgerAsync(int transfers, int batchSize)
    {
        var commands = _workload.Take(transfers);
        var cpu = Environment.CpuUsage.TotalTime;
        var took = await LedgerRuns.BatchesAsync(_ledger, commands, batchSize);
        return new Timing(transfers, took, Environment.CpuUsage.TotalTime - cpu);
    }

    /// <summary>Times a committer, and tells how many transfers were in a batch on average.</summary>
    public async Task<(Timing Timing, double BatchSize)> CommitterAsync(int transfers, int submitters)
    {
        var commands = _workload.Take(transfers);
        var before = _counting.Batches;
        await using var committer = new GroupCommitter(_counting, TimeProvider.System);
        var cpu = Environment.CpuUsage.TotalTime;
        var took = await LedgerRuns.SubmittersAsync(committer, commands, submitters);
        return (new Timing(transfers, took, Environment.CpuUsage.TotalTime - cpu),
            (double)transfers / (_counting.Batches - before));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _bare.Dispose();
        await _ledger.DisposeAsync();
    }

    private long LogOf(string file) => new FileInfo(Path.Combine(_folder, file + "-wal")).Length;
}

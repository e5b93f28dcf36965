using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Bench;

/// <summary>A ledger and a bare loop, each on a file of its own that started as the same bytes.</summary>
internal sealed class Contest : IAsyncDisposable
{
    private readonly SqliteLedger _ledger;
    private readonly BareLoop _bare;

    private Contest(SqliteLedger ledger, BareLoop bare, Workload workload)
    {
        _ledger = ledger;
        _bare = bare;
        Counting = new CountingLedger(ledger);
        Workload = workload;
    }

    /// <summary>The ledger.</summary>
    public CountingLedger Counting { get; }

    /// <summary>The transfers.</summary>
    public Workload Workload { get; }

    /// <summary>Makes both files, with funded wallets.</summary>
    public static async Task<Contest> CreateAsync(Workspace workspace, int wallets, int seed)
    {
        var folder = workspace.Folder("ledger");
        string path = Path.Combine(folder, "ledger.db"), barePath = Path.Combine(folder, "bare.db");
        await using (var made = SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, TimeProvider.System))
            await BenchWallets.RegisterAsync(made, wallets);
        File.Copy(path, barePath);
        var contest = new Contest(
            SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, TimeProvider.System), new BareLoop(barePath, wallets), new Workload(wallets, seed));
        var deposits = BenchWallets.Deposits(wallets);
        await LedgerRuns.BatchesAsync(contest._ledger, deposits, 256);
        contest._bare.Run(deposits, 256);
        return contest;
    }

    /// <summary>Transfers per second of the bare loop.</summary>
    public double Bare(int transfers, int batchSize) => transfers / _bare.Run(Workload.Take(transfers), batchSize).TotalSeconds;

    /// <summary>Transfers per second of the ledger's port.</summary>
    public async Task<double> LedgerAsync(int transfers, int batchSize) =>
        transfers / (await LedgerRuns.BatchesAsync(_ledger, Workload.Take(transfers), batchSize)).TotalSeconds;

    /// <summary>Transfers per second of a committer, and how many were in a batch on average.</summary>
    public async Task<(double PerSecond, double BatchSize)> CommitterAsync(int transfers, int submitters)
    {
        var commands = Workload.Take(transfers);
        var before = Counting.Batches;
        await using var committer = new GroupCommitter(Counting, TimeProvider.System);
        var took = await LedgerRuns.SubmittersAsync(committer, commands, submitters);
        return (transfers / took.TotalSeconds, (double)transfers / (Counting.Batches - before));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _bare.Dispose();
        await _ledger.DisposeAsync();
    }
}

namespace Wallet.Bench;

/// <summary>Ways to have transfers committed, each timed. A transfer that is not committed makes the run
/// worthless.</summary>
internal static class LedgerRuns
{
    /// <summary>Batch after batch through the ledger's port.</summary>
    public static async Task<TimeSpan> BatchesAsync(ILedger ledger, LedgerCommand[] commands, int batchSize)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < commands.Length; i += batchSize)
        {
            foreach (var decision in await ledger.CommitAsync(
                new ArraySegment<LedgerCommand>(commands, i, Math.Min(batchSize, commands.Length - i))))
                Check(decision);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Submitters that each wait for their transfer before they submit the next.</summary>
    public static async Task<TimeSpan> SubmittersAsync(
        ITransferCommitter committer, LedgerCommand[] commands, int submitters)
    {
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, submitters).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < commands.Length;)
                Check(await committer.CommitAsync(commands[i]));
        })));
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Throws if a transfer was not committed.</summary>
    public static void Check(Decision decision)
    {
        if (decision.Code != OutcomeCode.Committed || decision.Replayed)
            throw new BenchException($"A transfer ended as {decision.Code}{(decision.Replayed ? ", replayed" : "")}.");
    }
}

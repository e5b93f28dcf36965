using System.Collections.Concurrent;
using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>One commit of a <see cref="FaultyLedger"/>: may fail before or after it calls the real one.</summary>
/// <param name="batch">The batch.</param>
/// <param name="commit">Really commits it.</param>
public delegate ValueTask<IReadOnlyList<Decision>> CommitStep(
    IReadOnlyList<LedgerCommand> batch, Func<ValueTask<IReadOnlyList<Decision>>> commit);

/// <summary>A real ledger whose connection fails as a test scripts it.</summary>
public sealed class FaultyLedger(ILedger real) : ILedger
{
    private readonly ConcurrentQueue<CommitStep> _next = new();
    private readonly ConcurrentQueue<LedgerCommand[]> _batches = new();
    private int _slicesRead;

    /// <summary>What commits do when nothing is scripted; null for the real thing.</summary>
    public CommitStep? Always { get; set; }

    /// <summary>What reading a key throws, if anything.</summary>
    public Exception? FindKeyFailure { get; set; }

    /// <summary>What looking up a transfer throws, if anything.</summary>
    public Exception? FindTransferFailure { get; set; }

    /// <summary>How many slices of entries were asked for.</summary>
    public int SlicesRead => _slicesRead;

    /// <summary>From which sequence on reading entries fails, and how, if it does.</summary>
    public (long After, Exception Exception)? ReadEntriesFailure { get; set; }

    /// <summary>How often a committer began.</summary>
    public int Epochs { get; private set; }

    /// <summary>Every batch that was asked for, in order.</summary>
    public IReadOnlyList<LedgerCommand[]> Batches => [.. _batches];

    /// <summary>Scripts the next commits, one step each.</summary>
    public FaultyLedger Next(params ReadOnlySpan<CommitStep> steps)
    {
        foreach (var step in steps)
            _next.Enqueue(step);
        return this;
    }

    /// <inheritdoc/>
    public void BeginEpoch()
    {
        Epochs++;
        real.BeginEpoch();
    }

    /// <summary>Commits past the script.</summary>
    public ValueTask<IReadOnlyList<Decision>> CommitRealAsync(IReadOnlyList<LedgerCommand> batch) =>
        real.CommitAsync(batch);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch)
    {
        _batches.Enqueue([.. batch]);
        var step = _next.TryDequeue(out var scripted) ? scripted : Always;
        return step is null ? real.CommitAsync(batch) : step(batch, () => real.CommitAsync(batch));
    }

    /// <inheritdoc/>
    public ValueTask<KeyRecord?> FindKeyAsync(WalletId caller, IdempotencyKey key) =>
        FindKeyFailure is { } failure ? ValueTask.FromException<KeyRecord?>(failure) : real.FindKeyAsync(caller, key);

    /// <inheritdoc/>
    public ValueTask<Transfer?> FindTransferAsync(TransferId id) => FindTransferFailure is { } failure
        ? ValueTask.FromException<Transfer?>(failure)
        : real.FindTransferAsync(id);

    /// <inheritdoc/>
    public ValueTask<long> FindGivenBackAsync(TransferId transfer) => real.FindGivenBackAsync(transfer);

    /// <inheritdoc/>
    public ValueTask<WalletView?> FindWalletAsync(WalletId id) => real.FindWalletAsync(id);

    /// <inheritdoc/>
    public ValueTask<HistoryPage> ReadHistoryAsync(WalletId wallet, HistoryQuery query) =>
        real.ReadHistoryAsync(wallet, query);

    /// <inheritdoc/>
    public ValueTask<WalletView?> FindWalletAtAsync(WalletId id, Timestamp at) => real.FindWalletAtAsync(id, at);

    /// <inheritdoc/>
    public ValueTask<StatementView?> FindStatementAsync(WalletId wallet, Timestamp? from, Timestamp? to) =>
        real.FindStatementAsync(wallet, from, to);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HistoryItem>> ReadEntriesAsync(WalletId wallet, long first, long last)
    {
        Interlocked.Increment(ref _slicesRead);
        return ReadEntriesFailure is { } failure && last > failure.After
            ? ValueTask.FromException<IReadOnlyList<HistoryItem>>(failure.Exception)
            : real.ReadEntriesAsync(wallet, first, last);
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsReadyAsync() => real.IsReadyAsync();
}

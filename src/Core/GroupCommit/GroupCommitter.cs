using System.Diagnostics;

namespace Wallet.Core;

/// <summary>
/// Group commit. What arrives while a batch commits becomes the next batch: no timer, no artificial delay, and a lone
/// transfer commits at once. The price of a commit, one fsync or one round trip, is shared by all that waited for it.
/// Batches go one after the other and each in order of arrival, so that no wallet's own changes overtake each other.
/// </summary>
public sealed class GroupCommitter : ITransferCommitter, IAsyncDisposable
{
    private readonly WaitingRoom _room;
    private readonly BatchRunner _runner;

    /// <summary>Makes a committer.</summary>
    /// <param name="ledger">What decides its batches.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFailure">Told of every exception of the ledger, for the log, except
    /// <see cref="LedgerClockException"/>. What it throws itself is dropped.</param>
    /// <param name="options">How it waits and asks again.</param>
    public GroupCommitter(IBatchLedger ledger, TimeProvider time, Action<Exception>? onFailure = null,
        GroupCommitterOptions? options = null)
    {
        options ??= new GroupCommitterOptions();
        _room = new WaitingRoom(time, options);
        _runner = new BatchRunner(ledger, time, onFailure, options, _room);
        options.Telemetry?.Watch(this);
    }

    /// <summary>How many commands wait for their batch.</summary>
    public int Waiting => _room.Count;

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command)
    {
        var answer = new CommandAnswer();
        if (_room.Enter(command, answer))
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static committer => _ = committer.EmptyRoomAsync(), this, preferLocal: false);
        }

        return answer.Task;
    }

    /// <summary>Decides a bundle of commands, which arrive together and are answered together; they may be spread over
    /// batches.</summary>
    /// <returns>One decision for each command, in order; each is what <see cref="CommitAsync(LedgerCommand)"/> would
    /// say.</returns>
    public Task<Decision[]> CommitAsync(IReadOnlyList<LedgerCommand> bundle)
    {
        if (bundle.Count == 0)
            return Task.FromResult<Decision[]>([]);
        var answer = new BundleAnswer(bundle.Count);
        // A command that comes alone starts on another thread, to let others catch up with it. A bundle has nobody to
        // wait for, so it starts right here.
        if (_room.Enter(bundle, answer))
            _ = EmptyRoomAsync();
        return answer.Task;
    }

    /// <summary>Takes nothing more, commits what was accepted, and returns when all of it is answered.</summary>
    public async ValueTask DisposeAsync() => await _room.CloseAsync();

    private async Task EmptyRoomAsync()
    {
        // This goes on with batches that have nothing to do with whoever made it begin.
        if (WalletTelemetry.Activities.HasListeners())
            Activity.Current = null;
        var expired = new List<WaitingCommand>();
        while (_room.TakeBatch(expired) is { } batch)
        {
            BatchRunner.AnswerAll(expired, OutcomeCode.Unavailable);
            expired.Clear();
            if (batch.Length > 0)
                await _runner.RunAsync(batch).ConfigureAwait(false);
        }
    }
}

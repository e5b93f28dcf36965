namespace Wallet.Core;

/// <summary>Has one balance change decided durably.</summary>
public interface ITransferCommitter
{
    /// <summary>Decides one command. Failures are decisions too: <see cref="OutcomeCode.Busy"/> and <see cref="OutcomeCode.Unavailable"/>
    /// say that surely nothing happened, <see cref="OutcomeCode.OutcomeUnknown"/> that it could not be learnt.</summary>
    Task<Decision> CommitAsync(LedgerCommand command);
}

/// <summary>
/// Group commit. What arrives while a batch commits becomes the next batch: no timer, no artificial delay, and a lone
/// transfer commits at once. The price of a commit, one fsync or one round trip, is shared by all that waited for it.
/// </summary>
public sealed class GroupCommitter : ITransferCommitter, IAsyncDisposable
{
    /// <summary>How many commands may wait by default; more are refused as <see cref="OutcomeCode.Busy"/>.</summary>
    public const int DefaultMaxWaiting = 8192;

    // A commit whose outcome is unknown is run again under the same keys this often, with these pauses before.
    private static readonly TimeSpan[] UnknownRetries = [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private readonly IBatchLedger _ledger;
    private readonly TimeProvider _time;
    private readonly Action<Exception>? _onFailure;
    private readonly int _maxWaiting;
    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _running, _stopping;
    private int _answering;

    /// <summary>Makes the one committer of a ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFailure">Told of every exception of the ledger, for the log. What it throws itself is dropped.</param>
    /// <param name="maxWaiting">How many commands may wait.</param>
    public GroupCommitter(IBatchLedger ledger, TimeProvider time, Action<Exception>? onFailure = null, int maxWaiting = DefaultMaxWaiting)
    {
        _ledger = ledger;
        _time = time;
        _onFailure = onFailure;
        _maxWaiting = maxWaiting;
    }

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command)
    {
        var pending = new Pending(command);
        lock (_lock)
        {
            if (_stopping)
                return Task.FromResult(new Decision(OutcomeCode.Unavailable));
            if (_waiting.Count >= _maxWaiting)
                return Task.FromResult(new Decision(OutcomeCode.Busy));
            _waiting.Enqueue(pending);
            if (_running)
                return pending.Task;
            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static committer => _ = committer.DrainAsync(), this, preferLocal: false);
        return pending.Task;
    }

    /// <summary>Takes nothing more, commits what was accepted, and returns when all of it is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            EndIfDrained();
        }

        await _drained.Task;
    }

    // Under the lock.
    private void EndIfDrained()
    {
        if (_stopping && !_running && _answering == 0)
            _drained.TrySetResult();
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            Pending[] batch;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _running = false;
                    EndIfDrained();
                    return;
                }

                batch = new Pending[Math.Min(_waiting.Count, Limits.MaxBatch)];
                for (var i = 0; i < batch.Length; i++)
                    batch[i] = _waiting.Dequeue();
            }

            await CommitAsync(batch);
        }
    }

    private async ValueTask CommitAsync(ArraySegment<Pending> batch)
    {
        try
        {
            Answer(batch, await _ledger.CommitAsync(new Commands(batch)).ConfigureAwait(false));
        }
        catch (LedgerException e) when (e.Failure == LedgerFailure.Unknown)
        {
            Report(e);
            await LearnAsync(batch);
        }
        catch (LedgerException e)
        {
            Report(e);
            AnswerAll(batch, OutcomeCode.Unavailable);
        }
#pragma warning disable CA1031 // Whatever it is, it is definite and lies in this batch: the halves find it, and nobody waits for ever.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (batch.Count == 1)
            {
                Report(e);
                AnswerAll(batch, OutcomeCode.Unavailable);
                return;
            }

            await CommitAsync(batch[..(batch.Count / 2)]);
            await CommitAsync(batch[(batch.Count / 2)..]);
        }
    }

    // Only a record that is found is an outcome; so the same commands are run again under the same keys. A failure
    // from here on, even a definite one, says nothing about the first attempt.
    private async ValueTask LearnAsync(ArraySegment<Pending> batch)
    {
        foreach (var pause in UnknownRetries)
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _time);
            try
            {
                Answer(batch, await _ledger.CommitAsync(new Commands(batch)));
                return;
            }
#pragma warning disable CA1031 // See above: it stays unknown.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Report(e);
            }
        }

        AnswerAll(batch, OutcomeCode.OutcomeUnknown);
    }

    private void Report(Exception failure)
    {
        try
        {
            _onFailure?.Invoke(failure);
        }
#pragma warning disable CA1031 // A log that fails must not keep anybody's money waiting.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    // In one go, and not from here, which may be the ledger's own thread: the next batch need not wait for these answers.
    private void Answer(ArraySegment<Pending> batch, IReadOnlyList<Decision> decisions)
    {
        if (decisions.Count != batch.Count)
            throw new InvalidOperationException("A ledger answered another number of decisions than it was asked for.");
        lock (_lock)
            _answering++;
        ThreadPool.UnsafeQueueUserWorkItem(
            static answers =>
            {
                for (var i = 0; i < answers.batch.Count; i++)
                    answers.batch[i].SetResult(answers.decisions[i]);
                lock (answers.committer._lock)
                {
                    answers.committer._answering--;
                    answers.committer.EndIfDrained();
                }
            },
            (committer: this, batch, decisions),
            preferLocal: false);
    }

    private static void AnswerAll(ArraySegment<Pending> batch, OutcomeCode code)
    {
        foreach (var pending in batch)
            pending.SetResult(new Decision(code));
    }

    private sealed class Pending(LedgerCommand command) : TaskCompletionSource<Decision>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LedgerCommand Command { get; } = command;
    }

    // The commands of a batch, without copying them.
    private sealed class Commands(ArraySegment<Pending> batch) : IReadOnlyList<LedgerCommand>
    {
        public int Count => batch.Count;

        public LedgerCommand this[int index] => batch[index].Command;

        public IEnumerator<LedgerCommand> GetEnumerator()
        {
            foreach (var pending in batch)
                yield return pending.Command;
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

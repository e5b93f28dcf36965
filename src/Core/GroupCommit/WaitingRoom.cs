using System.Diagnostics;

namespace Wallet.Core;

/// <summary>
/// Where commands wait for their batch: bounded, first come first served, and emptied by one caller at a time. It also
/// knows when a committer that is stopping has nothing left to do.
/// </summary>
internal sealed class WaitingRoom(TimeProvider time, GroupCommitterOptions options)
{
    private readonly Lock _lock = new();
    private readonly Queue<WaitingCommand> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isBeingEmptied, _isClosed;
    private int _answering;

    /// <summary>How many commands wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Lets a command wait, or refuses it at once.</summary>
    /// <returns>Whether the caller now has to empty the room, because nobody else does.</returns>
    public bool Enter(LedgerCommand command, CommandAnswer answer)
    {
        var origin = WalletTelemetry.Recorded;
        lock (_lock)
        {
            Add(command, time.GetTimestamp(), answer, 0, origin);
            return BeginToEmpty();
        }
    }

    /// <summary>Lets a bundle's commands wait, or refuses those that find no room.</summary>
    /// <returns>Whether the caller now has to empty the room, because nobody else does.</returns>
    public bool Enter(IReadOnlyList<LedgerCommand> bundle, BundleAnswer answer)
    {
        var origin = WalletTelemetry.Recorded;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            for (var i = 0; i < bundle.Count; i++)
                Add(bundle[i], now, answer, i, origin);
            return BeginToEmpty();
        }
    }

    /// <summary>Takes the next batch. For the caller that empties the room only.</summary>
    /// <param name="expired">Gets the commands that have waited too long; they are in no batch.</param>
    /// <returns>The batch, which is empty if everything had expired. Null when nothing waits: then the room is no
    /// longer being emptied.</returns>
    public WaitingCommand[]? TakeBatch(List<WaitingCommand> expired)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _isBeingEmptied = false;
                EndIfIdle();
                return null;
            }

            var now = time.GetTimestamp();
            while (_waiting.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since, now) >= options.ExpireAfter)
                expired.Add(_waiting.Dequeue());
            var batch = new WaitingCommand[Math.Min(_waiting.Count, Limits.MaxBatch)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = _waiting.Dequeue();
            return batch;
        }
    }

    /// <summary>Counts answers that are on their way: closing waits for them.</summary>
    public void BeginToAnswer()
    {
        lock (_lock)
            _answering++;
    }

    /// <summary>The answers that were counted have been given.</summary>
    public void EndAnswering()
    {
        lock (_lock)
        {
            _answering--;
            EndIfIdle();
        }
    }

    /// <summary>Lets nobody in any more, and returns when the room is empty and everybody has been answered.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            EndIfIdle();
        }

        return _ended.Task;
    }

    // The private methods are called under the lock.

    private void Add(LedgerCommand command, long since, ICommandAnswer answer, int index, Activity? origin)
    {
        if (_isClosed)
            answer.Set(index, new Decision(OutcomeCode.Unavailable));
        else if (_waiting.Count >= options.MaxWaiting)
            answer.Set(index, new Decision(OutcomeCode.Busy));
        else
            _waiting.Enqueue(new WaitingCommand(command, since, answer, index, origin));
    }

    private bool BeginToEmpty()
    {
        if (_isBeingEmptied || _waiting.Count == 0)
            return false;
        _isBeingEmptied = true;
        return true;
    }

    private void EndIfIdle()
    {
        if (_isClosed && !_isBeingEmptied && _answering == 0)
            _ended.TrySetResult();
    }
}

namespace Wallet.Core;

/// <summary>Has one balance change decided durably.</summary>
public interface ITransferCommitter
{
    /// <summary>Decides one command. Failures are decisions too: <see cref="OutcomeCode.Busy"/> and
    /// <see cref="OutcomeCode.Unavailable"/> say that surely nothing happened, <see cref="OutcomeCode.OutcomeUnknown"/>
    /// that it could not be learnt.</summary>
    Task<Decision> CommitAsync(LedgerCommand command);
}

/// <summary>How a <see cref="GroupCommitter"/> waits and asks again.</summary>
public sealed record GroupCommitterOptions
{
    /// <summary>How many commands may wait by default, four full batches; more are refused as
    /// <see cref="OutcomeCode.Busy"/>, which a client would rather hear than wait on.</summary>
    public const int DefaultMaxWaiting = 4 * Limits.MaxBatch;

    /// <summary>How many commands may wait.</summary>
    public int MaxWaiting { get; init; } = DefaultMaxWaiting;

    /// <summary>How long a command may wait for its batch. Whoever asked is told by then that the outcome is unknown;
    /// after a stall, work for those who still wait goes before work for those who don't, so what is older did nothing
    /// and says so (<see cref="OutcomeCode.Unavailable"/>).</summary>
    public TimeSpan ExpireAfter { get; init; } = TransferChain.CommitDeadline;

    /// <summary>A commit whose outcome is unknown is run again under the same keys this often, with these pauses
    /// before.</summary>
    public IReadOnlyList<TimeSpan> UnknownPauses { get; init; } =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>How long a batch has in all, asking again included, until its outcome counts as unknown; null where the
    /// ledger itself is bounded.</summary>
    public TimeSpan? AnswerWithin { get; init; }
}

/// <summary>
/// Group commit. What arrives while a batch commits becomes the next batch: no timer, no artificial delay, and a lone
/// transfer commits at once. The price of a commit, one fsync or one round trip, is shared by all that waited for it.
/// Batches go one after the other and each in order of arrival, so that no wallet's own changes overtake each other.
/// </summary>
public sealed class GroupCommitter : ITransferCommitter, IAsyncDisposable
{
    private readonly IBatchLedger _ledger;
    private readonly TimeProvider _time;
    private readonly Action<Exception>? _onFailure;
    private readonly GroupCommitterOptions _options;
    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _running, _stopping;
    private int _answering;

    /// <summary>Makes a committer.</summary>
    /// <param name="ledger">What decides its batches.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFailure">Told of every exception of the ledger, for the log, except
    /// <see cref="LedgerClockException"/>. What it throws itself is dropped.</param>
    /// <param name="options">How it waits and asks again.</param>
    public GroupCommitter(IBatchLedger ledger, TimeProvider time, Action<Exception>? onFailure = null,
        GroupCommitterOptions? options = null)
    {
        _ledger = ledger;
        _time = time;
        _onFailure = onFailure;
        _options = options ?? new GroupCommitterOptions();
    }

    /// <summary>How many commands wait for their batch.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command)
    {
        var answer = new Answering();
        lock (_lock)
        {
            if (Refusal() is { } refusal)
                return Task.FromResult(new Decision(refusal));
            _waiting.Enqueue(new Pending(command, _time.GetTimestamp(), answer, 0));
            if (_running)
                return answer.Task;
            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static committer => _ = committer.DrainAsync(), this, preferLocal: false);
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
        var answers = new AnsweringAll(bundle.Count);
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            for (var i = 0; i < bundle.Count; i++)
            {
                if (Refusal() is { } refusal)
                    answers.Set(i, new Decision(refusal));
                else
                    _waiting.Enqueue(new Pending(bundle[i], now, answers, i));
            }

            if (_running || _waiting.Count == 0)
                return answers.Task;
            _running = true;
        }

        // From here, where a command that comes alone had better let others catch up: a bundle is as large as it gets.
        _ = DrainAsync();
        return answers.Task;
    }

    // Under the lock.
    private OutcomeCode? Refusal() =>
        _stopping ? OutcomeCode.Unavailable : _waiting.Count >= _options.MaxWaiting ? OutcomeCode.Busy : null;

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
        var expired = new List<Pending>();
        while (Take(expired) is { } batch)
        {
            AnswerAll(expired, OutcomeCode.Unavailable);
            expired.Clear();
            if (batch.Length > 0)
                await CommitAsync(batch).ConfigureAwait(false);
        }
    }

    // The next batch; null when nothing waits, and then nothing runs.
    private Pending[]? Take(List<Pending> expired)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                EndIfDrained();
                return null;
            }

            var now = _time.GetTimestamp();
            while (_waiting.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Since, now) >= _options.ExpireAfter)
                expired.Add(_waiting.Dequeue());
            var batch = new Pending[Math.Min(_waiting.Count, Limits.MaxBatch)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = _waiting.Dequeue();
            return batch;
        }
    }

    private async ValueTask CommitAsync(ArraySegment<Pending> batch)
    {
        var since = _time.GetTimestamp();
        ArraySegment<Pending> unknown;
        try
        {
            unknown = Settle(batch, await AskAsync(batch, since).ConfigureAwait(false), isFirst: true);
        }
        catch (LedgerException e) when (e.Failure == LedgerFailure.Unknown)
        {
            Report(e);
            unknown = batch;
        }
        catch (LedgerException e)
        {
            Report(e);
            AnswerAll(batch, OutcomeCode.Unavailable);
            return;
        }
        // Whatever it is, it is definite and lies in this batch: the halves find it, and nobody waits for ever.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (batch.Count == 1)
            {
                Report(e);
                AnswerAll(batch, OutcomeCode.Unavailable);
                return;
            }

            await CommitAsync(batch[..(batch.Count / 2)]).ConfigureAwait(false);
            await CommitAsync(batch[(batch.Count / 2)..]).ConfigureAwait(false);
            return;
        }

        if (unknown.Count > 0)
            await LearnAsync(unknown, since).ConfigureAwait(false);
    }

    // Only a record that is found is an outcome; so the same commands are run again under the same keys. A failure
    // from here on, even a definite one, says nothing about the first attempt.
    private async ValueTask LearnAsync(ArraySegment<Pending> unknown, long since)
    {
        foreach (var pause in _options.UnknownPauses)
        {
            if (_time.GetElapsedTime(since) + pause >= _options.AnswerWithin)
                break;
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _time).ConfigureAwait(false);
            try
            {
                unknown = Settle(unknown, await AskAsync(unknown, since).ConfigureAwait(false), isFirst: false);
                if (unknown.Count == 0)
                    return;
            }
#pragma warning disable CA1031 // See above: it stays unknown.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Report(e);
            }
        }

        AnswerAll(unknown, OutcomeCode.OutcomeUnknown);
    }

    private async ValueTask<IReadOnlyList<Decision>> AskAsync(ArraySegment<Pending> batch, long since)
    {
        var asked = _ledger.CommitAsync(new Commands(batch));
        if (_options.AnswerWithin is not { } within)
            return await asked.ConfigureAwait(false);
        try
        {
            var left = within - _time.GetElapsedTime(since);
            return await asked.AsTask().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time)
                .ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new LedgerException(LedgerFailure.Unknown, "The ledger did not answer in time.", e);
        }
    }

    // Answers what was decided and returns the rest: a ledger behind a message says of each command what it knows.
    private ArraySegment<Pending> Settle(ArraySegment<Pending> batch, IReadOnlyList<Decision> decisions, bool isFirst)
    {
        if (decisions.Count != batch.Count)
            throw new InvalidOperationException("A ledger answered another number of decisions than it was asked for.");
        var open = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (IsOpen(decisions[i], isFirst))
                open++;
        }

        if (open == 0)
        {
            Answer(batch, decisions);
            return [];
        }

        if (open == batch.Count)
            return batch;
        var (unknown, settled, known) =
            (new Pending[open], new Pending[batch.Count - open], new Decision[batch.Count - open]);
        for (var i = batch.Count - 1; i >= 0; i--)
        {
            if (IsOpen(decisions[i], isFirst))
                unknown[--open] = batch[i];
            else
                (settled[i - open], known[i - open]) = (batch[i], decisions[i]);
        }

        Answer(settled, known);
        return unknown;
    }

    private static bool IsOpen(Decision decision, bool isFirst) =>
        decision.Code == OutcomeCode.OutcomeUnknown || !isFirst
            && decision.Code is OutcomeCode.Busy or OutcomeCode.Unavailable;

    private void Report(Exception failure)
    {
        // A clock that can't be believed is told once, by whoever watches it, and not with each batch.
        if (failure is LedgerClockException)
            return;
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

    // In one go, and not from here, which may be the ledger's own thread: the next batch need not wait for these
    // answers. Those of a bundle are one answer, and given at once.
    private void Answer(ArraySegment<Pending> batch, IReadOnlyList<Decision> decisions)
    {
        if (batch[0].IsBundled && batch[^1].IsBundled)
        {
            for (var i = 0; i < batch.Count; i++)
                batch[i].SetResult(decisions[i]);
            return;
        }

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

    private static void AnswerAll(IReadOnlyList<Pending> batch, OutcomeCode code)
    {
        foreach (var pending in batch)
            pending.SetResult(new Decision(code));
    }

    private sealed class Pending(LedgerCommand command, long since, IAnswering answer, int index)
    {
        public LedgerCommand Command { get; } = command;

        public long Since { get; } = since;

        public bool IsBundled => answer is AnsweringAll;

        public void SetResult(Decision decision) => answer.Set(index, decision);
    }

    private interface IAnswering
    {
        void Set(int index, Decision decision);
    }

    private sealed class Answering() : TaskCompletionSource<Decision>(
        TaskCreationOptions.RunContinuationsAsynchronously), IAnswering
    {
        public void Set(int index, Decision decision) => SetResult(decision);
    }

    private sealed class AnsweringAll(int count) : TaskCompletionSource<Decision[]>(
        TaskCreationOptions.RunContinuationsAsynchronously), IAnswering
    {
        private readonly Decision[] _decisions = new Decision[count];
        private int _open = count;

        public void Set(int index, Decision decision)
        {
            _decisions[index] = decision;
            if (Interlocked.Decrement(ref _open) == 0)
                SetResult(_decisions);
        }
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

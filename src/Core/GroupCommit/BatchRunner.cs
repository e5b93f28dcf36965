using System.Collections;

namespace Wallet.Core;

/// <summary>
/// Has one batch after the other decided and answers its commands. A batch that fails is run again in halves until only
/// the command that is to blame fails; what can't be known is asked for again.
/// </summary>
internal sealed class BatchRunner(
    IBatchLedger ledger, TimeProvider time, Action<Exception>? onFailure, GroupCommitterOptions options,
    WaitingRoom room)
{
    /// <summary>Has a batch decided. When this returns, all of its commands are answered, or about to be.</summary>
    public async ValueTask RunAsync(ArraySegment<WaitingCommand> batch)
    {
        var since = time.GetTimestamp();
        ArraySegment<WaitingCommand> unknown;
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
        // Any other exception is definite and concerns something in this batch. The halves find out what, and nobody
        // is left waiting.
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

            await RunAsync(batch[..(batch.Count / 2)]).ConfigureAwait(false);
            await RunAsync(batch[(batch.Count / 2)..]).ConfigureAwait(false);
            return;
        }

        if (unknown.Count > 0)
            await LearnAsync(unknown, since).ConfigureAwait(false);
    }

    /// <summary>Answers all commands of a batch alike, without a ledger's decision.</summary>
    public static void AnswerAll(IReadOnlyList<WaitingCommand> batch, OutcomeCode code)
    {
        foreach (var waiting in batch)
            waiting.Answer(new Decision(code));
    }

    // Only a record that is found is an outcome, so the same commands are run again under the same keys. A failure from
    // here on, even a definite one, says nothing about the first attempt.
    private async ValueTask LearnAsync(ArraySegment<WaitingCommand> unknown, long since)
    {
        var doubtful = unknown.Count;
        foreach (var pause in options.UnknownPauses)
        {
            if (time.GetElapsedTime(since) + pause >= options.AnswerWithin)
                break;
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, time).ConfigureAwait(false);
            try
            {
                unknown = Settle(unknown, await AskAsync(unknown, since).ConfigureAwait(false), isFirst: false);
                if (unknown.Count == 0)
                {
                    options.Telemetry?.Resolved(doubtful, 0);
                    return;
                }
            }
#pragma warning disable CA1031 // Whatever failed this time, the outcome stays unknown.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Report(e);
            }
        }

        options.Telemetry?.Resolved(doubtful - unknown.Count, unknown.Count);
        AnswerAll(unknown, OutcomeCode.OutcomeUnknown);
    }

    private async ValueTask<IReadOnlyList<Decision>> AskAsync(ArraySegment<WaitingCommand> batch, long since)
    {
        if (options.Telemetry is not { } telemetry)
            return await AskLedgerAsync(batch, since).ConfigureAwait(false);
        using var activity = telemetry.Start(batch);
        var (start, failure) = (time.GetTimestamp(), (Exception?)null);
        try
        {
            return await AskLedgerAsync(batch, since).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            telemetry.Ended(batch.Count, time.GetElapsedTime(start), failure, activity);
        }
    }

    private async ValueTask<IReadOnlyList<Decision>> AskLedgerAsync(ArraySegment<WaitingCommand> batch, long since)
    {
        var asked = ledger.CommitAsync(new Commands(batch));
        if (options.AnswerWithin is not { } within)
            return await asked.ConfigureAwait(false);
        try
        {
            var left = within - time.GetElapsedTime(since);
            return await asked.AsTask().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time)
                .ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new LedgerException(LedgerFailure.Unknown, "The ledger did not answer in time.", e);
        }
    }

    // Answers the commands that were decided and returns the others. A ledger behind a message may know the outcome of
    // some commands of a batch and not of others.
    private ArraySegment<WaitingCommand> Settle(
        ArraySegment<WaitingCommand> batch, IReadOnlyList<Decision> decisions, bool isFirst)
    {
        if (decisions.Count != batch.Count)
            throw new InvalidOperationException("A ledger answered another number of decisions than it was asked for.");
        var open = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (IsOpen(batch[i].Command, decisions[i], isFirst))
                open++;
        }

        if (open == 0)
        {
            Answer(batch, decisions);
            return [];
        }

        if (open == batch.Count)
            return batch;
        var unknown = new WaitingCommand[open];
        var (settled, known) = (new WaitingCommand[batch.Count - open], new Decision[batch.Count - open]);
        for (var i = batch.Count - 1; i >= 0; i--)
        {
            if (IsOpen(batch[i].Command, decisions[i], isFirst))
                unknown[--open] = batch[i];
            else
                (settled[i - open], known[i - open]) = (batch[i], decisions[i]);
        }

        Answer(settled, known);
        return unknown;
    }

    // Once an attempt is unknown, a later one that was refused or failed says nothing about it. A refusal that is
    // recorded does: the first attempt would find it.
    private static bool IsOpen(LedgerCommand command, Decision decision, bool isFirst) =>
        decision.Code == OutcomeCode.OutcomeUnknown
        || !isFirst && (decision.Code is OutcomeCode.Busy or OutcomeCode.Unavailable
            || !command.RecordsRefusals
            && decision.Code is not (OutcomeCode.Committed or OutcomeCode.IdempotencyKeyReused));

    private void Report(Exception failure)
    {
        // Whoever watches the clock reports it once; reporting it with each batch would flood the log.
        if (failure is LedgerClockException)
            return;
        try
        {
            onFailure?.Invoke(failure);
        }
#pragma warning disable CA1031 // A log that fails must not keep anybody's money waiting.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    // This may be the ledger's own thread, and the next batch need not wait until each of these answers has been given:
    // another thread gives them, all in one go. A bundle is one answer, which is given at once.
    private void Answer(ArraySegment<WaitingCommand> batch, IReadOnlyList<Decision> decisions)
    {
        if (batch[0].IsBundled && batch[^1].IsBundled)
        {
            AnswerEach(batch, decisions);
            return;
        }

        room.BeginToAnswer();
        ThreadPool.UnsafeQueueUserWorkItem(
            static answers =>
            {
                AnswerEach(answers.batch, answers.decisions);
                answers.room.EndAnswering();
            },
            (room, batch, decisions),
            preferLocal: false);
    }

    private static void AnswerEach(ArraySegment<WaitingCommand> batch, IReadOnlyList<Decision> decisions)
    {
        for (var i = 0; i < batch.Count; i++)
            batch[i].Answer(decisions[i]);
    }

    // The commands of a batch, without copying them.
    private sealed class Commands(ArraySegment<WaitingCommand> batch) : IReadOnlyList<LedgerCommand>
    {
        public int Count => batch.Count;

        public LedgerCommand this[int index] => batch[index].Command;

        public IEnumerator<LedgerCommand> GetEnumerator()
        {
            foreach (var waiting in batch)
                yield return waiting.Command;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

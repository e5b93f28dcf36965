using System.Collections.Concurrent;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What one run of a transaction's body led to: a result to commit, or the wish to start again because
/// somebody was faster.</summary>
internal readonly record struct Attempt<T>(T Result, bool LostRace = false);

/// <summary>
/// Runs a body as one transaction: snapshot reads, majority commit, all within one deadline. The driver's own loop
/// (<c>WithTransaction</c>) would go on for 120 seconds and could not tell a refusal from a doubt, so the loop is here.
/// </summary>
internal sealed class Transactions(LedgerDatabase db) : IDisposable
{
    // Each transaction stands alone, so nothing is gained from tying it to what the session did before.
    private static readonly ClientSessionOptions SessionOptions = new() { CausalConsistency = false };

    private static readonly KeyValuePair<string, object?> SystemTag = LedgerTelemetry.SystemTag("mongodb");

    // Aborting only frees the wallets sooner than the next transaction of the session would.
    private static readonly TimeSpan AbortLimit = TimeSpan.FromMilliseconds(500);

    // The session used last is used next, whatever happened to it. If a transaction was left open on the server,
    // because a commit or an abort got lost, it holds on to its wallets there, for a minute by default; the next
    // transaction of its session ends it at once, and a commit that was under way comes too late then. A new session
    // would collide with it all that time instead.
    private readonly ConcurrentStack<IClientSessionHandle> _sessions = new();

    /// <summary>
    /// Runs <paramref name="body"/> and commits. The body may run several times, each time in a new transaction; it
    /// sees only what is committed and writes only through the session.
    /// </summary>
    /// <remarks>
    /// A body that wrote nothing is committed too: only a majority's acknowledgement of the commit makes sure that what
    /// the transaction read can't be rolled back, and a replayed outcome is an answer about money like any other.
    /// See https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/.
    /// </remarks>
    /// <param name="body">What the transaction does.</param>
    /// <param name="enter">Run once before the first attempt, with the session and outside of a transaction.</param>
    /// <param name="maxConflicts">After how many conflicts with others to give up; null for none but the
    /// deadline.</param>
    /// <exception cref="LedgerException">The store failed. Unavailable as long as no commit was sent, Unknown after
    /// that.</exception>
    /// <exception cref="PersistentConflictException">There were as many conflicts.</exception>
    public async Task<T> RunAsync<T>(
        Func<IClientSessionHandle, CancellationToken, Task<Attempt<T>>> body,
        Func<IClientSessionHandle, CancellationToken, Task>? enter = null, int? maxConflicts = null)
    {
        using var deadline = new Deadline(db.Timeout);
        IClientSessionHandle? session = null;
        var commitWasSent = false;
        try
        {
            using var slot = await db.EnterAsync(deadline);
            session = _sessions.TryPop(out var used)
                ? used
                : await db.Client.StartSessionAsync(SessionOptions, deadline.Token);
            if (enter is not null)
                await enter(session, deadline.Token);
            var conflicts = 0;
            for (var failures = 0; ; failures++)
            {
                session.StartTransaction(new TransactionOptions(
                    ReadConcern.Snapshot, ReadPreference.Primary, LedgerDatabase.Durable,
                    maxCommitTime: deadline.Left));
                try
                {
                    var attempt = await body(session, deadline.Token);
                    if (!attempt.LostRace)
                    {
                        commitWasSent = true;
                        await CommitAsync(session, deadline);
                        return attempt.Result;
                    }

                    if (++conflicts == maxConflicts)
                        throw new PersistentConflictException(null);
                }
                catch (Exception e) when (MongoFailure.MayRunAgain(e) && !deadline.HasCome)
                {
                    // What was written is gone; the body reads everything anew.
                    if (MongoFailure.IsConflict(e) && ++conflicts == maxConflicts)
                        throw new PersistentConflictException(e);
                }
                finally
                {
                    await AbortAsync(session);
                }

                await deadline.PauseAsync(failures);
            }
        }
        // Whatever goes wrong after a commit was sent, it says nothing about that commit.
        catch (Exception e) when (commitWasSent)
        {
            throw MongoFailure.ToLedgerException(
                LedgerFailure.Unknown, "Whether a transaction of the MongoDB ledger was committed is not known.", e);
        }
        catch (Exception e) when (MongoFailure.IsOfStore(e))
        {
            throw MongoFailure.ToLedgerException(LedgerFailure.Unavailable, "The MongoDB ledger can't be written.", e);
        }
        finally
        {
            if (session is not null)
                _sessions.Push(session);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_sessions.TryPop(out var session))
            session.Dispose();
    }

    // An error that is not a definite "not committed" leaves the outcome open, so the same commit is sent again: on
    // this session and with this transaction's number, the server commits it once at most, however often it is asked.
    private static async Task CommitAsync(IClientSessionHandle session, Deadline deadline)
    {
        using var commit = LedgerTelemetry.StartCommit(SystemTag, WalletTelemetry.Recorded);
        for (var failures = 0; ; failures++)
        {
            try
            {
                await session.CommitTransactionAsync(deadline.Token);
                return;
            }
            catch (Exception e) when (!MongoFailure.MayRunAgain(e) && !deadline.HasCome)
            {
                await deadline.PauseAsync(failures);
            }
        }
    }

    private static async Task AbortAsync(IClientSessionHandle session)
    {
        if (!session.IsInTransaction)
            return;
        using var limit = new CancellationTokenSource(AbortLimit);
        await session.AbortTransactionAsync(limit.Token);
    }
}

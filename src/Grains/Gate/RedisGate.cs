using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// The gate that all silos share: <c>SET txn:{caller}:{key} processing:{attempt} NX EX 30</c>, then <c>completed</c>
/// for 10 minutes (the ledger remembers for ever). A call that takes longer than 100 ms is given up, and behind a
/// breaker nobody waits for a Redis that is down: payments go on without it.
/// </summary>
/// <remarks>
/// <para>
/// A call that was given up may have arrived. So an attempt whose <c>SET</c> was given up is in doubt and is finalized
/// like any other, by compare-and-set; and what could not be finalized, or was not found to be the attempt's, is a
/// loose end: it is tried again each second, until Redis has found the key once and changed it, or has twice not found
/// it, or 30 s have passed, after which the key has ended by itself. Otherwise a client whose payment surely did
/// nothing would be told for 30 s that it is in progress. At most 1,000 loose ends are kept; the keys of any more
/// simply expire.
/// </para>
/// <para>
/// Twice, because the <c>SET</c> may come after the first try. On one connection it can't. But when Redis hangs for
/// long, the client opens another one, and what the first still holds is carried out whenever Redis gets to it. If that
/// is more than a second after it has answered on the second connection, the key stays shut until it expires: 30 s in
/// which a retry of an attempt that did nothing is told to wait. Retries of all others are replayed, for the ledger has
/// their record.
/// </para>
/// </remarks>
public sealed class RedisGate(
    IConnectionMultiplexer redis, TimeProvider time, ILogger<RedisGate> log) : IIdempotencyGate
{
    private const int MaxLooseEnds = 1000;
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(GateCalls.HoldSeconds);
    private static readonly TimeSpan LooseEndPause = TimeSpan.FromSeconds(1);

    private readonly GateCalls _calls = new(redis, time);
    private readonly GateBreaker _breaker = new(time, log);
    private int _looseEnds;

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        using var part = WalletTelemetry.StartPart("wallet.gate.enter");
        var entered = await AskAsync(GateQuestion.Enter, caller, key, attempt);
        return entered switch
        {
            { Exception: BrokenCircuitException } => GateAnswer.Down,
            { Exception: not null } => GateAnswer.InDoubt,
            { Result: RedisValue value } when value == GateCalls.Entered => GateAnswer.Entered,
            { Result: RedisValue value } when value == GateCalls.Completed => GateAnswer.Completed,
            _ => GateAnswer.Held,
        };
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        FinalizeAsync(GateQuestion.Complete, caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        FinalizeAsync(GateQuestion.Release, caller, key, attempt);

    /// <summary>Whether Redis answers now. Payments do not depend on it.</summary>
    public async ValueTask<bool> IsReachableAsync() =>
        (await _breaker.CallAsync(static redis => redis.GetDatabase().PingAsync(), redis)).Exception is null;

    private async ValueTask FinalizeAsync(
        GateQuestion question, WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        using var part = WalletTelemetry.StartPart("wallet.gate.finalize");
        var wasIts = await WasItsAsync(question, caller, key, attempt);
        if (wasIts is not true)
            _ = TieUpAsync(question, caller, key, attempt, notFound: wasIts is false ? 1 : 0);
    }

    private async Task TieUpAsync(
        GateQuestion question, WalletId caller, IdempotencyKey key, TransferId attempt, int notFound)
    {
        if (Interlocked.Increment(ref _looseEnds) <= MaxLooseEnds)
        {
            for (var since = time.GetTimestamp(); notFound < 2 && time.GetElapsedTime(since) < HoldFor;)
            {
                // Outside the turns of the grain that began it, which may be gone once it has answered.
                await Task.Delay(LooseEndPause, time).ConfigureAwait(false);
                var wasIts = await WasItsAsync(question, caller, key, attempt).ConfigureAwait(false);
                if (wasIts is true)
                    break;
                if (wasIts is false)
                    notFound++;
            }
        }

        Interlocked.Decrement(ref _looseEnds);
    }

    // Whether the key was the attempt's; null if Redis did not say.
    private async ValueTask<bool?> WasItsAsync(
        GateQuestion question, WalletId caller, IdempotencyKey key, TransferId attempt) =>
        (await AskAsync(question, caller, key, attempt).ConfigureAwait(false)).Result is RedisValue answer
            ? answer == 1
            : null;

    private ValueTask<Outcome<object>> AskAsync(
        GateQuestion question, WalletId caller, IdempotencyKey key, TransferId attempt) =>
        _breaker.CallAsync(
            static asked => asked._calls.AskAsync(
                asked.question, $"txn:{asked.caller.Value}:{asked.key.Value}", $"processing:{asked.attempt}"),
            (_calls, question, caller, key, attempt));
}

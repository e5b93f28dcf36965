using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using StackExchange.Redis;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// The gate that all silos share: <c>SET txn:{caller}:{key} processing:{attempt} NX EX 30</c>, then <c>completed</c> for 24 h. A call that
/// takes longer than 100 ms is given up, and behind a breaker nobody waits for a Redis that is down: payments go on without it.
/// </summary>
/// <remarks>
/// <para>
/// A call that was given up may have arrived. So an attempt whose <c>SET</c> was given up is in doubt and is finalized like any other, by compare-and-set; and
/// what could not be finalized, or was not found to be the attempt's, is a loose end: it is tried again each second, until Redis has found the key
/// once and changed it, or has twice not found it, or 30 s have passed, after which the key has ended by itself. Otherwise a client whose payment surely did nothing
/// would be told for 30 s that it is in progress. At most 1,000 loose ends are kept; what is too much ends by itself too.
/// </para>
/// <para>
/// Twice, because the <c>SET</c> may come after the first try. On one connection it can't. But when Redis hangs for long, the client opens another one, and what the first
/// still holds is carried out whenever Redis gets to it. If that is more than a second after it has answered on the second connection, the key stays shut
/// until it expires: 30 s in which a retry of an attempt that did nothing is told to wait. Retries of all others are replayed, for the ledger has their record.
/// </para>
/// </remarks>
public sealed class RedisGate(IConnectionMultiplexer redis, TimeProvider time, ILogger<RedisGate> log) : IIdempotencyGate
{
    private const string Completed = "completed";
    private const int MaxLooseEnds = 1000;
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LooseEndPause = TimeSpan.FromSeconds(1);

    // Compare-and-set: nobody touches another's gate. They say whether it was the attempt's.
    private const string CompleteScript =
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end redis.call('SET', KEYS[1], 'completed', 'EX', 86400) return 1";

    private const string ReleaseScript =
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end redis.call('DEL', KEYS[1]) return 1";

    private readonly GateBreaker _breaker = new(time, log);
    private int _looseEnds;

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        var call = new Call(redis, Name(caller, key), Processing(attempt));
        var entered = await _breaker.CallAsync(static call => call.Database.StringSetAsync(call.Name, call.Value, HoldFor, When.NotExists), call);
        if (entered.Exception is { } failure)
            return failure is BrokenCircuitException ? GateAnswer.Down : GateAnswer.InDoubt;
        if (entered.Result is true)
            return GateAnswer.Entered;
        // Only a duplicate comes here; it holds nothing. If the holder's time ended just now, it is told to come again, and then enters.
        var found = await _breaker.CallAsync(static call => call.Database.StringGetAsync(call.Name), call);
        if (found.Exception is not null)
            return GateAnswer.Down;
        return found.Result is RedisValue value && value == Completed ? GateAnswer.Completed : GateAnswer.Held;
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        FinalizeAsync(new Finalization(CompleteScript, new Call(redis, Name(caller, key), Processing(attempt))));

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        FinalizeAsync(new Finalization(ReleaseScript, new Call(redis, Name(caller, key), Processing(attempt))));

    /// <summary>Whether Redis answers now. Payments do not depend on it.</summary>
    public async ValueTask<bool> IsReachableAsync() =>
        (await _breaker.CallAsync(static redis => redis.GetDatabase().PingAsync(), redis)).Exception is null;

    private async ValueTask FinalizeAsync(Finalization finalization)
    {
        var wasIts = await RunAsync(finalization);
        if (wasIts is not true)
            _ = TieUpAsync(finalization, notFound: wasIts is false ? 1 : 0);
    }

    private async Task TieUpAsync(Finalization finalization, int notFound)
    {
        if (Interlocked.Increment(ref _looseEnds) <= MaxLooseEnds)
        {
            for (var since = time.GetTimestamp(); notFound < 2 && time.GetElapsedTime(since) < HoldFor;)
            {
                // Not in the turns of the grain that began it, which goes when it has answered.
                await Task.Delay(LooseEndPause, time).ConfigureAwait(false);
                var wasIts = await RunAsync(finalization).ConfigureAwait(false);
                if (wasIts is true)
                    break;
                if (wasIts is false)
                    notFound++;
            }
        }

        Interlocked.Decrement(ref _looseEnds);
    }

    // Whether the key was the attempt's; null if Redis did not say.
    private async ValueTask<bool?> RunAsync(Finalization finalization)
    {
        var run = await _breaker.CallAsync(
            static run => run.Call.Database.ScriptEvaluateAsync(run.Script, [run.Call.Name], [run.Call.Value]), finalization).ConfigureAwait(false);
        return run.Result is RedisResult result ? (bool)result : null;
    }

    private static RedisKey Name(WalletId caller, IdempotencyKey key) => $"txn:{caller.Value}:{key.Value}";

    private static RedisValue Processing(TransferId attempt) => $"processing:{attempt}";

    private readonly record struct Call(IConnectionMultiplexer Redis, RedisKey Name, RedisValue Value)
    {
        public IDatabase Database => Redis.GetDatabase();
    }

    private readonly record struct Finalization(string Script, Call Call);
}

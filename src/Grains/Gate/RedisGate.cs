using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// The gate that all silos share: <c>SET txn:{caller}:{key} processing:{attempt} NX EX 30</c>, then <c>completed</c> for 24 h. A call that
/// takes longer than 100 ms is given up, and behind a breaker nobody waits for a Redis that is down: payments go on without it.
/// </summary>
public sealed class RedisGate(IConnectionMultiplexer redis, TimeProvider time, ILogger<RedisGate> log) : IIdempotencyGate
{
    private const string Completed = "completed";
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(30);

    // Compare-and-set: nobody touches another's gate.
    private const string CompleteScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], 'completed', 'EX', 86400) end";

    private const string ReleaseScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end";

    private readonly GateBreaker _breaker = new(time, log);

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        var call = new Call(redis, Name(caller, key), Processing(attempt));
        var entered = await _breaker.CallAsync(static call => call.Database.StringSetAsync(call.Name, call.Value, HoldFor, When.NotExists), call);
        if (entered.Exception is not null)
            return GateAnswer.Down;
        if (entered.Result is true)
            return GateAnswer.Entered;
        // Only a duplicate comes here. If the holder's time ended just now, it is told to come again, and then enters.
        var found = await _breaker.CallAsync(static call => call.Database.StringGetAsync(call.Name), call);
        if (found.Exception is not null)
            return GateAnswer.Down;
        return found.Result is RedisValue value && value == Completed ? GateAnswer.Completed : GateAnswer.Held;
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => RunAsync(CompleteScript, caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => RunAsync(ReleaseScript, caller, key, attempt);

    /// <summary>Whether Redis answers now. Payments do not depend on it.</summary>
    public async ValueTask<bool> IsReachableAsync() =>
        (await _breaker.CallAsync(static redis => redis.GetDatabase().PingAsync(), redis)).Exception is null;

    private async ValueTask RunAsync(string script, WalletId caller, IdempotencyKey key, TransferId attempt) => await _breaker.CallAsync(
        static run => run.Call.Database.ScriptEvaluateAsync(run.Script, [run.Call.Name], [run.Call.Value]),
        (Script: script, Call: new Call(redis, Name(caller, key), Processing(attempt))));

    private static RedisKey Name(WalletId caller, IdempotencyKey key) => $"txn:{caller.Value}:{key.Value}";

    private static RedisValue Processing(TransferId attempt) => $"processing:{attempt}";

    private readonly record struct Call(IConnectionMultiplexer Redis, RedisKey Name, RedisValue Value)
    {
        public IDatabase Database => Redis.GetDatabase();
    }
}

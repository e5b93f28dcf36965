using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// The gate that all silos share: <c>SET txn:{caller}:{key} processing:{attempt} NX EX 30</c>, then <c>completed</c> for 24 h. A call that
/// takes longer than 100 ms is given up, and behind a breaker nobody waits for a Redis that is down: payments go on without it.
/// </summary>
public sealed partial class RedisGate(IConnectionMultiplexer redis, TimeProvider time, ILogger<RedisGate> log) : IIdempotencyGate
{
    /// <summary>How long a call may take.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(100);

    private const string Completed = "completed";
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(30);

    // Compare-and-set: nobody touches another's gate.
    private const string CompleteScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], 'completed', 'EX', 86400) end";

    private const string ReleaseScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end";

    private readonly Breaker _breaker = new(time);

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        var name = Name(caller, key);
        if (await TryAsync(() => redis.GetDatabase().StringSetAsync(name, Processing(attempt), HoldFor, When.NotExists)) is not { } entered)
            return GateAnswer.Down;
        if (entered)
            return GateAnswer.Entered;
        // Only a duplicate comes here. If the holder's time ended just now, it is told to come again, and then enters.
        return await TryAsync(() => redis.GetDatabase().StringGetAsync(name)) is { } value
            ? value == Completed ? GateAnswer.Completed : GateAnswer.Held
            : GateAnswer.Down;
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => RunAsync(CompleteScript, caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => RunAsync(ReleaseScript, caller, key, attempt);

    /// <summary>Whether Redis answers now. Payments do not depend on it.</summary>
    public async ValueTask<bool> IsReachableAsync() => await TryAsync(async () => (await redis.GetDatabase().PingAsync()) >= TimeSpan.Zero) is true;

    private async ValueTask RunAsync(string script, WalletId caller, IdempotencyKey key, TransferId attempt) =>
        await TryAsync(async () =>
        {
            await redis.GetDatabase().ScriptEvaluateAsync(script, [Name(caller, key)], [Processing(attempt)]);
            return true;
        });

    // Null stands for a gate that is down.
    private async ValueTask<T?> TryAsync<T>(Func<Task<T>> call) where T : struct
    {
        if (!_breaker.MayTry())
            return null;
        try
        {
            var answer = await call().WaitAsync(CallTimeout, time);
            if (_breaker.Succeed())
                LogUp();
            return answer;
        }
#pragma warning disable CA1031 // Whatever keeps the gate from answering, it is down, and payments go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (_breaker.Fail())
                LogDown(e.GetType().Name);
            return null;
        }
    }

    private static RedisKey Name(WalletId caller, IdempotencyKey key) => $"txn:{caller.Value}:{key.Value}";

    private static RedisValue Processing(TransferId attempt) => $"processing:{attempt}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The idempotency gate does not answer ({Reason}). Payments go on without it.")]
    private partial void LogDown(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The idempotency gate answers again.")]
    private partial void LogUp();
}

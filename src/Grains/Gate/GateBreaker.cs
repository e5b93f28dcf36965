using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Wallet.Grains;

/// <summary>
/// Keeps callers from waiting for a Redis that is down. A call is given up after 100 ms. When half of the calls of the
/// last half second have failed, and those were at least three, nobody gets through for a second; then one at a time
/// tries whether Redis is back.
/// </summary>
/// <remarks>
/// Polly's breaker counts a share of the calls of a sampling time, not failures in a row. The sampling time is the
/// shortest that it takes, because it is how long a Redis that hangs under load can go unnoticed: a caller that waits
/// for 100 ms asks less often, so the failures outnumber the good calls before them only once those have left the
/// sample. Half, because single late calls on a busy machine are no reason to do without the gate; three, because one
/// payment makes two calls. Where payments come so seldom that there are never three calls in half a
/// second, each of them waits for its own 100 ms.
/// </remarks>
internal sealed partial class GateBreaker
{
    /// <summary>How long a call may take.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(100);

    // Typed as object, as Polly's breaker is inside: one for any type of answer would go through a bridge, and a call
    // would take more than half as long again.
    private readonly ResiliencePipeline<object> _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile bool _isDown;

    public GateBreaker(TimeProvider time, ILogger log)
    {
        (_time, _log) = (time, log);
        _pipeline = new ResiliencePipelineBuilder<object> { TimeProvider = new SteadyTime(time) }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<object>
            {
                // A call that Redis' client cancelled has failed too, which Polly would not count.
                ShouldHandle = static call => new(call.Outcome.Exception is not null),
                FailureRatio = 0.5,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromSeconds(0.5),
                BreakDuration = TimeSpan.FromSeconds(1),
                OnOpened = OnOpened,
                OnClosed = OnClosed,
            })
            .Build();
        GateTelemetry.Watch(this);
    }

    /// <summary>Whether calls fail, and have not succeeded since.</summary>
    public bool IsDown => _isDown;

    /// <summary>Makes a call, if the breaker lets it through. What the call needs is <paramref name="state"/>, so that
    /// it can be static.</summary>
    /// <returns>
    /// The answer, which is a <typeparamref name="T"/>, or why there is none: a <see cref="BrokenCircuitException"/> if
    /// the call was not made, any other exception if it was and may have arrived.
    /// </returns>
    public async ValueTask<Outcome<object>> CallAsync<T, TState>(Func<TState, Task<T>> call, TState state)
        where T : notnull
    {
        var context = ResilienceContextPool.Shared.Get();
        try
        {
            var answer = await _pipeline.ExecuteOutcomeAsync(
                static (_, all) => AskAsync(all.call, all.state, all._time), context, (call, state, _time));
            if (answer.Exception is { } failure)
                GateTelemetry.Failed(failure);
            return answer;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static async ValueTask<Outcome<object>> AskAsync<T, TState>(
        Func<TState, Task<T>> call, TState state, TimeProvider time) where T : notnull
    {
        try
        {
            return Outcome.FromResult<object>(await call(state).WaitAsync(CallTimeout, time).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever keeps the gate from answering, it is down, and payments go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Outcome.FromException<object>(e);
        }
    }

    // Polly calls these one after the other. It opens the breaker again after each try that failed, which is not worth
    // another line in the log.
    private ValueTask OnOpened(OnCircuitOpenedArguments<object> opened)
    {
        if (!_isDown)
            LogDown(opened.Outcome.Exception?.GetType().Name);
        _isDown = true;
        return default;
    }

    private ValueTask OnClosed(OnCircuitClosedArguments<object> closed)
    {
        _isDown = false;
        LogUp();
        return default;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The idempotency gate does not answer ({Reason}). Payments go on without it.")]
    private partial void LogDown(string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The idempotency gate answers again.")]
    private partial void LogUp();
}

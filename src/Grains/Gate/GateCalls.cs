using StackExchange.Redis;

namespace Wallet.Grains;

/// <summary>
/// Asks Redis about the keys of many transfers at once: questions that come while a call is under way leave together as
/// the next. So under load the price of a call is shared, as that of a commit is, and a lone transfer waits for nobody.
/// When a call has taken longer than anybody waits for it, the next one leaves without waiting either.
/// </summary>
internal sealed class GateCalls(IConnectionMultiplexer redis, TimeProvider time)
{
    /// <summary>The answer to an attempt that has entered.</summary>
    public const string Entered = "entered";

    /// <summary>The value in Redis of a key that has been completed.</summary>
    public const string Completed = "completed";

    /// <summary>How long a key is held for an attempt that is never finalized, in seconds.</summary>
    public const int HoldSeconds = 30;

    private const int MaxQuestions = 128, CompletedSeconds = 600;

    // For each key either SET key processing:{attempt} NX EX 30, or a compare-and-set, so that no attempt touches the
    // key of another. Enter answers "entered", or the value that it found; the others answer whether the key was the
    // attempt's. A key that Redis can't work on does not spoil the answers for the others.
    private static readonly string Script =
        $$"""
        local answers = {}
        for i, key in ipairs(KEYS) do
          local question, mine = ARGV[2 * i - 1], ARGV[2 * i]
          local answer
          if question == 'Enter' then
            answer = redis.pcall('SET', key, mine, 'NX', 'EX', {{HoldSeconds}})
            if answer == false then answer = redis.pcall('GET', key) elseif not answer.err then answer = 'entered' end
          else
            answer = redis.pcall('GET', key)
            if type(answer) ~= 'table' then
              if answer ~= mine then answer = 0
              else
                if question == 'Complete' then
                  answer = redis.pcall('SET', key, 'completed', 'EX', {{CompletedSeconds}})
                else
                  answer = redis.pcall('DEL', key)
                end
                if type(answer) ~= 'table' or not answer.err then answer = 1 end
              end
            end
          end
          answers[i] = type(answer) == 'table' and '' or answer
        end
        return answers
        """;

    private static readonly RedisValue[] Questions = [.. Enum.GetNames<GateQuestion>()];

    private readonly Lock _lock = new();
    private readonly Queue<Call> _waiting = new();
    private bool _isUnderWay;
    private long _since;
    private int _turn;

    /// <summary>Asks about one key.</summary>
    /// <returns>
    /// To <see cref="GateQuestion.Enter"/>, <see cref="Entered"/> or what is there; to the others 1 or 0, whether the
    /// key was the attempt's. Any exception says that it may have arrived.
    /// </returns>
    public Task<RedisValue> AskAsync(GateQuestion question, RedisKey key, RedisValue mine)
    {
        var call = new Call(question, key, mine, time.GetTimestamp());
        int turn;
        lock (_lock)
        {
            _waiting.Enqueue(call);
            if (_isUnderWay && time.GetElapsedTime(_since, call.Since) < GateBreaker.CallTimeout)
                return call.Task;
            (_isUnderWay, _since, turn) = (true, call.Since, ++_turn);
        }

        _ = RunAsync(turn);
        return call.Task;
    }

    private async Task RunAsync(int turn)
    {
        while (Take(turn) is { } calls)
            await SendAsync(calls).ConfigureAwait(false);
    }

    // What is sent next. Null when nothing waits, or when this turn's call took so long that another turn goes on.
    private Call[]? Take(int turn)
    {
        lock (_lock)
        {
            if (turn != _turn)
                return null;
            _since = time.GetTimestamp();
            // Nobody waits for these any more, so they are dropped unsent.
            while (_waiting.TryPeek(out var oldest)
                && time.GetElapsedTime(oldest.Since, _since) >= GateBreaker.CallTimeout)
                _waiting.Dequeue();
            if (_waiting.Count == 0)
            {
                _isUnderWay = false;
                return null;
            }

            var calls = new Call[Math.Min(_waiting.Count, MaxQuestions)];
            for (var i = 0; i < calls.Length; i++)
                calls[i] = _waiting.Dequeue();
            return calls;
        }
    }

    private async Task SendAsync(Call[] calls)
    {
        var (keys, values) = (new RedisKey[calls.Length], new RedisValue[2 * calls.Length]);
        for (var i = 0; i < calls.Length; i++)
            (keys[i], values[2 * i], values[2 * i + 1]) =
                (calls[i].Key, Questions[(int)calls[i].Question], calls[i].Mine);
        var start = time.GetTimestamp();
        try
        {
            var answers = (RedisValue[])(await redis.GetDatabase().ScriptEvaluateAsync(Script, keys, values)
                .ConfigureAwait(false))!;
            for (var i = 0; i < calls.Length; i++)
            {
                if (answers[i].IsNullOrEmpty)
                    calls[i].SetException(new InvalidDataException("Redis can't work on a key of the gate."));
                else
                    calls[i].SetResult(answers[i]);
            }
        }
#pragma warning disable CA1031 // Whatever it is, each caller is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var call in calls)
                call.TrySetException(e);
        }

        GateTelemetry.Called(time.GetElapsedTime(start));
    }

    // Its continuations run where Redis' answer arrives: all they do there is let the breaker count it, and then the
    // caller goes on in a turn of its own.
    private sealed class Call(
        GateQuestion question, RedisKey key, RedisValue mine, long since) : TaskCompletionSource<RedisValue>
    {
        public GateQuestion Question { get; } = question;

        public RedisKey Key { get; } = key;

        public RedisValue Mine { get; } = mine;

        public long Since { get; } = since;
    }
}

namespace Wallet.Torture;

/// <summary>Something that may move money once: one key and everything that was heard of it. Whatever happens, it has
/// at most one outcome.</summary>
internal abstract class Movement
{
    private readonly Lock _lock = new();
    private int _originals;
    private long _startedAt;
    private volatile Answer? _outcome;

    /// <summary>The note, if any.</summary>
    public string? Note { get; init; }

    /// <summary>The idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>Whether anybody may act on it who may by its kind, and not only whoever made it: take it, or give it
    /// back. What pairs do is theirs alone.</summary>
    public bool IsForAll { get; init; }

    /// <summary>How much, in minor units; of what asks for all that is left, only known with the outcome.</summary>
    public virtual long Amount { get; init; }

    /// <summary>The wallet that is debited.</summary>
    public abstract string SenderId { get; }

    /// <summary>The wallet that is credited.</summary>
    public abstract string CreditedId { get; }

    /// <summary>The wallet that it goes to when it is given back.</summary>
    public virtual string PayerId => SenderId;

    /// <summary>Whether it is a deposit.</summary>
    public virtual bool IsDeposit => false;

    /// <summary>What moves the money, as histories call it.</summary>
    public virtual string Operation => IsDeposit ? "deposit" : "transfer";

    /// <summary>The ID of what it refers to; null for nothing.</summary>
    public virtual string? Link => null;

    /// <summary>Whether it counts towards the limits of the wallet that is debited.</summary>
    public virtual bool CountsTowardsLimits => false;

    /// <summary>Whether freezes stop it.</summary>
    public virtual bool StopsAtFreezes => true;

    /// <summary>Whether the key can be misused for another amount.</summary>
    public virtual bool HasAmount => true;

    /// <summary>The transfer's ID, once it has moved money.</summary>
    public virtual string TransferId => Outcome!.Text("transferId");

    /// <summary>The wallets in whose histories it must show: the house's are nobody's to read.</summary>
    public IEnumerable<string> Histories => new[] { SenderId, CreditedId }.Where(static id => !IsHouse(id));

    /// <summary>How much was given back, by operators and receivers, in all rounds that have been checked, in minor
    /// units.</summary>
    public long GivenBack { get; set; }

    /// <summary>Whether nothing more can come of it.</summary>
    public virtual bool IsSettled => Outcome is not null;

    /// <summary>Whether it may be sent again in later rounds: all that can come of it is known.</summary>
    public virtual bool MayBeRepeated => true;

    /// <summary>Whether the key can be asked for without sending it again.</summary>
    public virtual bool CanBeLookedUp => true;

    /// <summary>The outcome, once it is known.</summary>
    public Answer? Outcome => _outcome;

    /// <summary>When it was first sent, on the clock of <see cref="PairRecorder.Now"/>.</summary>
    public long StartedAt => Volatile.Read(ref _startedAt);

    /// <summary>When the outcome became known, on the same clock.</summary>
    public long KnownAt { get; private set; }

    /// <summary>Whether money moved, as far as is known.</summary>
    public bool Moved => _outcome is { Status: 201 };

    /// <summary>Whether a wallet is one of the house's.</summary>
    public static bool IsHouse(string walletId) => walletId is "issuer@wallet" or "escrow@wallet";

    /// <summary>Sends it once.</summary>
    public Task<Answer> SendAsync(WalletHttp http, TimeSpan patience, long? otherAmount = null)
    {
        Interlocked.CompareExchange(ref _startedAt, PairRecorder.Now, 0);
        return PostAsync(http, patience, otherAmount);
    }

    /// <summary>Asks what the key led to, without sending it again.</summary>
    public abstract Task<Answer> LookUpAsync(WalletHttp http, TimeSpan patience);

    /// <summary>Sees to it that whoever asks may ask, after an answer that said no.</summary>
    public abstract Task SignInAsync(WalletHttp http);

    /// <summary>The balance of one of the two wallets right after, as the outcome tells it; null if it does
    /// not.</summary>
    public abstract long? BalanceAfter(string walletId);

    /// <summary>Takes what was answered.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isLookUp">Whether it answers a look-up rather than a request.</param>
    /// <param name="tally">Where a contradiction is noted.</param>
    /// <returns>Whether the outcome is known now; and whether it is news.</returns>
    public (bool Known, bool News) Hear(Answer answer, bool isLookUp, Tally tally)
    {
        if (!IsOutcome(answer))
        {
            if (!IsHarmless(answer) && !(isLookUp && answer.Status == 404))
                tally.Violation($"{this} was answered {answer}");
            if (isLookUp && answer.Status == 404 && _outcome is not null)
                tally.Violation($"{this} had an outcome, and has none any more");
            return (IsSettled, false);
        }

        lock (_lock)
        {
            if (!isLookUp && !answer.Replayed && ++_originals > 1)
                tally.Violation($"{this} was done twice: two answers are not replays");
            if (_outcome is { } first)
            {
                if (first.Status != answer.Status || !first.Body.AsSpan().SequenceEqual(answer.Body))
                    tally.Violation($"{this} had the outcome {first}, and now has {answer}");
                return (true, false);
            }

            KnownAt = PairRecorder.Now;
            _outcome = answer;
            return (true, true);
        }
    }

    /// <summary>Whether an answer is what the key led to for ever.</summary>
    protected virtual bool IsOutcome(Answer answer) => answer.IsOutcome;

    /// <summary>Whether an answer says nothing of what the key led to, as some may.</summary>
    protected abstract bool IsHarmless(Answer answer);

    /// <summary>Sends the request.</summary>
    protected abstract Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount);
}

using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>One key and everything that was heard of it. Whatever happens, it has at most one outcome.</summary>
internal sealed class Payment
{
    private readonly Lock _lock = new();
    private int _originals;
    private volatile Answer? _outcome;

    /// <summary>Whose key it is.</summary>
    public required Person Caller { get; init; }

    /// <summary>Who gets the money; null for a deposit.</summary>
    public required string? ReceiverId { get; init; }

    /// <summary>How much, in minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>The note, if any.</summary>
    public string? Note { get; init; }

    /// <summary>The idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>The outcome, once it is known.</summary>
    public Answer? Outcome => _outcome;

    /// <summary>When the outcome became known, on the clock of <see cref="PairRecorder.Now"/>.</summary>
    public long KnownAt { get; private set; }

    /// <summary>Whether money moved, as far as is known.</summary>
    public bool Moved => _outcome is { Status: 201 };

    /// <summary>Whether it is a deposit.</summary>
    public bool IsDeposit => ReceiverId is null;

    /// <summary>The wallet that is debited.</summary>
    public string SenderId => IsDeposit ? "issuer@wallet" : Caller.WalletId;

    /// <summary>The wallet that is credited.</summary>
    public string CreditedId => ReceiverId ?? Caller.WalletId;

    /// <summary>Sends it once.</summary>
    public Task<Answer> SendAsync(WalletHttp http, TimeSpan patience, long? otherAmount = null)
    {
        var body = new JsonObject { ["amount"] = otherAmount ?? Amount, ["idempotencyKey"] = Key };
        if (IsDeposit)
            return http.PostAsync("/wallet/deposit", body, Caller.Token, patience);
        body["receiverWalletId"] = ReceiverId;
        body["pin"] = Caller.Pin;
        if (Note is not null)
            body["note"] = Note;
        return http.PostAsync("/wallet/transfer", body, Caller.Token, patience);
    }

    /// <summary>Asks what the key led to, without sending it again.</summary>
    public Task<Answer> LookUpAsync(WalletHttp http, TimeSpan patience) =>
        http.GetAsync("/transfers/by-key?key=" + Key, Caller.Token, patience);

    /// <summary>Takes what was answered.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isLookUp">Whether it answers a look-up rather than a request.</param>
    /// <param name="tally">Where a contradiction is noted.</param>
    /// <returns>Whether the outcome is known now; and whether it is news.</returns>
    public (bool Known, bool News) Hear(Answer answer, bool isLookUp, Tally tally)
    {
        if (!answer.IsOutcome)
        {
            var harmless = answer.Status is 0 or 401 or 408 or 423 or 503
                || answer is { Status: 409, Code: "transfer_in_progress" } || isLookUp && answer.Status == 404;
            if (!harmless)
                tally.Violation($"{this} was answered {answer}");
            if (isLookUp && answer.Status == 404 && _outcome is not null)
                tally.Violation($"{this} had an outcome, and has none any more");
            return (_outcome is not null, false);
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

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(IsDeposit ? "deposit" : "transfer")} of {Amount} from {SenderId} to {CreditedId} with key {Key} of " +
        $"{Caller.WalletId}";
}

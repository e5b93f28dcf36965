using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>A payment request: its key, what was answered, and everything that was heard of it.</summary>
internal sealed class AskedRequest(Tally tally)
{
    /// <summary>The longest that a request can be paid, in seconds: whatever steps a clock makes, it does not expire
    /// during a run.</summary>
    public const int LongestSeconds = 30 * 24 * 3600;

    private readonly Lock _lock = new();
    private readonly List<RequestCall> _calls = [];
    private int _originals;
    private volatile Answer? _made;

    public required Person Payee { get; init; }

    public required Person Payer { get; init; }

    public required long Amount { get; init; }

    public required string Key { get; init; }

    /// <summary>How long it can be paid, in seconds.</summary>
    public int Seconds { get; init; } = 3600;

    /// <summary>Whether others may give back its payment, as <see cref="Movement.IsForAll"/> says it.</summary>
    public bool IsForAll { get; init; }

    /// <summary>The answer that made it; null as long as there is none.</summary>
    public Answer? Made => _made;

    /// <summary>Its ID, once it is made.</summary>
    public string Id => _made!.Text("requestId");

    /// <summary>Whether it is closed for ever, for all that was heard.</summary>
    public bool IsFinal => News.Any(static one => one.IsFinal);

    /// <summary>Whether it is paid, for all that was heard.</summary>
    public bool IsPaid => News.Any(static one => one.State == RequestNews.Paid);

    /// <summary>Every call on it.</summary>
    public IReadOnlyList<RequestCall> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    /// <summary>Everything that was heard of it.</summary>
    public IReadOnlyList<RequestNews> News => [.. Calls.Select(static call => call.News).OfType<RequestNews>()];

    /// <summary>Asks, or asks again with the same key.</summary>
    /// <returns>Whether there is an answer that says that it is made, or that it is not.</returns>
    public async Task<bool> AskAsync(WalletHttp http, TimeSpan patience)
    {
        var body = new JsonObject
        {
            ["payerWalletId"] = Payer.WalletId,
            ["amount"] = Amount,
            ["idempotencyKey"] = Key,
            ["expiresIn"] = Seconds,
        };
        var answer = await PostAsync(http, "/requests", body, Payee, patience);
        // So many may be open, and no refusal uses the key up.
        if (answer is { Status: 422, Code: "request_limit" })
            return true;
        if (answer.Status != 201)
        {
            Judge(answer, "asked for");
            return false;
        }

        lock (_lock)
        {
            if (!answer.Replayed && ++_originals > 1)
                tally.Violation($"{this} was made twice: two answers are not replays");
            if (_made is { } first && !first.Body.AsSpan().SequenceEqual(answer.Body))
                tally.Violation($"{this} was answered {first}, and now {answer}");
            _made ??= answer;
        }

        return true;
    }

    /// <summary>Asks, some times if need be.</summary>
    /// <returns>Its one payment; null if it is not made, for all that is known.</returns>
    public async Task<RequestPayment?> MakeAsync(
        WalletHttp http, TimeSpan patience, Random random, CancellationToken stop)
    {
        for (var i = 0; i < 3 && !await AskAsync(http, patience) && !stop.IsCancellationRequested; i++)
            await Task.Delay(random.Next(20, 200), CancellationToken.None);
        return Made is null
            ? null
            : new RequestPayment
            {
                Caller = Payer,
                Of = this,
                Amount = Amount,
                Key = "request:" + Id,
                IsForAll = IsForAll,
            };
    }

    /// <summary>Whether <see cref="SettleAsync"/> has come to an end.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>In the quiet: sees to it that it is closed.</summary>
    /// <returns>Whether it is, or was never made.</returns>
    public async Task<bool> SettleAsync(WalletHttp http, TimeSpan patience)
    {
        if (Made is null && !await AskAsync(http, patience))
            return false;
        if (Made is not null)
        {
            var heard = News.Count;
            if (!IsFinal)
                await CloseAsync(http, cancels: true, patience);
            if (!IsFinal && News.Count == heard)
                return false;
            // What was said before must still be so.
            await ReadAsync(http, asPayee: true, patience);
        }

        IsSettled = true;
        return true;
    }

    /// <summary>Closes it: its payee cancels it, or its payer declines it.</summary>
    public async Task CloseAsync(WalletHttp http, bool cancels, TimeSpan patience)
    {
        var started = PairRecorder.Now;
        var path = $"/requests/{Id}/{(cancels ? "cancel" : "decline")}";
        Hear(cancels ? PairAction.CancelRequest : PairAction.DeclineRequest,
            await PostAsync(http, path, [], cancels ? Payee : Payer, patience), started);
    }

    /// <summary>Looks at it.</summary>
    public async Task ReadAsync(WalletHttp http, bool asPayee, TimeSpan patience)
    {
        var started = PairRecorder.Now;
        Hear(PairAction.ReadRequest, await (asPayee ? Payee : Payer).GetAsync(http, "/requests/" + Id, patience),
            started);
    }

    /// <summary>Takes what was answered to whoever paid, closed or looked.</summary>
    public void Hear(PairAction action, Answer answer, long started)
    {
        var call = new RequestCall(action, answer, started, PairRecorder.Now);
        lock (_lock)
            _calls.Add(call);
        // These say nothing of the request.
        if (call.News is null
            && answer is not { Status: 422, Code: "insufficient_funds" or "wallet_frozen" or "limit_exceeded" })
            Judge(answer, "acted on");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"request {_made?.Text("requestId")} of {Amount} by {Payee.WalletId} to {Payer.WalletId} with key {Key}";

    private void Judge(Answer answer, string what)
    {
        if (answer.Status is not (0 or 401 or 408 or 423 or 503)
            && answer is not { Status: 409, Code: "transfer_in_progress" })
            tally.Violation($"{this} was {what}, and the answer was {answer}");
    }

    private static async Task<Answer> PostAsync(
        WalletHttp http, string path, JsonObject body, Person person, TimeSpan patience)
    {
        var answer = await http.PostAsync(path, body, person.Token, patience);
        if (answer.Status != 401)
            return answer;
        await person.SignInAsync(http);
        return await http.PostAsync(path, (JsonObject)body.DeepClone(), person.Token, patience);
    }
}

/// <summary>The payment of a request. No refusal is final, but that it is closed.</summary>
internal sealed class RequestPayment : OwnMovement
{
    /// <summary>What is paid, which is made.</summary>
    public required AskedRequest Of { get; init; }

    /// <inheritdoc/>
    public override string? Link => Of.Id;

    /// <inheritdoc/>
    public override bool CountsTowardsLimits => true;

    /// <inheritdoc/>
    public override bool HasAmount => false;

    /// <inheritdoc/>
    public override bool CanBeLookedUp => false;

    /// <inheritdoc/>
    public override string SenderId => Of.Payer.WalletId;

    /// <inheritdoc/>
    public override string CreditedId => Of.Payee.WalletId;

    /// <inheritdoc/>
    public override bool IsSettled => Outcome is not null || (Of.IsFinal || Of.IsSettled) && !Of.IsPaid;

    // One that has expired could be paid again if a clock steps back, and nobody would learn of it.
    /// <inheritdoc/>
    public override bool MayBeRepeated => Outcome is not null || Of.IsFinal;

    /// <inheritdoc/>
    protected override bool IsOutcome(Answer answer) => answer.Status == 201;

    /// <inheritdoc/>
    protected override bool IsHarmless(Answer answer) => base.IsHarmless(answer) || answer is
    {
        Status: 422,
        Code: "insufficient_funds" or "wallet_frozen" or "limit_exceeded" or "request_closed",
    };

    /// <inheritdoc/>
    protected override async Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount)
    {
        var started = PairRecorder.Now;
        var answer = await http.PostAsync(
            $"/requests/{Link}/pay", new JsonObject { ["pin"] = Caller.Pin }, Caller.Token,
            patience);
        Of.Hear(PairAction.PayRequest, answer, started);
        return answer;
    }
}

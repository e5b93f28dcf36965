using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>Money that somebody sets aside for somebody else, and what was taken from it.</summary>
internal sealed class Hold : OwnMovement
{
    /// <summary>The longest that a hold can last, in seconds: whatever steps a clock makes, it does not expire during a
    /// run.</summary>
    public const int LongestSeconds = 30 * 24 * 3600;

    private readonly Lock _lock = new();
    private readonly List<Taking> _takings = [];
    private readonly List<HoldRefusal> _refusals = [];

    /// <summary>Who may capture it.</summary>
    public required Person Receiver { get; init; }

    /// <summary>How long it lasts, in seconds.</summary>
    public required int Seconds { get; init; }

    /// <inheritdoc/>
    public override string Operation => "hold";

    /// <inheritdoc/>
    public override bool CountsTowardsLimits => true;

    /// <inheritdoc/>
    public override string SenderId => Caller.WalletId;

    /// <inheritdoc/>
    public override string CreditedId => "escrow@wallet";

    /// <inheritdoc/>
    public override string TransferId => Outcome!.Text("holdId");

    // By its key a hold is seen as the transfer that made it, which is another body.
    /// <inheritdoc/>
    public override bool CanBeLookedUp => false;

    /// <summary>What is left of it, as far as is known, in minor units.</summary>
    public long Left
    {
        get
        {
            lock (_lock)
                return Amount - _takings.Sum(static one => one.Amount);
        }
    }

    /// <summary>What is known of it.</summary>
    public HoldStory Story
    {
        get
        {
            lock (_lock)
                return new HoldStory(Amount, Outcome!.Text("expiresAt"), [.. _takings], [.. _refusals]);
        }
    }

    /// <summary>Takes what was taken from it.</summary>
    public void Add(Taking taking)
    {
        lock (_lock)
            _takings.Add(taking);
    }

    /// <summary>Takes what was not to be had of it.</summary>
    public void Add(HoldRefusal refusal)
    {
        lock (_lock)
            _refusals.Add(refusal);
    }

    /// <inheritdoc/>
    protected override Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount)
    {
        var body = new JsonObject
        {
            ["receiverWalletId"] = Receiver.WalletId,
            ["amount"] = otherAmount ?? Amount,
            ["expiresIn"] = Seconds,
            ["pin"] = Caller.Pin,
            ["idempotencyKey"] = Key,
        };
        if (Note is not null)
            body["note"] = Note;
        return http.PostAsync("/wallet/holds", body, Caller.Token, patience);
    }
}

/// <summary>A part of a hold on to its receiver, or what is left of it back to its payer, as its receiver
/// asks.</summary>
internal sealed class HoldEnd : OwnMovement
{
    /// <summary>The hold, which has moved money.</summary>
    public required Hold Of { get; init; }

    /// <summary>Whether it is captured, and not released.</summary>
    public required bool IsCapture { get; init; }

    /// <summary>How much is asked for, in minor units; null for all that is left.</summary>
    public long? Asked { get; init; }

    /// <inheritdoc/>
    public override long Amount { get => Moved ? Outcome!.Number("amount") : Asked ?? 0; }

    /// <inheritdoc/>
    public override string Operation => IsCapture ? "capture" : "release";

    /// <inheritdoc/>
    public override string? Link => Of.TransferId;

    /// <inheritdoc/>
    public override bool StopsAtFreezes => IsCapture;

    /// <inheritdoc/>
    public override bool HasAmount => IsCapture;

    /// <inheritdoc/>
    public override string SenderId => "escrow@wallet";

    /// <inheritdoc/>
    public override string CreditedId => IsCapture ? Of.Receiver.WalletId : Of.SenderId;

    /// <inheritdoc/>
    public override string PayerId => Of.SenderId;

    // Whoever releases is neither of the two wallets.
    /// <inheritdoc/>
    public override long? BalanceAfter(string walletId) => IsCapture ? base.BalanceAfter(walletId) : null;

    /// <inheritdoc/>
    protected override Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount)
    {
        var body = new JsonObject { ["idempotencyKey"] = Key };
        if (IsCapture && (otherAmount ?? Asked) is { } amount)
            body["amount"] = amount;
        return http.PostAsync($"/holds/{Link}/{Operation}", body, Caller.Token, patience);
    }
}

/// <summary>What was left of a hold that has expired, as its payer's history shows it: nobody asks for it, so nobody is
/// answered.</summary>
internal sealed class HoldReturn(Hold of) : Movement
{
    /// <inheritdoc/>
    public override string Operation => "release";

    /// <inheritdoc/>
    public override string? Link => of.TransferId;

    /// <inheritdoc/>
    public override string SenderId => "escrow@wallet";

    /// <inheritdoc/>
    public override string CreditedId => of.SenderId;

    /// <inheritdoc/>
    public override Task<Answer> LookUpAsync(WalletHttp http, TimeSpan patience) => throw Nobody();

    /// <inheritdoc/>
    public override Task SignInAsync(WalletHttp http) => throw Nobody();

    /// <inheritdoc/>
    public override long? BalanceAfter(string walletId) => null;

    /// <inheritdoc/>
    public override string ToString() => $"the return of {Amount} of {of}";

    /// <inheritdoc/>
    protected override bool IsHarmless(Answer answer) => throw Nobody();

    /// <inheritdoc/>
    protected override Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount) =>
        throw Nobody();

    private static NotSupportedException Nobody() => new("Nobody asks for it.");
}

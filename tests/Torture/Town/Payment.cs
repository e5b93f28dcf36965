using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>A payment or a deposit.</summary>
internal sealed class Payment : Movement
{
    /// <summary>Whose key it is.</summary>
    public required Person Caller { get; init; }

    /// <summary>Who gets the money; null for a deposit.</summary>
    public required string? ReceiverId { get; init; }

    /// <summary>Whether operators may give it back.</summary>
    public bool MayBeReversed { get; init; }

    /// <inheritdoc/>
    public override required long Amount { get; init; }

    /// <inheritdoc/>
    public override bool IsDeposit => ReceiverId is null;

    /// <inheritdoc/>
    public override bool CountsTowardsLimits => !IsDeposit;

    /// <inheritdoc/>
    public override string SenderId => IsDeposit ? "issuer@wallet" : Caller.WalletId;

    /// <inheritdoc/>
    public override string CreditedId => ReceiverId ?? Caller.WalletId;

    /// <inheritdoc/>
    public override Task<Answer> LookUpAsync(WalletHttp http, TimeSpan patience) =>
        http.GetAsync("/transfers/by-key?key=" + Key, Caller.Token, patience);

    /// <inheritdoc/>
    public override Task SignInAsync(WalletHttp http) => Caller.SignInAsync(http);

    /// <inheritdoc/>
    public override long? BalanceAfter(string walletId) =>
        walletId == Caller.WalletId ? Outcome!.Number("balanceAfter") : null;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(IsDeposit ? "deposit" : "transfer")} of {Amount} from {SenderId} to {CreditedId} with key {Key} of " +
        $"{Caller.WalletId}";

    /// <inheritdoc/>
    protected override bool IsHarmless(Answer answer) => answer.Status is 0 or 401 or 408 or 423 or 503
        || answer is { Status: 409, Code: "transfer_in_progress" };

    /// <inheritdoc/>
    protected override Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount)
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
}

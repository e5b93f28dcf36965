using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>A payment or a deposit.</summary>
internal sealed class Payment : OwnMovement
{
    /// <summary>Who gets the money; null for a deposit.</summary>
    public required string? ReceiverId { get; init; }

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
    public override string ToString() =>
        $"{(IsDeposit ? "deposit" : "transfer")} of {Amount} from {SenderId} to {CreditedId} with key {Key} of " +
        $"{Caller.WalletId}";

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

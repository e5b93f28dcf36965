using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>A payment that an operator gives back, or a part of it.</summary>
internal sealed class Reversal : Movement
{
    /// <summary>The operator's key.</summary>
    public required string OperatorKey { get; init; }

    /// <summary>What is given back, which has moved money.</summary>
    public required OwnMovement Of { get; init; }

    /// <summary>How much is asked for, in minor units; null for all that is left.</summary>
    public required long? Asked { get; init; }

    /// <summary>Whether its row of the log has been seen.</summary>
    public bool IsLogged { get; set; }

    /// <inheritdoc/>
    public override long Amount { get => Moved ? Outcome!.Number("amount") : Asked ?? 0; }

    /// <summary>The transfer's ID.</summary>
    public string OfId => Of.Outcome!.Text("transferId");

    /// <inheritdoc/>
    public override string SenderId => Of.CreditedId;

    /// <inheritdoc/>
    public override string CreditedId => Of.PayerId;

    /// <inheritdoc/>
    public override string Operation => "reversal";

    /// <inheritdoc/>
    public override string? Link => OfId;

    /// <inheritdoc/>
    public override bool StopsAtFreezes => false;

    /// <inheritdoc/>
    public override bool CanBeLookedUp => false;

    /// <inheritdoc/>
    public override Task<Answer> LookUpAsync(WalletHttp http, TimeSpan patience) =>
        throw new NotSupportedException("There is no look-up of an operator's key; whoever wants to know sends again.");

    /// <inheritdoc/>
    public override Task SignInAsync(WalletHttp http) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long? BalanceAfter(string walletId) =>
        Outcome!.Number(walletId == SenderId ? "senderBalanceAfter" : "receiverBalanceAfter");

    /// <inheritdoc/>
    public override string ToString() =>
        $"reversal of {Asked?.ToString() ?? "all"} of {OfId} ({Of}) with key {Key}, answered {Outcome}";

    // The operator's key is good all the time, so a 401 or 403 is a violation, whatever is down.
    /// <inheritdoc/>
    protected override bool IsHarmless(Answer answer) => answer.Status is 0 or 408 or 503;

    /// <inheritdoc/>
    protected override Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount)
    {
        var body = new JsonObject { ["reason"] = Note, ["idempotencyKey"] = Key };
        if ((otherAmount ?? Asked) is { } amount)
            body["amount"] = amount;
        return http.PostToOperatorsAsync($"/operator/transfers/{OfId}/reverse", body, OperatorKey, patience);
    }
}

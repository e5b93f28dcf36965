using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>A payment, of a request too, or a capture that its receiver gives back, or a part of it.</summary>
internal sealed class Refund : OwnMovement
{
    /// <summary>What is given back, which has moved money.</summary>
    public required Movement Of { get; init; }

    /// <summary>How much is asked for, in minor units; null for all that is left.</summary>
    public required long? Asked { get; init; }

    /// <inheritdoc/>
    public override long Amount { get => Moved ? Outcome!.Number("amount") : Asked ?? 0; }

    /// <inheritdoc/>
    public override string Operation => "refund";

    /// <inheritdoc/>
    public override string? Link => Of.TransferId;

    /// <inheritdoc/>
    public override string SenderId => Of.CreditedId;

    /// <inheritdoc/>
    public override string CreditedId => Of.PayerId;

    /// <inheritdoc/>
    protected override Task<Answer> PostAsync(WalletHttp http, TimeSpan patience, long? otherAmount)
    {
        var body = new JsonObject { ["pin"] = Caller.Pin, ["idempotencyKey"] = Key };
        if ((otherAmount ?? Asked) is { } amount)
            body["amount"] = amount;
        if (Note is not null)
            body["note"] = Note;
        return http.PostAsync($"/transfers/{Link}/refund", body, Caller.Token, patience);
    }
}

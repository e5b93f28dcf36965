namespace Wallet.Torture;

/// <summary>A movement under a key of somebody's own.</summary>
internal abstract class OwnMovement : Movement
{
    /// <summary>Whose key it is.</summary>
    public required Person Caller { get; init; }

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
        $"{Operation} of {Amount} from {SenderId} to {CreditedId} ({Link}) with key {Key} of {Caller.WalletId}";

    /// <inheritdoc/>
    protected override bool IsHarmless(Answer answer) => answer.Status is 0 or 401 or 408 or 423 or 503
        || answer is { Status: 409, Code: "transfer_in_progress" };
}

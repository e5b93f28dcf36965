namespace Wallet.Core;

/// <summary>What is agreed of a hold. It never changes.</summary>
/// <param name="Payer">Whose money it is, until it is captured.</param>
/// <param name="Receiver">Who may capture it, or release it.</param>
/// <param name="ExpiresAt">From this moment of the ledger's time on, nothing of it is captured any more.</param>
public sealed record HoldTerms(WalletId Payer, WalletId Receiver, Timestamp ExpiresAt)
{
    /// <summary>What begins the key under which it goes back by itself; the ID follows. No client can use such a
    /// key.</summary>
    public const string ExpiryKeyPrefix = "expire:";

    /// <summary>Whether it has expired.</summary>
    public bool HasExpired(Timestamp now) => now >= ExpiresAt;

    /// <summary>The party that <paramref name="wallet"/> is not. Where escrow is the counterparty, this is who the
    /// money is on behalf of.</summary>
    public WalletId OtherThan(WalletId wallet) => wallet == Receiver ? Payer : Receiver;
}

/// <summary>What a command that makes a hold says of it.</summary>
/// <param name="Receiver">Who may capture it.</param>
/// <param name="ExpiresIn">How long it lasts from its making on, in whole seconds, <see cref="Limits.MinHoldTime"/> to
/// <see cref="Limits.MaxHoldTime"/>.</param>
public sealed record NewHold(WalletId Receiver, TimeSpan ExpiresIn);

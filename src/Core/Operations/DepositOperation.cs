namespace Wallet.Core;

/// <summary>Play money from the issuer to the caller's own wallet. There is no rule but those that always
/// hold.</summary>
internal sealed class DepositOperation : OperationRules
{
    public override Operation Code => Operation.Deposit;

    public override string Name => "deposit";

    public override KeyOwner KeyOwner => KeyOwner.Receiver;

    public override WalletId? ComesFrom => WalletId.Issuer;
}

public sealed partial record LedgerCommand
{
    /// <summary>A deposit of play money into the caller's wallet.</summary>
    public static LedgerCommand Deposit(WalletId caller, Amount amount, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Deposit, caller, WalletId.Issuer, caller, amount, null, key,
            Fingerprint.Of(Operation.Deposit, caller, amount, null), proposedId);
}

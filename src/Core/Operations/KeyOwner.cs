namespace Wallet.Core;

/// <summary>Whose wallet an idempotency key belongs to.</summary>
public enum KeyOwner
{
    /// <summary>The wallet that is debited.</summary>
    Sender,

    /// <summary>The wallet that is credited.</summary>
    Receiver,

    /// <summary>The issuer's, for what is asked by nobody who has a wallet.</summary>
    Issuer,

    /// <summary>That of the receiver of the hold, or escrow's, for what happens by itself.</summary>
    HoldReceiver,
}

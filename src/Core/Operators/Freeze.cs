namespace Wallet.Core;

/// <summary>What keeps a wallet from sending, receiving, or both. A wallet has one at most; a new one takes its
/// place.</summary>
/// <param name="Sides">What is stopped.</param>
/// <param name="Until">When it ends by itself, by the ledger's time; null for when somebody thaws the wallet.</param>
public sealed record Freeze(FrozenSides Sides, Timestamp? Until = null)
{
    /// <summary>Whether it stops a side at a moment.</summary>
    public bool Stops(Direction side, Timestamp now) =>
        (Sides & (side == Direction.Debit ? FrozenSides.Debit : FrozenSides.Credit)) != 0
        && (Until is not { } until || now < until);
}

/// <summary>Which sides of a wallet a freeze stops. The numbers are stored.</summary>
[Flags]
public enum FrozenSides : byte
{
    /// <summary>Nothing is debited.</summary>
    Debit = 1,

    /// <summary>Nothing is credited.</summary>
    Credit = 2,

    /// <summary>Neither.</summary>
    Both = Debit | Credit,
}

namespace Wallet.Core.Tests;

/// <summary>Wallets as a ledger tells a batch of them, without a ledger.</summary>
internal static class WalletStates
{
    /// <summary>A wallet without entries, and its balance.</summary>
    public static WalletState Of(
        WalletId id, long balanceMinor, bool frozen = false, WalletLimits? limits = null) => new()
        {
            Id = id,
            BalanceMinor = balanceMinor,
            Sequence = 0,
            Head = new byte[EntryHash.Size],
            LastEntryAt = default,
            Freeze = frozen ? new Freeze(FrozenSides.Both) : null,
            OwnLimits = limits,
        };

    /// <summary>Tells a batch of wallets, and of those of the house.</summary>
    public static void Tell(this LedgerBatch batch, params WalletState[] wallets)
    {
        foreach (var wallet in (WalletState[])[Of(WalletId.Issuer, 0), Of(WalletId.Escrow, 0), .. wallets])
            batch.FoundWallet(wallet);
    }
}

namespace Wallet.Bench;

/// <summary>Who is in a ledger that grows.</summary>
internal static class GrowthWallets
{
    /// <summary>Wallets that pay each other.</summary>
    public const int Count = 1000;

    /// <summary>Entries of <see cref="Small"/>.</summary>
    public const int SmallEntries = 100;

    /// <summary>Every so manieth transfer pays <see cref="Large"/>.</summary>
    public const int LargeEvery = 5;

    /// <summary>A wallet that holds a tenth of all entries: 1 M of 10 M.</summary>
    public static WalletId Large => BenchWallets.Id(0);

    /// <summary>A wallet with few entries, whatever the ledger's size.</summary>
    public static WalletId Small => BenchWallets.Id(Count);
}

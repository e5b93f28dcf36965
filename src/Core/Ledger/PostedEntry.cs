namespace Wallet.Core;

/// <summary>One side of a transfer that a batch decided to write.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Counterparty">The other wallet.</param>
/// <param name="Sequence">The entry's number in the wallet's chain.</param>
/// <param name="BalanceAfterMinor">The balance right after, in minor units.</param>
/// <param name="Hash">The entry's hash.</param>
public readonly record struct PostedEntry(
    WalletState Wallet, WalletState Counterparty, long Sequence, long BalanceAfterMinor, byte[] Hash);

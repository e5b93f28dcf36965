namespace Wallet.Core;

/// <summary>A wallet as it can be read.</summary>
/// <param name="Id">The ID.</param>
/// <param name="BalanceMinor">The balance in minor units.</param>
/// <param name="Freeze">How it was frozen last, if nobody has thawed it since; it may have ended by itself.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Sequence">The sequence of the entry that the balance stands after; 0 if there is none.</param>
public sealed record WalletView(WalletId Id, long BalanceMinor, Freeze? Freeze, Timestamp CreatedAt, long Sequence);

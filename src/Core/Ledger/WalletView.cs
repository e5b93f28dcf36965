namespace Wallet.Core;

/// <summary>A wallet as its owner sees it.</summary>
/// <param name="Id">The ID.</param>
/// <param name="BalanceMinor">The balance in minor units.</param>
/// <param name="Frozen">Whether it can neither send nor receive.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record WalletView(WalletId Id, long BalanceMinor, bool Frozen, Timestamp CreatedAt);

namespace Wallet.Core;

/// <summary>Who calls, as the verified token says.</summary>
/// <param name="User">The user.</param>
/// <param name="Wallet">The user's wallet.</param>
public readonly record struct Caller(UserId User, WalletId Wallet);

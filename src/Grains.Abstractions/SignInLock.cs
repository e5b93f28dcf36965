using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>What is locked of signing in with an e-mail.</summary>
/// <param name="LockedUntil">Until when nobody can sign in with it; null if that is not locked.</param>
/// <param name="LockedAddresses">How many addresses are locked out of it for themselves.</param>
[GenerateSerializer, Immutable, Alias("wallet.sign-in-lock")]
public sealed record SignInLock(
    [property: Id(0)] Timestamp? LockedUntil, [property: Id(1)] int LockedAddresses);

/// <summary>What is locked of a PIN.</summary>
/// <param name="LockedUntil">Until when it is locked; null if it is not.</param>
[GenerateSerializer, Immutable, Alias("wallet.pin-lock")]
public sealed record PinLock([property: Id(0)] Timestamp? LockedUntil);

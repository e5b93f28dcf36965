namespace Wallet.Core;

/// <summary>How much of a ledger needs a pepper.</summary>
/// <param name="PepperId">Which pepper.</param>
/// <param name="Passwords">How many passwords are hashed under it.</param>
/// <param name="Pins">How many PINs are.</param>
public sealed record PepperUse(string PepperId, long Passwords, long Pins);

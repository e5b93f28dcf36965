namespace Wallet.Core;

/// <summary>The result of signing in.</summary>
/// <param name="Check">The verdict on the password; <see cref="SecretVerdict.Wrong"/> for an unknown e-mail
/// too.</param>
/// <param name="User">The user, when verified.</param>
public readonly record struct SignInResult(SecretCheck Check, User? User = null);

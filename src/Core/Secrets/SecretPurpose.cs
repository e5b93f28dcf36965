namespace Wallet.Core;

/// <summary>What a secret is for. It is part of what is hashed, so that a PIN's hash can't stand in for a
/// password's.</summary>
public enum SecretPurpose : byte
{
    /// <summary>The password, for signing in.</summary>
    Password = 1,

    /// <summary>The PIN, for sending money.</summary>
    Pin = 2,
}

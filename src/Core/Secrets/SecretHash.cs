namespace Wallet.Core;

/// <summary>A stored bcrypt hash with the ID of the pepper that its input was made with. Never printed.</summary>
/// <param name="PepperId">Which pepper.</param>
/// <param name="Bcrypt">The hash in modular crypt format, <c>$2b$…</c>.</param>
public sealed record SecretHash(string PepperId, string Bcrypt)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}

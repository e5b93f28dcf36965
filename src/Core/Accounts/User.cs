namespace Wallet.Core;

/// <summary>A user as stored.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Email">The e-mail address, normalized; unique.</param>
/// <param name="Wallet">The user's one wallet.</param>
/// <param name="Password">The password's hash.</param>
/// <param name="Pin">The PIN's hash.</param>
/// <param name="TokenGeneration">Tokens of an earlier generation are not valid: a change of password starts a new
/// one.</param>
/// <param name="CreatedAt">When the user registered.</param>
/// <param name="Name">What people call the user, if it was said.</param>
public sealed record User(
    UserId Id, EmailAddress Email, WalletId Wallet, SecretHash Password, SecretHash Pin, int TokenGeneration,
    Timestamp CreatedAt, PersonName? Name = null);

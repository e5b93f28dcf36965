namespace Wallet.Core;

/// <summary>A user who registers and gets a wallet in the same transaction.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Password">The password's hash.</param>
/// <param name="Pin">The PIN's hash.</param>
/// <param name="CreatedAt">Now.</param>
/// <param name="Name">What people call the user, if it was said.</param>
public sealed record NewUser(
    UserId Id, EmailAddress Email, SecretHash Password, SecretHash Pin, Timestamp CreatedAt, PersonName? Name = null);

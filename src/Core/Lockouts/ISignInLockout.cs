namespace Wallet.Core;

/// <summary>
/// Counts wrong passwords by e-mail + address and by e-mail, whether the e-mail exists or not. One check of an e-mail
/// runs at a time in a process (the caller makes sure of that); an attempt is counted durably before the password is
/// compared.
/// </summary>
public interface ISignInLockout
{
    /// <summary>Counts an attempt, unless it is locked out.</summary>
    /// <returns>Null if the password may be compared; otherwise how long the lock lasts, in whole seconds.</returns>
    /// <exception cref="IOException">The store is down: nothing may be compared.</exception>
    ValueTask<TimeSpan?> BeginAsync(EmailAddress email, string address);

    /// <summary>Clears the counts after the right password.</summary>
    /// <exception cref="IOException">The store is down.</exception>
    ValueTask SucceedAsync(EmailAddress email, string address);
}

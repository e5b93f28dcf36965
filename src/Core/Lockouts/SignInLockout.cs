using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

/// <summary>Settings of the lockout of signing in.</summary>
public sealed record SignInOptions
{
    /// <summary>How many wrong passwords in a row lock an e-mail for one address.</summary>
    public int MaxFailuresFromAddress { get; init; } = 10;

    /// <summary>How many wrong passwords in a row lock an e-mail for everybody.</summary>
    public int MaxFailures { get; init; } = 100;

    /// <summary>How long a lock lasts, and after how long without a further failure the count starts anew.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>
/// Counts wrong passwords by e-mail + address and by e-mail, whether the e-mail exists or not. One check of an e-mail
/// runs at a time in a process (the caller sees to that); an attempt is counted durably before the password is
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

/// <inheritdoc cref="ISignInLockout"/>
public sealed class SignInLockout(ILockoutStore store, SignInOptions options, TimeProvider time) : ISignInLockout
{
    /// <inheritdoc/>
    public async ValueTask<TimeSpan?> BeginAsync(EmailAddress email, string address)
    {
        var (all, one) = Subjects(email, address);
        var (ofAll, ofOne) = (await store.ReadAsync(all), await store.ReadAsync(one));
        var now = Timestamp.Now(time);
        if (ofAll.IsLocked(now) || ofOne.IsLocked(now))
        {
            var (first, second) = (ofAll.LockedFor(now), ofOne.LockedFor(now));
            return first > second ? first : second;
        }

        await store.WriteAsync(
            (all, ofAll.Count(now, options.MaxFailures, options.LockFor, options.LockFor)),
            (one, ofOne.Count(now, options.MaxFailuresFromAddress, options.LockFor, options.LockFor)));
        return null;
    }

    /// <inheritdoc/>
    public ValueTask SucceedAsync(EmailAddress email, string address)
    {
        var (all, one) = Subjects(email, address);
        return store.WriteAsync((all, LockoutState.Clear), (one, LockoutState.Clear));
    }

    // Digests: a table of lockouts says nobody's e-mail to who reads it.
    private static (string All, string One) Subjects(EmailAddress email, string address) =>
        ("sign-in:" + Digest(email.Value), "sign-in:" + Digest(email.Value + "\n" + address));

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

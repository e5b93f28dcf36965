using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

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

    /// <summary>Until when an e-mail is locked for everybody, if it is, and how many addresses are locked out of it
    /// besides.</summary>
    /// <param name="email">The e-mail.</param>
    /// <param name="all">The states of all that is counted for the e-mail, by subject.</param>
    public (Timestamp? LockedUntil, int LockedAddresses) Look(
        EmailAddress email, IReadOnlyDictionary<string, LockoutState> all)
    {
        var (everybody, now) = (Subjects(email, "").All, Timestamp.Now(time));
        return (all.GetValueOrDefault(everybody, LockoutState.Clear).LockAt(now),
            all.Count(state => state.Key != everybody && state.Value.IsLocked(now)));
    }

    // Subjects are digests, so that nobody who reads the stored lockouts learns an e-mail address.
    private static (string All, string One) Subjects(EmailAddress email, string address) =>
        ("sign-in:" + Digest(email.Value), "sign-in:" + Digest(email.Value + "\n" + address));

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

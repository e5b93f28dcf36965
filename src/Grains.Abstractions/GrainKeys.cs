using System.Security.Cryptography;
using System.Text;
using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>How grains are keyed.</summary>
public static class GrainKeys
{
    /// <summary>The one committer of the one ledger.</summary>
    public const long Ledger = 0;

    /// <summary>The key of <see cref="ISignInLockoutGrain"/>: a digest, so that no directory, log or table of grains
    /// contains an e-mail address.</summary>
    public static string SignInLockout(EmailAddress email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("sign-in\n" + email.Value)));
}

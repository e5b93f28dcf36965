using System.Security.Cryptography;
using System.Text;
using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>How grains are keyed.</summary>
public static class GrainKeys
{
    /// <summary>The one committer of the one ledger.</summary>
    public const long Ledger = 0;

    /// <summary>The key of <see cref="ITransferGrain"/>: <c>{wallet ID}/{idempotency key}</c>. A wallet ID holds no slash, so the first one parts them.</summary>
    public static string Transfer(WalletId caller, IdempotencyKey key) => caller.Value + "/" + key.Value;

    /// <summary>The caller and key of an <see cref="ITransferGrain"/>.</summary>
    /// <exception cref="FormatException">It is not the key of a transfer.</exception>
    public static (WalletId Caller, IdempotencyKey Key) ParseTransfer(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? throw new FormatException("Not the key of a transfer.")
            : (WalletId.Parse(text[..slash]), IdempotencyKey.Parse(text[(slash + 1)..]));
    }

    /// <summary>The key of <see cref="ISignInGuardGrain"/>: a digest, so that no directory, log or table of grains says anybody's e-mail.</summary>
    public static string SignInGuard(EmailAddress email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("sign-in\n" + email.Value)));
}
